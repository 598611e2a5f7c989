package klt.common.protocol.topics;

import java.util.List;
import java.util.Map;

/** The three topics shared by controllers and workers. Only one partition of each is used, {@link #PARTITION}. */
public record BusTopics(String control, String status, String state) {

    public static final int PARTITION = 0;

    private static final String STATUS_RETENTION_MS = String.valueOf(6 * 3_600_000L);

    /** Maximum size of a record to decode, equal to Kafka's default limit; larger records are counted and skipped. */
    public static final int RECORD_BYTES_MAX = 1 << 20;

    /** Maximum size of a value written to the control or status topic: below Kafka's own limit, to leave room for batch overhead. */
    public static final int WRITTEN_BYTES_MAX = 900_000;

    public static BusTopics withPrefix(String prefix) {
        return new BusTopics(prefix + "-control", prefix + "-status", prefix + "-state");
    }

    /** A topic's expected settings. */
    public record Definition(String name, Map<String, String> settings) {}

    public List<Definition> definitions() {
        Map<String, String> compacted = Map.of("cleanup.policy", "compact", "message.timestamp.type", "LogAppendTime");
        return List.of(
                new Definition(control, compacted),
                new Definition(
                        status,
                        Map.of(
                                "cleanup.policy",
                                "delete",
                                "retention.ms",
                                STATUS_RETENTION_MS,
                                "message.timestamp.type",
                                "LogAppendTime")),
                new Definition(state, compacted));
    }

    public List<String> names() {
        return List.of(control, status, state);
    }

    public boolean contains(String topic) {
        return names().contains(topic);
    }
}
