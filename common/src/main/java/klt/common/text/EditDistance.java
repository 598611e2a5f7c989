package klt.common.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Measures how much two names differ, to suggest the name that a user may have meant. */
public final class EditDistance {

    /** Maximum number of differing characters in a suggestion. */
    public static final int SIMILAR_MAX = 3;

    /** Maximum length; longer strings are not compared. */
    private static final int LENGTH_MAX = 100;

    private EditDistance() {}

    /** Returns the most similar name, or the first one if several are equally similar, or empty if none is similar. */
    public static Optional<String> nearest(String text, Collection<String> names) {
        return text.length() > LENGTH_MAX
                ? Optional.empty()
                : names.stream()
                        .filter(name -> of(text, name) <= Math.min(SIMILAR_MAX, text.length() / 2))
                        .min(Comparator.comparingInt(name -> of(text, name)));
    }

    /**
     * Returns the number of characters to insert, remove or replace (Levenshtein distance), ignoring case, or 1 if the string is a prefix
     * of the name.
     */
    public static int of(String text, String name) {
        String from = text.toLowerCase(Locale.ROOT);
        String to = name.toLowerCase(Locale.ROOT);
        if (from.length() >= SIMILAR_MAX && to.length() > from.length() && to.startsWith(from)) {
            return 1;
        }
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
