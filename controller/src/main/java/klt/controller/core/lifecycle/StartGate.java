package klt.controller.core.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.EndCode;
import klt.common.spec.RunSpec;
import klt.common.text.Counted;
import klt.common.text.Listing;

/** What a run waits for before it starts, for how long, and its failure reason on a timeout. */
final class StartGate {

    private final int expected;
    private final Duration timeout;
    /** since when the run waits only for the fleet */
    private Optional<Instant> since = Optional.empty();

    StartGate(RunSpec.Workers workers) {
        expected = workers.expected();
        timeout = workers.timeout();
    }

    boolean isEnough(int workers) {
        return workers >= expected;
    }

    int missing(int workers) {
        return Math.max(0, expected - workers);
    }

    /** When the wait times out; empty if it has not begun. */
    Optional<Instant> until() {
        return since.map(begun -> begun.plus(timeout));
    }

    /** Restarts the timeout. */
    void begin(Instant now) {
        since = Optional.of(now);
    }

    /** For a queued run the timeout begins with the first call, which is when its turn comes. */
    boolean isLate(Instant now) {
        since = since.or(() -> Optional.of(now));
        return !now.isBefore(since.get().plus(timeout));
    }

    String tooFewReady(int ready) {
        return EndCode.WORKERS_NOT_READY.reason(ready + " of " + Counted.of(expected, "worker")
                + " became ready within " + timeout.toSeconds() + " s; scale the fleet or lower workers.expected");
    }

    /** @param unready members that did not become ready; empty if members are missing */
    String notReady(List<String> unready, int members) {
        String problem = unready.isEmpty()
                ? "only " + members + " of " + Counted.of(expected, "worker") + " were available"
                : Listing.of(unready) + " could not open their producers";
        return EndCode.WORKERS_NOT_READY.reason(problem + " within " + timeout.toSeconds() + " s; see their logs");
    }

    String consumersNotReady(String why) {
        return EndCode.CONSUMERS_NOT_READY.reason(why + " after " + timeout.toSeconds() + " s; see the workers' logs");
    }
}
