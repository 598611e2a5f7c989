package klt.common.spec.consumers;

import java.time.Duration;
import java.time.Instant;

/** The position at which a new group starts reading. */
public sealed interface Start {

    /** The topic's end, as of before the run. */
    record Latest() implements Start {}

    /** The topic's beginning. */
    record Earliest() implements Start {}

    /** The same offset in each partition, clamped to the partition's beginning and end. */
    record Offset(long offset) implements Start {}

    /** Each partition's first record with this timestamp or later. */
    record Timestamp(Instant at) implements Start {}

    /** Like {@link Timestamp}, with an instant this long before the run prepares its topic. */
    record Ago(Duration time) implements Start {}

    /** Offsets that add up to about this many bytes before the ends of the topic's partitions. */
    record BytesBehind(long bytes) implements Start {}
}
