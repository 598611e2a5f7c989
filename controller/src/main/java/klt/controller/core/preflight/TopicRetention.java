package klt.controller.core.preflight;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Which of a topic's records Kafka deletes over time. An absent limit means that there is none, or that Kafka does not return it.
 *
 * @param deletes whether the cleanup policy includes deletion; without it, the limits do not apply
 * @param ms how long Kafka keeps a record
 * @param bytes how much data Kafka keeps in a partition
 * @param segmentBytes size of a segment; Kafka deletes only whole segments, and never the newest one
 * @param known whether Kafka returns the cleanup policy, the segment size and, if the policy includes deletion, both limits
 * @param remote whether Kafka moves segments to another storage
 */
public record TopicRetention(
        boolean deletes,
        OptionalLong ms,
        OptionalLong bytes,
        OptionalLong segmentBytes,
        boolean known,
        boolean remote) {

    private static final long MS_PER_MINUTE = 60_000;

    /** How often a broker looks for segments to delete ({@code log.retention.check.interval.ms}). */
    private static final double CHECK_SECONDS = 300;

    private static final double MS_PER_SECOND = 1_000;

    /** A partition's newest segment, and the one before it, of which one record may not be old enough or too much yet. */
    private static final int SEGMENTS_KEPT = 2;

    /** @param values topic settings by name, as returned by Kafka */
    static TopicRetention ofTopic(Map<String, String> values) {
        Optional<String> policy = Optional.ofNullable(values.get(TopicConfig.CLEANUP_POLICY_CONFIG));
        boolean deletes = policy.filter(text -> text.contains(TopicConfig.CLEANUP_POLICY_DELETE))
                .isPresent();
        boolean limitsKnown =
                TopicSettings.number(values, TopicConfig.RETENTION_MS_CONFIG).isPresent()
                        && TopicSettings.number(values, TopicConfig.RETENTION_BYTES_CONFIG)
                                .isPresent();
        boolean segmentsKnown =
                TopicSettings.number(values, TopicConfig.SEGMENT_BYTES_CONFIG).isPresent();
        return new TopicRetention(
                deletes,
                limit(values, TopicConfig.RETENTION_MS_CONFIG),
                limit(values, TopicConfig.RETENTION_BYTES_CONFIG),
                limit(values, TopicConfig.SEGMENT_BYTES_CONFIG),
                policy.isPresent() && segmentsKnown && (!deletes || limitsKnown),
                Boolean.parseBoolean(values.get(TopicConfig.REMOTE_LOG_STORAGE_ENABLE_CONFIG)));
    }

    /** Returns the default of {@code retention.ms}, which a broker also takes in minutes or hours; the smallest unit wins. */
    static Optional<String> defaultMs(Map<String, String> broker) {
        return Optional.ofNullable(broker.get("log.retention.ms"))
                .or(() -> scaled(broker, "log.retention.minutes", MS_PER_MINUTE))
                .or(() -> scaled(broker, "log.retention.hours", 60 * MS_PER_MINUTE));
    }

    private static Optional<String> scaled(Map<String, String> broker, String name, long factor) {
        OptionalLong value = TopicSettings.number(broker, name);
        return value.isEmpty() ? Optional.empty() : Optional.of(String.valueOf(value.getAsLong() * factor));
    }

    /** A negative value means that there is no limit. */
    private static OptionalLong limit(Map<String, String> values, String name) {
        OptionalLong value = TopicSettings.number(values, name);
        return value.isPresent() && value.getAsLong() >= 0 ? value : OptionalLong.empty();
    }

    /**
     * Returns an upper bound for the data that a topic holds at any time during a run.
     *
     * @param bytes all data that the run sends to the topic
     * @param seconds length of the run; empty if it is unknown
     */
    double held(double bytes, Optional<Double> seconds, int partitions) {
        if (!deletes || segmentBytes.isEmpty()) {
            return bytes;
        }
        double segments = (double) SEGMENTS_KEPT * partitions * segmentBytes.getAsLong();
        double held = bytes;
        if (this.bytes.isPresent()) {
            held = Math.min(held, (double) partitions * this.bytes.getAsLong() + segments);
        }
        if (ms.isPresent() && seconds.isPresent() && seconds.get() > 0) {
            double kept = ms.getAsLong() / MS_PER_SECOND + CHECK_SECONDS;
            held = Math.min(held, bytes / seconds.get() * kept + segments);
        }
        return held;
    }
}
