package klt.controller.core.fleet;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import klt.common.protocol.StatusRecord.Clock;

/**
 * A jump of a worker's wall clock relative to the broker's clock, detected between two heartbeats. One of the clocks was set, or the
 * machine was suspended.
 *
 * @param by the jump's size; positive if the worker's clock jumped ahead
 */
public record ClockJump(Duration by) {

    /** Minimum jump beyond both clocks' uncertainties. Anything smaller is a gradual clock correction. */
    static final Duration MIN = Duration.ofMillis(100);

    /** Detects a jump; returns empty if the clocks agree within their uncertainties. */
    static Optional<ClockJump> between(Optional<Clock> before, Optional<Clock> after) {
        return before.flatMap(earlier -> after.flatMap(later -> between(earlier, later)));
    }

    private static Optional<ClockJump> between(Clock before, Clock after) {
        // the offset is the broker's clock minus the worker's
        long ahead = before.offsetMicros() - after.offsetMicros();
        long doubt = before.uncertaintyMicros() + after.uncertaintyMicros();
        return Math.abs(ahead) - doubt > MIN.toNanos() / 1_000
                ? Optional.of(new ClockJump(Duration.of(ahead, ChronoUnit.MICROS)))
                : Optional.empty();
    }
}
