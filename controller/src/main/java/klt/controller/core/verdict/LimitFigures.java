package klt.controller.core.verdict;

import java.util.List;
import java.util.Optional;
import klt.common.report.limit.LimitResult.Bound;
import klt.controller.core.limit.LimitTrials;
import klt.controller.core.limit.LimitTrials.Limit;
import klt.controller.core.run.Run;
import klt.controller.core.stats.LoadWindows;
import klt.controller.core.stats.TimeSeries.Row;
import klt.controller.core.verdict.Judge.Judged;

/**
 * The figures that a search is judged by. A search also tries loads that miss the objectives, so only the highest load that meets them is
 * judged. The bad windows of that load are within the tolerance, so only its good windows are judged.
 */
final class LimitFigures {

    private LimitFigures() {}

    /** Whether no load meets the objectives so far, and none misses them either. */
    static boolean isUnknown(LimitTrials trials) {
        Limit limit = trials.limit();
        return limit.lower().isEmpty() && limit.bound() != Bound.OBJECTIVE;
    }

    static List<Judged> judge(Run run, LimitTrials trials) {
        Optional<Double> lower = trials.limit().lower();
        Optional<Row> row =
                run.stats().series().windows().map(LoadWindows::goodRows).flatMap(rows -> lower.map(rows::get));
        return row.isEmpty()
                ? Judged.unmeasured(run.spec().objectives())
                : new StageFigures(
                                row.get(), lower.get() * row.get().seconds(), lower.get() * AchievedLoad.GRACE_SECONDS)
                        .judge(run.spec().objectives());
    }
}
