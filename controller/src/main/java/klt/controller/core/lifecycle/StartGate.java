package klt.controller.core.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.spec.RunSpec;

/** Tracks what a run is waiting for before it starts, and for how long, and says why the run fails on a timeout. */
final class StartGate {

    private final int expected;
    private final Duration timeout;
    /** since when the run has been waiting only for the fleet */
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

    /** Returns when the wait will time out, or empty if it has not begun. */
    Optional<Instant> until() {
        return since.map(begun -> begun.plus(timeout));
    }

    /** Restarts the timeout. */
    void begin(Instant now) {
        since = Optional.of(now);
    }

    /** Returns whether the wait has timed out. A queued run's timeout starts with the first call, when its turn comes. */
    boolean isLate(Instant now) {
        since = since.or(() -> Optional.of(now));
        return !now.isBefore(since.get().plus(timeout));
    }

    End tooFewReady(int ready) {
        return EndCode.WORKERS_NOT_READY.with("ready", ready, "expected", expected, "timeoutSeconds", timeout);
    }

    /** @param unready workers that did not become ready; empty if workers are missing */
    End notReady(List<String> unready, int members) {
        Args problem =
                unready.isEmpty() ? Args.of("available", members, "expected", expected) : Args.of("unready", unready);
        return new End(EndCode.WORKERS_NOT_READY, problem.and("timeoutSeconds", timeout));
    }

    /** @param lack a consumer group's missing members or partitions */
    End consumersNotReady(Args lack) {
        return new End(EndCode.CONSUMERS_NOT_READY, lack.and("timeoutSeconds", timeout));
    }
}
