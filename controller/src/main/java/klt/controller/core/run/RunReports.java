package klt.controller.core.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import klt.common.code.Args;
import klt.common.protocol.Consumed;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.ReportRefused;
import klt.common.protocol.RunProgress;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.StatusRecord.Clock;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.controller.core.fleet.ClockJump;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.history.RunLog;
import klt.controller.core.lifecycle.RunMachine;

/**
 * Applies the workers' reports to a run, and records the events that they reveal. Decisions are up to {@link RunMachine}. Event-loop thread
 * only.
 */
public final class RunReports {

    /**
     * Intervals that begin further in the future than this are invalid, because clocks cannot differ by that much. They count as missing.
     */
    static final long INTERVAL_AHEAD_SECONDS_MAX = 60;

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final Run run;

    /** bounded, because a worker reports one rejection per kind of report */
    private final Set<Args> refused = new LinkedHashSet<>();

    RunReports(Run run) {
        this.run = run;
    }

    /** Applies a report sent to another controller, without making decisions. */
    public void replay(String worker, WorkerInfo info, RunProgress progress) {
        run.allocation().replay(worker, info, progress);
    }

    public void replay(String worker, Interval interval, Instant now) {
        run.allocation().replay(worker);
        onInterval(worker, interval, now);
    }

    public void onInterval(String worker, Interval interval, Instant now) {
        if (!run.phase().isEnded() && isPossible(interval.second(), now)) {
            run.stats().onInterval(worker, interval);
        }
    }

    private boolean isPossible(int second, Instant now) {
        long elapsed = Duration.ofNanos(run.timeline().elapsedNanos(now)).toSeconds();
        return second <= Math.max(0, elapsed) + INTERVAL_AHEAD_SECONDS_MAX;
    }

    /** Called when a worker's or the broker's clock was set. */
    public void onClockJump(String worker, ClockJump jump, Instant now) {
        boolean takesPart =
                run.stats().worker(worker).filter(known -> !known.hasDeparted()).isPresent();
        if (run.startAt().isPresent() && !run.phase().isEnded() && takesPart) {
            run.log()
                    .add(now, RunLog.Kind.CLOCK_JUMPED, "worker", run.stats().nameOf(worker), "jumpSeconds", jump.by());
        }
    }

    /** Applies a worker's send ledger. */
    public void onEvidence(String worker, SendLedgerReport evidence) {
        run.verification().onEvidence(worker, evidence);
        run.consumerStats().onEvidence(evidence);
    }

    /**
     * Applies the figures of a consumer group's members on one worker.
     *
     * @param replayed whether another controller received the report and recorded the event
     */
    public void onConsumed(String worker, Consumed report, Fleet fleet, boolean replayed, Instant now) {
        if (!run.phase().isEnded() && isPossible(report.second(), now)) {
            List<Optional<Long>> clocks = run.stats().workers().stream()
                    .filter(known -> !known.hasDeparted())
                    .flatMap(known -> fleet.member(known.id()).stream())
                    .map(member -> member.clock().map(Clock::uncertaintyMicros))
                    .toList();
            if (replayed) {
                // the next report, a second later, may be the first one after the positions that show that the group
                // has caught up
                run.startAt()
                        .map(start -> start.plusSeconds(report.second() + 2L))
                        .ifPresent(end -> run.consumerStats().groups().stream()
                                .filter(group -> group.number() == report.group())
                                .forEach(group -> group.onReplayed(worker, report, end)));
            }
            run.consumerStats()
                    .onConsumed(worker, report, clocks)
                    .filter(args -> !replayed)
                    .ifPresent(args -> run.log()
                            .add(
                                    now,
                                    RunLog.Kind.REBALANCE,
                                    args.and("worker", run.stats().nameOf(worker))));
        }
    }

    /**
     * Applies a consumer group's positions.
     *
     * @param replayed whether another controller received the report earlier
     */
    public void onPositions(GroupPositions report, boolean replayed, Instant now) {
        if (!run.phase().isEnded()) {
            long elapsed = Math.floorDiv(run.timeline().elapsedNanos(now), SECOND_NANOS);
            OptionalInt second = replayed || elapsed < 0 || run.startAt().isEmpty()
                    ? OptionalInt.empty()
                    : OptionalInt.of((int) elapsed);
            run.consumerStats().onPositions(report, second, now);
        }
    }

    /** @return the arguments of the rejection's event */
    public Args onRefused(String worker, ReportRefused report) {
        Args args = Args.of(
                "worker",
                run.stats().nameOf(worker),
                "report",
                report.report(),
                "reportBytes",
                report.bytes(),
                "error",
                report.reason());
        refused.add(args);
        return args;
    }

    /** Returns the reports rejected by Kafka, as arguments of their events. */
    public Set<Args> refused() {
        return Collections.unmodifiableSet(refused);
    }
}
