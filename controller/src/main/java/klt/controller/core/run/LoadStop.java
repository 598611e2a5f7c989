package klt.controller.core.run;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether all load is stopped: while it is, no run starts. Stored, so that the next controller does not start load either.
 *
 * @param stopped whether all load is stopped, rather than allowed
 * @param since when it was last stopped or allowed again, in bus time
 */
public record LoadStop(boolean stopped, Instant since) {

    /** The initial state. */
    public static final LoadStop ALLOWED = new LoadStop(false, Instant.EPOCH);

    /**
     * Replaces a stored state that this version cannot read. It might say that load is stopped, so no run starts until load is allowed
     * again. Later than {@link #ALLOWED}, which it replaces.
     */
    public static final LoadStop UNREADABLE = new LoadStop(true, Instant.EPOCH.plusMillis(1));

    /** Returns when load was last stopped or allowed again; empty if it was never stopped, or if the time is unknown. */
    public Optional<Instant> knownSince() {
        return since.isAfter(UNREADABLE.since) ? Optional.of(since) : Optional.empty();
    }
}
