package klt.common.spec.consumers;

import java.time.Duration;
import java.time.Instant;

/** The position where a new group starts reading. */
public sealed interface Start {

    /** The end of the topic as it was before the run. */
    record Latest() implements Start {}

    /** The beginning of the topic. */
    record Earliest() implements Start {}

    /** The same offset in each partition, clamped to the partition's beginning and end. */
    record Offset(long offset) implements Start {}

    /** The first record of each partition with this timestamp or a later one. */
    record Timestamp(Instant at) implements Start {}

    /** Like {@link Timestamp}, but with an instant that is this long before the run prepares its topic. */
    record Ago(Duration time) implements Start {}

    /** Offsets that together are about this many bytes before the ends of the topic's partitions. */
    record BytesBehind(long bytes) implements Start {}
}
