package klt.controller.core.preflight;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The topic settings that determine which messages are accepted, and how long they are kept; empty if Kafka does not return them.
 *
 * @param messageBytesMax maximum size of a record batch
 * @param compacted whether the cleanup policy includes compaction
 * @param stampedByBroker whether the broker sets the timestamps, and thus never rejects a message because of them
 * @param timestampBehindMaxMs how far a timestamp may be behind the broker's clock
 * @param timestampAheadMaxMs how far a timestamp may be ahead of the broker's clock
 * @param compression codec of the batches on the broker's disk; {@code producer} if they are stored as received
 * @param retention which records Kafka deletes over time
 */
public record TopicSettings(
        OptionalLong messageBytesMax,
        boolean compacted,
        OptionalLong minInsyncReplicas,
        boolean stampedByBroker,
        OptionalLong timestampBehindMaxMs,
        OptionalLong timestampAheadMaxMs,
        Optional<String> compression,
        TopicRetention retention) {

    /** Values of {@code compression.type} with which the broker compresses nothing. */
    private static final Set<String> NOT_COMPRESSED_BY_BROKER = Set.of("producer", "uncompressed");

    /** Names of the broker settings with the defaults, by topic setting. */
    private static final Map<String, String> IN_BROKER = Map.of(
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "message.max.bytes",
            TopicConfig.CLEANUP_POLICY_CONFIG, "log.cleanup.policy",
            TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "min.insync.replicas",
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "log.message.timestamp.type",
            TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, "log.message.timestamp.before.max.ms",
            TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, "log.message.timestamp.after.max.ms",
            TopicConfig.RETENTION_BYTES_CONFIG, "log.retention.bytes",
            TopicConfig.SEGMENT_BYTES_CONFIG, "log.segment.bytes",
            TopicConfig.COMPRESSION_TYPE_CONFIG, "compression.type");

    /** Used for a topic whose settings the controller may not read. */
    public static final TopicSettings UNKNOWN = ofTopic(Map.of());

    /** @param values topic settings by name, as returned by Kafka */
    public static TopicSettings ofTopic(Map<String, String> values) {
        return new TopicSettings(
                number(values, TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
                text(values, TopicConfig.CLEANUP_POLICY_CONFIG).contains(TopicConfig.CLEANUP_POLICY_COMPACT),
                number(values, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
                text(values, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).equals("LogAppendTime"),
                number(values, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG),
                number(values, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG),
                Optional.ofNullable(values.get(TopicConfig.COMPRESSION_TYPE_CONFIG)),
                TopicRetention.ofTopic(values));
    }

    /** Returns whether the broker may compress batches that the producer did not, which includes that the setting is unknown. */
    boolean mayCompress() {
        return !compression.filter(NOT_COMPRESSED_BY_BROKER::contains).isPresent();
    }

    /**
     * Returns the settings of a topic that does not exist yet.
     *
     * @param broker broker settings by name, as returned by Kafka, which include the defaults
     * @param overrides the spec's topic settings, by name
     */
    public static TopicSettings ofNewTopic(Map<String, String> broker, Map<String, String> overrides) {
        Map<String, String> values = new HashMap<>();
        IN_BROKER.forEach((name, inBroker) ->
                Optional.ofNullable(broker.get(inBroker)).ifPresent(value -> values.put(name, value)));
        TopicRetention.defaultMs(broker).ifPresent(value -> values.put(TopicConfig.RETENTION_MS_CONFIG, value));
        values.putAll(overrides);
        return ofTopic(values);
    }

    private static String text(Map<String, String> values, String name) {
        return Optional.ofNullable(values.get(name)).orElse("");
    }

    static OptionalLong number(Map<String, String> values, String name) {
        try {
            return OptionalLong.of(Long.parseLong(text(values, name)));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
