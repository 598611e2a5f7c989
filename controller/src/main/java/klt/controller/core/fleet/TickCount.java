package klt.controller.core.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Counts ticks read back. Ticks read in a burst count as one: the reader was delayed, and heartbeats may follow them. */
public final class TickCount {

    private final Duration gapMax;

    /** whether a tick has been read back since the last one was due */
    private boolean counted;

    /** when the newest tick was read back */
    private Optional<Instant> readAt = Optional.empty();

    /** @param gapMax longest time between two ticks that does not count as an outage */
    public TickCount(Duration gapMax) {
        this.gapMax = gapMax;
    }

    public void onDue() {
        counted = false;
    }

    /** Returns whether the tick counts, and notifies the fleet of an outage. */
    public boolean onRead(Fleet fleet, Instant now) {
        if (counted) {
            return false;
        }
        counted = true;
        if (readAt.filter(before -> before.plus(gapMax).isBefore(now)).isPresent()) {
            fleet.onOutage();
        }
        readAt = Optional.of(now);
        return true;
    }
}
