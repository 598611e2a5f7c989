package klt.common.spec.load;

import java.time.Duration;

/** What ends a run. */
public sealed interface Extent {

    /** The run ends after sending this many messages or, if it sends nothing, once each group has read this many records. */
    record Messages(long count) implements Extent {}

    /** The run ends after a load of this duration. */
    record Timed(Duration duration) implements Extent {}

    /** Only for a run that sends nothing: the run ends once each group has read everything that was in the topic at the start. */
    record ToEnd() implements Extent {}
}
