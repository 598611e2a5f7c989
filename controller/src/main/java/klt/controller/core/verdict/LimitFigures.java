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
 * The figures by which a search is judged. A search also tries loads that miss the objectives, so only the highest load that meets them is
 * judged. Its bad windows are within the tolerance, so only its good windows are judged.
 */
final class LimitFigures {

    private LimitFigures() {}

    /** Returns whether no load is known either to meet or to miss the objectives. */
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
