package klt.controller.core.preflight;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The settings of a topic that determine which messages it accepts; empty if Kafka does not return them.
 *
 * @param messageBytesMax maximum size of a record batch
 * @param compacted whether the cleanup policy includes compaction
 * @param stampedByBroker the broker sets the timestamps, so that none is refused
 * @param timestampBehindMaxMs how far a timestamp may be behind the broker's clock
 * @param timestampAheadMaxMs how far it may be ahead
 */
public record TopicSettings(
        OptionalLong messageBytesMax,
        boolean compacted,
        OptionalLong minInsyncReplicas,
        boolean stampedByBroker,
        OptionalLong timestampBehindMaxMs,
        OptionalLong timestampAheadMaxMs) {

    /** For a topic whose settings the controller may not read. */
    public static final TopicSettings UNKNOWN = ofTopic(Map.of());

    /** @param values by name, as Kafka describes a topic */
    public static TopicSettings ofTopic(Map<String, String> values) {
        return of(values, "", "max.message.bytes");
    }

    /**
     * Returns the settings of a topic that is created without overrides.
     *
     * @param values by name, as Kafka describes a broker
     */
    public static TopicSettings ofBroker(Map<String, String> values) {
        return of(values, "log.", "message.max.bytes");
    }

    private static TopicSettings of(Map<String, String> values, String prefix, String messageBytesMax) {
        return new TopicSettings(
                number(values, messageBytesMax),
                text(values, prefix + "cleanup.policy").contains("compact"),
                number(values, "min.insync.replicas"),
                text(values, prefix + "message.timestamp.type").equals("LogAppendTime"),
                number(values, prefix + "message.timestamp.before.max.ms"),
                number(values, prefix + "message.timestamp.after.max.ms"));
    }

    private static String text(Map<String, String> values, String name) {
        return Optional.ofNullable(values.get(name)).orElse("");
    }

    private static OptionalLong number(Map<String, String> values, String name) {
        try {
            return OptionalLong.of(Long.parseLong(text(values, name)));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
