package klt.common.spec.load;

import java.time.Duration;

/** When a run is over. */
public sealed interface Extent {

    /** After sequences 0 … count−1; without a load, when each group has read this many records. */
    record Messages(long count) implements Extent {}

    /** After this duration of load. */
    record Timed(Duration duration) implements Extent {}

    /** Only without a load: when each group has read everything that was in the topic at the start. */
    record ToEnd() implements Extent {}
}
