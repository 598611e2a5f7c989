package klt.controller.report;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import klt.common.report.SeriesRow.Counts;
import klt.common.report.SeriesRow.SenderLatencies;
import klt.common.report.latency.Latency;
import klt.common.report.limit.LimitResult;
import klt.common.report.limit.LimitResult.Load;
import klt.controller.core.lifecycle.RunMachine;
import klt.controller.core.limit.LimitTrials;
import klt.controller.core.limit.LimitTrials.Limit;
import klt.controller.core.limit.LimitTrials.Trial;
import klt.controller.core.run.Run;
import klt.controller.core.stats.LoadWindows;
import klt.controller.core.stats.TimeSeries.Row;

/** Builds the results of a search's measured loads for the HTTP API. */
final class LoadRows {

    private static final double MILLIS_PER_SECOND = 1e3;
    private static final Counts NOTHING = new Counts(0, 0, 0, 0, 0, 0, 0);
    private static final SenderLatencies UNMEASURED = new SenderLatencies(Latency.NONE, Latency.NONE, Latency.NONE);

    private LoadRows() {}

    static Optional<LimitResult> of(Run run) {
        return run.stats()
                .limit()
                .map(trials -> result(
                        trials,
                        run.stats().series().windows().map(LoadWindows::rows).orElseThrow()));
    }

    private static LimitResult result(LimitTrials trials, Map<Double, Row> rows) {
        Limit limit = trials.limit();
        return new LimitResult(
                limit.progress(),
                limit.lower(),
                limit.upper(),
                limit.bound(),
                limit.objective(),
                limit.held(),
                remainingSeconds(trials),
                trials.trials().stream()
                        .map(trial -> load(trial, Optional.ofNullable(rows.get(trial.rate()))))
                        .toList());
    }

    static Optional<Double> remainingSeconds(LimitTrials trials) {
        return trials.remaining(RunMachine.LOAD_CHANGE)
                .map(Duration::toMillis)
                .map(millis -> millis / MILLIS_PER_SECOND);
    }

    private static Load load(Trial trial, Optional<Row> row) {
        return new Load(
                trial.rate(),
                trial.verdict(),
                trial.windows(),
                row.map(Row::seconds).orElse(0),
                row.map(SeriesRows::counts).orElse(NOTHING),
                row.map(SeriesRows::latencies).orElse(UNMEASURED),
                row.map(Row::endToEnd).map(Latency::of).orElse(Latency.NONE));
    }
}
