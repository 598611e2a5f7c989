package klt.controller.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import klt.common.report.StageResult;
import klt.common.report.StageResult.Place;
import klt.common.report.latency.Latency;
import klt.common.schedule.LoadProfile.Span;
import klt.controller.core.run.Run;
import klt.controller.core.verdict.StageJudge;
import klt.controller.core.verdict.StageJudge.JudgedStage;

/** Builds the stages' results for the HTTP API. */
final class StageRows {

    private StageRows() {}

    static List<StageResult> of(Run run, Instant now) {
        return StageJudge.stages(run, now).stream().map(StageRows::row).toList();
    }

    private static StageResult row(JudgedStage judged) {
        Span span = judged.window().span();
        OptionalInt level = judged.window().level();
        return new StageResult(
                new Place(
                        span.index(),
                        span.repetition(),
                        level.isPresent() ? Optional.of(level.getAsInt()) : Optional.empty(),
                        span.stage().name()),
                judged.row().second(),
                judged.row().seconds(),
                judged.targetRate(),
                SeriesRows.counts(judged.row()),
                SeriesRows.latencies(judged.row()),
                Latency.of(judged.row().endToEnd()),
                judged.objectives().stream()
                        .map(objective -> Reporter.objective(objective, Optional.empty()))
                        .toList(),
                judged.recovery()
                        .map(recovery -> new StageResult.Recovery(recovery.baselineMicros(), recovery.seconds())));
    }
}
