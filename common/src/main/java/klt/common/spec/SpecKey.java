package klt.common.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * One key of a spec. Reading, writing and all descriptions of the key are derived from this.
 *
 * @param path such as {@code name} or {@code producer.lingerMs}
 * @param byDefault the value in a spec that does not set the key
 * @param in reads the key's value from a spec; empty if the spec uses an alternative key
 * @param onlyWith the values of another key that give this key an effect; empty if it always has an effect
 * @param label the key's label in a form
 * @param help a sentence that describes the key, short enough for a small form
 */
record SpecKey<T>(
        String path,
        ValueType<T> type,
        Default<T> byDefault,
        Function<RunSpec, Optional<T>> in,
        Optional<Condition<?>> onlyWith,
        Group group,
        String label,
        String help) {

    /** Groups of keys, in the order of the form and the reference. */
    enum Group {
        LOAD("Load", "where to send, how much and how fast"),
        STAGES("Stages and arrivals", "a rate that changes over time, and how messages are spaced"),
        LIMIT("Limit", "how a run of kind limit searches for the highest rate at which Kafka meets the objectives"),
        OBJECTIVES(
                "Objectives and verification", "what the run must meet to pass, and whether its messages are verified"),
        CONSUMERS("Consumers", "groups that add read load, with their end-to-end latency, lag and rebalances"),
        TOPIC("Topic, payload and key", "settings of a new topic, and the content of a message"),
        PRODUCER("Producer", "settings of the Kafka producers"),
        WORKERS("Workers", "how many workers send, and what they do without a controller");

        private final String title;
        private final String about;

        Group(String title, String about) {
            this.title = title;
            this.about = about;
        }

        String title() {
            return title;
        }

        String about() {
            return about;
        }
    }

    /**
     * The value of a key that is missing or invalid in a spec.
     *
     * @param fixed the default; empty if it depends on other keys, which come earlier in the table
     * @param shown the default in words
     */
    record Default<T>(Optional<T> fixed, String shown, Function<SpecValues, T> value) {

        static <T> Default<T> dependent(String shown, Function<SpecValues, T> value) {
            return new Default<>(Optional.empty(), shown, value);
        }

        /** @param replacement the value to use after the error, so that reading can continue */
        static <T> Default<T> none(String shown, T replacement) {
            return new Default<>(Optional.empty(), shown, values -> replacement);
        }
    }

    /** Some of the values of a choice key, which comes earlier in the table. */
    record Condition<E>(SpecKey<E> key, List<E> values) {

        Condition {
            values = List.copyOf(values);
        }

        boolean isMet(SpecValues spec) {
            return values.contains(spec.get(key));
        }

        /** The values as users write them. */
        List<String> words() {
            return values.stream()
                    .map(value -> key.type().writer().apply(value).stringValue())
                    .toList();
        }
    }

    /** The section that contains the key; empty for the top level of the spec. */
    String section() {
        int dot = path.indexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    /** The key within its section. */
    String name() {
        return path.substring(path.indexOf('.') + 1);
    }

    /** A list of keys in order; each key is added when it is created. */
    static final class Table {

        private final List<SpecKey<?>> keys = new ArrayList<>();

        List<SpecKey<?>> keys() {
            return Collections.unmodifiableList(keys);
        }

        /** Appends the keys of another table. */
        void add(Table other) {
            keys.addAll(other.keys);
        }

        <T> Draft<T> key(String path, ValueType<T> type, T byDefault) {
            JsonNode json = type.writer().apply(byDefault);
            String shown = json.isString() ? json.stringValue() : json.toString();
            return key(path, type, new Default<>(Optional.of(byDefault), shown, values -> byDefault));
        }

        <T> Draft<T> key(String path, ValueType<T> type, Default<T> byDefault) {
            return new Draft<>(this, path, type, byDefault, spec -> Optional.empty(), Optional.empty());
        }
    }

    /** Builds a key and adds it to its table. */
    record Draft<T>(
            Table table,
            String path,
            ValueType<T> type,
            Default<T> byDefault,
            Function<RunSpec, Optional<T>> accessor,
            Optional<Condition<?>> condition) {

        Draft<T> in(Function<RunSpec, T> part) {
            return either(part.andThen(Optional::of));
        }

        /** Completes a key that has an alternative key. */
        Draft<T> either(Function<RunSpec, Optional<T>> part) {
            return new Draft<>(table, path, type, byDefault, part, condition);
        }

        /** The key has an effect only with these values of another key. */
        @SafeVarargs
        @SuppressWarnings("varargs") // the keys are not modified
        final <E> Draft<T> onlyWith(SpecKey<E> key, E... values) {
            return new Draft<>(
                    table, path, type, byDefault, accessor, Optional.of(new Condition<>(key, List.of(values))));
        }

        SpecKey<T> shown(Group group, String label, String help) {
            SpecKey<T> key = new SpecKey<>(path, type, byDefault, accessor, condition, group, label, help);
            table.keys.add(key);
            return key;
        }
    }
}
