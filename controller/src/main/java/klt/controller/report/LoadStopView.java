package klt.controller.report;

import java.time.Instant;
import java.util.Optional;
import klt.controller.core.run.LoadStop;

/**
 * Whether all load is stopped, as seen by clients.
 *
 * @param stopped whether all load is stopped, so that no run starts
 * @param since when it was last stopped or allowed again; empty if it was never stopped, or if the stored state cannot be
 *     read
 */
public record LoadStopView(boolean stopped, Optional<Instant> since) {

    public static LoadStopView of(LoadStop stop) {
        return new LoadStopView(stop.stopped(), stop.knownSince());
    }
}
