package klt.common.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A spec key. Reading, writing and describing the key are all derived from this.
 *
 * @param path such as {@code name} or {@code producer.lingerMs}
 * @param byDefault the value if a spec does not set the key
 * @param in reads the key's value from a spec; empty if the spec uses an alternative key
 * @param onlyWith values of another key that give this key an effect; empty if it always has one
 * @param label the key's label in a form
 * @param help a sentence describing the key, short enough for a small form
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
     * The value of a key that is missing from a spec or invalid.
     *
     * @param fixed the default; empty if it depends on keys earlier in the table
     * @param shown the default, in words
     */
    record Default<T>(Optional<T> fixed, String shown, Function<SpecValues, T> value) {

        static <T> Default<T> dependent(String shown, Function<SpecValues, T> value) {
            return new Default<>(Optional.empty(), shown, value);
        }

        /** @param replacement the value to use after the error so that reading can continue */
        static <T> Default<T> none(String shown, T replacement) {
            return new Default<>(Optional.empty(), shown, values -> replacement);
        }
    }

    /** Some values of a choice key, which comes earlier in the table. */
    record Condition<E>(SpecKey<E> key, List<E> values) {

        Condition {
            values = List.copyOf(values);
        }

        boolean isMet(SpecValues spec) {
            return values.contains(spec.get(key));
        }

        /** Returns the values as users write them. */
        List<String> words() {
            return values.stream()
                    .map(value -> key.type().writer().apply(value).stringValue())
                    .toList();
        }
    }

    /** Returns the key's section, or empty for the spec's top level. */
    String section() {
        int dot = path.indexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    /** Returns the key's name within its section. */
    String name() {
        return path.substring(path.indexOf('.') + 1);
    }

    /** An ordered list of keys; each key is added on creation. */
    static final class Table {

        private final List<SpecKey<?>> keys = new ArrayList<>();

        List<SpecKey<?>> keys() {
            return Collections.unmodifiableList(keys);
        }

        /** Appends another table's keys. */
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

        /** Completes a key that has an alternative. */
        Draft<T> either(Function<RunSpec, Optional<T>> part) {
            return new Draft<>(table, path, type, byDefault, part, condition);
        }

        /** Makes the key have an effect only with these values of another key. */
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
