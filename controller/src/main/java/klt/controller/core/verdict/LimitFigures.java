package klt.controller.core.verdict;

import java.util.List;
import java.util.Optional;
import klt.controller.core.limit.LimitTrials;
import klt.controller.core.run.Run;
import klt.controller.core.stats.LoadWindows;
import klt.controller.core.stats.TimeSeries.Row;
import klt.controller.core.verdict.Judge.Judged;

/**
 * The figures by which a search is judged. A search also tries loads that miss the objectives, so only the highest load that meets them is
 * judged. The bad windows of that load are within the tolerance, so only its good windows are judged.
 */
final class LimitFigures {

    private LimitFigures() {}

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
