package klt.controller.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.EndCode;
import klt.common.spec.RunSpec;
import klt.common.text.Counted;
import klt.common.text.Listing;

/** What a run waits for before it starts, for how long, and what it says when that did not come in time. */
final class StartGate {

    private final int expected;
    private final Duration timeout;
    /** since when only the fleet keeps the run waiting */
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

    /** When it ends without them; empty before its time has begun. */
    Optional<Instant> until() {
        return since.map(begun -> begun.plus(timeout));
    }

    /** The time that it may take begins anew. */
    void begin(Instant now) {
        since = Optional.of(now);
    }

    /** For a run in the queue the time begins with the first look, which is when its turn has come. */
    boolean isLate(Instant now) {
        since = since.or(() -> Optional.of(now));
        return !now.isBefore(since.get().plus(timeout));
    }

    String tooFewReady(int ready) {
        return EndCode.WORKERS_NOT_READY.reason(ready + " of " + Counted.of(expected, "worker") + " came within "
                + timeout.toSeconds() + " s; scale the fleet or lower workers.expected");
    }

    /** @param unready members that did not get ready; empty when it is members that are missing */
    String notReady(List<String> unready, int members) {
        String words = unready.isEmpty()
                ? members + " of " + Counted.of(expected, "worker") + " left"
                : Listing.of(unready) + " could not open their producers";
        return EndCode.WORKERS_NOT_READY.reason(words + " within " + timeout.toSeconds() + " s; see their logs");
    }

    String consumersNotReady(String why) {
        return EndCode.CONSUMERS_NOT_READY.reason(why + " after " + timeout.toSeconds() + " s; see the workers' logs");
    }
}
