package klt.common.text;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Formats a list on a single line of a log, event or message: the first items, and the number of omitted ones. */
public final class Listing {

    /** Maximum number of items shown. */
    public static final int ITEMS_MAX = 20;

    private Listing() {}

    /** Returns the items in order, such as {@code 0, 1, 2 … and 1,980 more}. */
    public static String of(Collection<?> items) {
        return of(items, ", ", Math.max(0, items.size() - ITEMS_MAX));
    }

    /** Returns the items as alternatives: {@code random, zipf or hotset}. */
    public static String or(List<String> words) {
        int last = words.size() - 1;
        return last <= 0
                ? String.join("", words)
                : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    /** @param more number of additional items */
    public static String of(Collection<?> items, String separator, long more) {
        String shown = items.stream().limit(ITEMS_MAX).map(String::valueOf).collect(Collectors.joining(separator));
        return more <= 0 ? shown : shown + String.format(Locale.ROOT, " … and %,d more", more);
    }
}
