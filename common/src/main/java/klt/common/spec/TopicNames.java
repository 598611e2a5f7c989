package klt.common.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.common.spec.limit.Limits;
import klt.common.text.JsonScalar;

/**
 * The topics of a run as a user writes them: {@code orders}, several with commas between them, or a range as in {@code orders-{0..9}},
 * which stands for ten topics. With a leading 0, all numbers of a range have as many digits as its last one.
 */
public final class TopicNames {

    /** Of the whole text. */
    public static final int LENGTH_MAX = 1_000;

    private static final int NAME_LENGTH_MAX = 249;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1," + NAME_LENGTH_MAX + "}");
    private static final Pattern RANGE = Pattern.compile("\\{(\\d{1,9})\\.\\.(\\d{1,9})}");

    private TopicNames() {}

    /** The names, in order. The text must be without a {@link #mistake}. */
    static List<String> of(String text) {
        List<String> names = new ArrayList<>();
        for (String item : text.split(", *", -1)) {
            expand(item, names);
        }
        return names;
    }

    /** Stops after one more name than allowed, so that a huge range does not fill the memory. */
    private static void expand(String item, List<String> names) {
        Matcher range = RANGE.matcher(item);
        if (!range.find()) {
            if (names.size() <= Limits.TOPICS_MAX) {
                names.add(item);
            }
            return;
        }
        int first = Integer.parseInt(range.group(1));
        int last = Integer.parseInt(range.group(2));
        String digits = range.group(1).startsWith("0") && range.group(1).length() > 1
                ? "%0" + range.group(2).length() + "d"
                : "%d";
        for (int number = first; number <= last && names.size() <= Limits.TOPICS_MAX; number++) {
            String expanded = item.substring(0, range.start()) + digits.formatted(number) + item.substring(range.end());
            expand(expanded, names);
        }
    }

    /** The error in the text, if any. */
    static Optional<String> mistake(String text) {
        List<String> names = of(text);
        if (names.size() > Limits.TOPICS_MAX) {
            return Optional.of("names more than " + Limits.TOPICS_MAX + " topics");
        }
        if (names.isEmpty()) {
            return Optional.of(
                    "has a range whose first number is above its last one: '" + JsonScalar.shown(text) + "'");
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            Optional<String> wrong = nameMistake(name);
            if (wrong.isPresent()) {
                return wrong;
            }
            if (!seen.add(name)) {
                return Optional.of("names topic '" + name + "' twice");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> nameMistake(String name) {
        if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            return Optional.of("takes 1 to " + NAME_LENGTH_MAX + " letters, digits, '.', '_' or '-', not '"
                    + JsonScalar.shown(name) + "'; several topics are orders,payments or orders-{0..9}");
        }
        return name.startsWith("__") ? Optional.of("begins with '__', which Kafka reserves") : Optional.empty();
    }
}
