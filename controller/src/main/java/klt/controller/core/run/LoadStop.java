package klt.controller.core.run;

import java.time.Instant;

/**
 * Whether all load is stopped: while it is, no run starts. Stored, so that the next controller does not start load either.
 *
 * @param stopped whether all load is stopped, rather than allowed
 * @param since when it was last stopped or allowed again, in bus time
 */
public record LoadStop(boolean stopped, Instant since) {

    /** The initial state. */
    public static final LoadStop ALLOWED = new LoadStop(false, Instant.EPOCH);
}
