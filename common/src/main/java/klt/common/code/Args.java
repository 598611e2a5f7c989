package klt.common.code;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import klt.common.text.Listing;
import klt.common.text.OneLine;

/**
 * A code's arguments, in order: numbers, booleans, strings, and lists of numbers or strings. A number's name ends with its unit, as in
 * {@code timeoutSeconds}. The limits below apply to all arguments, because some arrive from other processes. Longer strings are truncated.
 *
 * @param values each a Long, Double, Boolean, String or list
 */
public record Args(@JsonValue Map<String, Object> values) {

    public static final Args NONE = new Args(Map.of());

    /** Suffix of the argument that counts a list's omitted items. */
    static final String MORE = "More";

    private static final int ARGS_MAX = 20;
    private static final int ITEMS_MAX = Listing.ITEMS_MAX;
    private static final int TEXT_LENGTH_MAX = 1_000;
    private static final Pattern NAME = Pattern.compile("[a-z][a-zA-Z0-9]{0,39}");

    /** Maximum magnitude of a number, the same as for counts on the bus. */
    private static final long NUMBER_MAX = 1L << 53;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Args {
        if (values.size() > ARGS_MAX) {
            throw new IllegalArgumentException(values.size() + " arguments exceed the limit of " + ARGS_MAX);
        }
        Map<String, Object> checked = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("an argument's name is not 1 to 40 letters and digits");
            }
            checked.put(name, value instanceof Collection<?> items ? list(items) : single(value));
        });
        values = Collections.unmodifiableMap(checked);
    }

    /**
     * @param namesAndValues alternating. An empty Optional is omitted, a Duration is converted to seconds, and an enum constant to its
     *     name. Numbers beyond ±2^53 are clamped. A list longer than {@link Listing#ITEMS_MAX} is truncated, and the number of omitted
     *     items is added as an argument: {@code partitionsMore} for {@code partitions}.
     */
    public static Args of(Object... namesAndValues) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            put(values, (String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Args(values);
    }

    /**
     * Returns a single name as an argument such as {@code topic}, several as a list such as {@code topics}, and no argument if there are no
     * names.
     *
     * @param noun the argument's singular name
     */
    public static Args named(String noun, List<?> names) {
        return switch (names.size()) {
            case 0 -> NONE;
            case 1 -> of(noun, names.getFirst());
            default -> of(noun + "s", names);
        };
    }

    /** @param json a JSON object as parsed by Jackson */
    public static Args ofJson(Map<?, ?> json) {
        Map<String, Object> values = new LinkedHashMap<>();
        json.forEach((name, value) -> values.put(String.valueOf(name), value));
        return new Args(values);
    }

    private static void put(Map<String, Object> values, String name, Object value) {
        switch (value) {
            case Optional<?> maybe -> maybe.ifPresent(present -> put(values, name, present));
            case Duration duration -> values.put(name, duration.toMillis() / 1e3);
            case Collection<?> items -> {
                values.put(name, items.stream().limit(ITEMS_MAX).toList());
                if (items.size() > ITEMS_MAX) {
                    values.put(name + MORE, items.size() - ITEMS_MAX);
                }
            }
            case Double number -> values.put(name, Math.clamp(number, -NUMBER_MAX, NUMBER_MAX));
            case Long number -> values.put(name, Math.clamp(number, -NUMBER_MAX, NUMBER_MAX));
            default -> values.put(name, value);
        }
    }

    private static List<Object> list(Collection<?> items) {
        if (items.size() > ITEMS_MAX) {
            throw new IllegalArgumentException(items.size() + " items exceed the limit of " + ITEMS_MAX);
        }
        return items.stream().map(Args::single).toList();
    }

    private static Object single(Object value) {
        return switch (value) {
            case String text -> OneLine.of(text, TEXT_LENGTH_MAX);
            case Enum<?> constant -> constant.name();
            case Boolean truth -> truth;
            case Integer number -> Long.valueOf(number);
            case Long number when number >= -NUMBER_MAX && number <= NUMBER_MAX -> number;
            case Double number when Math.abs(number) <= NUMBER_MAX -> number;
            default ->
                throw new IllegalArgumentException("an argument is not a number, string or list within the limits");
        };
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    public Optional<Object> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Returns these arguments followed by others. */
    public Args and(Args others) {
        Map<String, Object> all = new LinkedHashMap<>(values);
        all.putAll(others.values);
        return new Args(all);
    }

    /** @param namesAndValues as for {@link #of} */
    public Args and(Object... namesAndValues) {
        return and(of(namesAndValues));
    }

    /** Returns whether an argument counts a list's omitted items. */
    boolean isMoreOfAList(String name) {
        return name.endsWith(MORE) && values.containsKey(name.substring(0, name.length() - MORE.length()));
    }

    public Args without(String... names) {
        Map<String, Object> rest = new LinkedHashMap<>(values);
        for (String name : names) {
            rest.remove(name);
        }
        return new Args(rest);
    }
}
