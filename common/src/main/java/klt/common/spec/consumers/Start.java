package klt.common.spec.consumers;

import java.time.Duration;
import java.time.Instant;

/** Where a new group begins to read. */
public sealed interface Start {

    /** At the end of the topic before the run. */
    record Latest() implements Start {}

    /** At the beginning of the topic. */
    record Earliest() implements Start {}

    /** At this offset of each partition, or at its beginning or end if that is nearer. */
    record Offset(long offset) implements Start {}

    /** At the first record of each partition with this timestamp or a later one. */
    record Timestamp(Instant at) implements Start {}

    /** Like {@link Timestamp}, with the instant this long before the run prepares its topic. */
    record Ago(Duration time) implements Start {}

    /** At the offsets that about this many bytes of the topic follow, across all partitions. */
    record BytesBehind(long bytes) implements Start {}
}
