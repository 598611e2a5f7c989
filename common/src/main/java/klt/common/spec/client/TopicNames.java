package klt.common.spec.client;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import klt.common.spec.limit.Limits;
import klt.common.text.JsonScalar;

/**
 * Parses a run's topics as users write them: {@code orders}, several names separated by commas, or a range as in {@code orders-{0..9}},
 * which stands for ten topics. If a bound has a leading 0, all numbers in the range are padded to the length of the longer bound.
 */
public final class TopicNames {

    /** Maximum length of the whole string. */
    public static final int LENGTH_MAX = 1_000;

    /** The default topic. Topics whose names begin with it and a separator belong to the load tester, too. */
    public static final String OF_LOAD_TESTS = "loadtest";

    private static final int NAME_LENGTH_MAX = 249;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1," + NAME_LENGTH_MAX + "}");
    private static final Pattern OWN = Pattern.compile(OF_LOAD_TESTS + "([._-].*)?");
    private static final Pattern RANGE = Pattern.compile("\\{(\\d{1,9})\\.\\.(\\d{1,9})}");

    private TopicNames() {}

    /** Returns the names, in order. The string must not have a {@link #mistake}. */
    public static List<String> of(String text) {
        List<String> names = new ArrayList<>();
        for (String item : text.split(", *", -1)) {
            expand("", item, names);
        }
        return names;
    }

    /**
     * Expands the ranges from left to right. Stops one name beyond the limit so that a huge range cannot exhaust memory.
     *
     * @param expanded the already expanded part before {@code rest}, kept separate so that an inserted number cannot form a new range
     */
    private static void expand(String expanded, String rest, List<String> names) {
        Matcher range = RANGE.matcher(rest);
        if (!range.find()) {
            if (names.size() <= Limits.TOPICS_MAX) {
                names.add(expanded + rest);
            }
            return;
        }
        String before = expanded + rest.substring(0, range.start());
        String after = rest.substring(range.end());
        String digits = digits(range.group(1), range.group(2));
        int last = Integer.parseInt(range.group(2));
        for (int number = Integer.parseInt(range.group(1));
                number <= last && names.size() <= Limits.TOPICS_MAX;
                number++) {
            expand(before + digits.formatted(number), after, names);
        }
    }

    private static String digits(String first, String last) {
        boolean padded = Stream.of(first, last).anyMatch(number -> number.startsWith("0") && number.length() > 1);
        return padded ? "%0" + Math.max(first.length(), last.length()) + "d" : "%d";
    }

    /** Returns whether a topic belongs to the load tester by its name: {@code loadtest}, or a name such as {@code loadtest-2}. */
    public static boolean isOfLoadTests(String name) {
        return OWN.matcher(name).matches();
    }

    /** Returns the error in the string, if any. */
    public static Optional<String> mistake(String text) {
        // checked first, because the expansion only terminates if every range includes a number
        boolean reversed = RANGE.matcher(text)
                .results()
                .anyMatch(range -> Integer.parseInt(range.group(1)) > Integer.parseInt(range.group(2)));
        if (reversed) {
            return Optional.of(
                    "has a range whose first number is above its last one: '" + JsonScalar.shown(text) + "'");
        }
        List<String> names = of(text);
        if (names.size() > Limits.TOPICS_MAX) {
            return Optional.of("names more than " + Limits.TOPICS_MAX + " topics");
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
