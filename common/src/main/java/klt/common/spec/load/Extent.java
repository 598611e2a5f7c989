package klt.common.spec.load;

import java.time.Duration;

/** When a run is over. */
public sealed interface Extent {

    /** After sequences 0 … count−1. */
    record Messages(long count) implements Extent {}

    /** After a time of load. */
    record Timed(Duration duration) implements Extent {}
}
