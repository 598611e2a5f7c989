package klt.common.spec;

import java.util.Optional;
import java.util.function.Function;

/**
 * One key of a spec. Reading, writing and every description of the key follow from this.
 *
 * @param path such as {@code name} or {@code producer.lingerMs}
 * @param byDefault the value of a spec that does not name the key
 * @param in its value in a spec; empty if the spec has an alternative to it
 * @param label its name in a form
 * @param help one sentence, also where a form has little room
 */
record SpecKey<T>(
        String path,
        ValueType<T> type,
        Default<T> byDefault,
        Function<RunSpec, Optional<T>> in,
        Group group,
        String label,
        String help) {

    /** Keys that a form and the reference show together, in this order. */
    enum Group {
        LOAD("Load", "where to send, how much and how fast"),
        OBJECTIVES(
                "Objectives and verification", "what the run must meet to pass, and whether its messages are verified"),
        CONSUMERS("Consumers", "groups that read the topic as load: end-to-end latency, lag, rebalances"),
        TOPIC("Topic, payload and key", "the topic if the run creates it, and what a message consists of"),
        PRODUCER("Producer", "settings of the Kafka producers"),
        WORKERS("Workers", "how many send, and what they do without a controller");

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
     * The value of a key that a spec does not name, or names wrongly.
     *
     * @param fixed empty if it depends on other keys, which come earlier in the table
     * @param shown in words
     */
    record Default<T>(Optional<T> fixed, String shown, Function<SpecValues, T> value) {

        static <T> Default<T> dependent(String shown, Function<SpecValues, T> value) {
            return new Default<>(Optional.empty(), shown, value);
        }

        /** @param replacement what reading continues with after the mistake */
        static <T> Default<T> none(String shown, T replacement) {
            return new Default<>(Optional.empty(), shown, values -> replacement);
        }
    }

    /** The object that holds the key; empty for the spec itself. */
    String section() {
        int dot = path.indexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    /** The key within its section. */
    String name() {
        return path.substring(path.indexOf('.') + 1);
    }
}
