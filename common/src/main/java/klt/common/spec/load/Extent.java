package klt.common.spec.load;

import java.time.Duration;

/** What ends a run. */
public sealed interface Extent {

    /** The run ends after sequences 0 … count−1, or without a load when each group has read this many records. */
    record Messages(long count) implements Extent {}

    /** The run ends after this duration of load. */
    record Timed(Duration duration) implements Extent {}

    /** Only without a load: the run ends when each group has read everything that was in the topic at the start. */
    record ToEnd() implements Extent {}
}
