package klt.controller.core.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.ControlRecord.Ending;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.report.limit.LimitResult.Bound;
import klt.common.report.limit.LimitResult.Verdict;
import klt.common.schedule.LoadChange;
import klt.controller.core.history.RunLog;
import klt.controller.core.limit.JudgedWindow.Result;
import klt.controller.core.limit.LimitTrials;
import klt.controller.core.limit.LimitTrials.Limit;
import klt.controller.core.run.Run;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.core.stats.GroupStats;
import klt.controller.core.stats.LoadWindows;
import klt.controller.core.stats.LoadWindows.Window;
import klt.controller.core.verdict.WindowJudge;
import klt.controller.core.verdict.WindowJudge.WindowResult;

/**
 * Controls a search's load. Judges each window once its reports have arrived. Then lets queues drain, if necessary, and changes to the next
 * load to measure. All state is part of the run, so another controller can continue the search.
 */
final class LoadSearch {

    /** Time from the end of a window until all workers' reports about it have arrived. */
    static final int REPORT_SECONDS = 3;

    /** Reports are at most this late, so any older messages without an outcome are a backlog. */
    private static final double BACKLOG_SECONDS = 3;

    /** A consumer group counts as caught up if its lag is at most this many seconds of the next load. */
    private static final double LAG_SECONDS = 0.1;

    /** Maximum wait for queues to drain. Messages still queued after that affect the next load's measurement. */
    static final Duration DRAIN_MAX = Duration.ofMinutes(2);

    private final Run run;
    private final LimitTrials trials;
    private final LoadWindows windows;

    private LoadSearch(Run run, LimitTrials trials, LoadWindows windows) {
        this.run = run;
        this.trials = trials;
        this.windows = windows;
    }

    /** Returns a run's search, or empty if the run is not a search. */
    static Optional<LoadSearch> of(Run run) {
        return run.stats()
                .limit()
                .map(trials -> new LoadSearch(
                        run, trials, run.stats().series().windows().orElseThrow()));
    }

    /** The effect on the load. */
    sealed interface Step {

        record None() implements Step {}

        /** The load has changed. */
        record Changed() implements Step {}

        /** The search is over. */
        record Over(Ending ending) implements Step {}
    }

    /** @param leadNanos time from the decision to a change of the load */
    Step advance(long leadNanos, Instant now) {
        long elapsed = run.timeline().elapsedNanos(now);
        windows.take(
                (int) Duration.ofNanos(Math.max(0, elapsed)).toSeconds() - REPORT_SECONDS,
                window -> count(window, now));
        Optional<LoadChange> newest = run.schedule().lastChange();
        if (newest.filter(change -> change.atNanos() > elapsed).isPresent()) {
            return new Step.None();
        }
        Optional<Double> next = trials.nextRate();
        if (next.isEmpty()) {
            return new Step.Over(new Ending(RunPhase.DONE, found(trials.limit())));
        }
        double current = newest.flatMap(LoadChange::rate)
                .orElse(run.spec().load().search().orElseThrow().from());
        if (current == next.get()) {
            // an earlier stall's backlog must not affect another window
            boolean backlog = windows.hasTakenSinceChange()
                    && trials.leavesBacklog()
                    && unanswered(now) > BACKLOG_SECONDS * current;
            return backlog ? change(new LoadRequest.Pause(), elapsed + leadNanos, now) : new Step.None();
        }
        if (current == 0) {
            boolean over = elapsed - newest.orElseThrow().atNanos() > DRAIN_MAX.toNanos() || isDrained(next.get(), now);
            return over ? change(new LoadRequest.SetRate(next.get()), elapsed + leadNanos, now) : new Step.None();
        }
        return change(
                trials.leavesBacklog() ? new LoadRequest.Pause() : new LoadRequest.SetRate(next.get()),
                elapsed + leadNanos,
                now);
    }

    private Result count(Window window, Instant now) {
        WindowResult judged = WindowJudge.judge(run, window);
        Verdict before = trials.verdict(window.rate());
        trials.add(window.rate(), judged.result(), judged.missed());
        Verdict after = trials.verdict(window.rate());
        if (after != before) {
            note(judgement(window.rate(), after), now);
        }
        return judged.result();
    }

    /** Adds an event unless an earlier controller already did: after a takeover, all windows are judged again. */
    private void note(Args judgement, Instant now) {
        boolean known = run.log().entries().stream()
                .anyMatch(entry ->
                        entry.kind() == RunLog.Kind.LOAD_JUDGED && entry.args().equals(judgement));
        if (!known) {
            run.log().add(now, RunLog.Kind.LOAD_JUDGED, judgement);
        }
    }

    private Args judgement(double rate, Verdict verdict) {
        return Args.of(
                "rate",
                rate,
                "verdict",
                verdict,
                "objective",
                trials.mostMissed(rate).filter(objective -> verdict == Verdict.UPPER_BOUND));
    }

    private Step change(LoadRequest request, long atNanos, Instant now) {
        if (atNanos >= run.endNanos() || run.schedule().changes().size() >= LoadChange.CHANGES_MAX) {
            return new Step.None();
        }
        run.changeTo(run.schedule().with(request, atNanos));
        run.log().add(now, RunLog.Kind.RATE_CHANGED, run.schedule().newestRates());
        return new Step.Changed();
    }

    private boolean isDrained(double next, Instant now) {
        return unanswered(now) <= 0 && lag() <= LAG_SECONDS * next;
    }

    /** Returns the number of due messages without an outcome. */
    private long unanswered(Instant now) {
        return run.timeline().dueBefore(now).orElse(0L) - run.stats().totals().completed();
    }

    /** Returns the largest number of unread records of any consumer group. */
    private long lag() {
        return run.consumerStats().groups().stream()
                .mapToLong(GroupStats::lag)
                .max()
                .orElse(0);
    }

    private static End found(Limit limit) {
        return EndCode.LIMIT_FOUND.with(
                "lowerRate",
                limit.lower(),
                "upperRate",
                limit.upper(),
                "bound",
                limit.bound(),
                "objective",
                limit.objective().filter(objective -> limit.bound() == Bound.OBJECTIVE));
    }
}
