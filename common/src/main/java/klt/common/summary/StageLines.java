package klt.common.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.report.Judgement.ObjectiveResult;
import klt.common.report.StageResult;
import klt.common.report.StageResult.Recovery;
import klt.common.report.latency.Latency;
import klt.common.summary.Table.Align;
import klt.common.summary.Table.Cell;

/** The results of a run's stages, one per line. */
record StageLines(Units units, Glyphs glyphs, Style style) {

    /** Maximum number of lines; more would hide the rest of the summary, and the report includes all results. */
    private static final int LINES_MAX = 20;

    List<String> lines(List<StageResult> stages, String indent) {
        List<String> lines =
                new ArrayList<>(table(stages.stream().limit(LINES_MAX).toList()).lines(indent));
        if (stages.size() > LINES_MAX) {
            lines.add(indent + style.dim("and " + (stages.size() - LINES_MAX) + " more in the report"));
        }
        return lines;
    }

    Table table(List<StageResult> stages) {
        Table table =
                new Table(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.LEFT);
        table.row(dim("Stage"), dim("from"), dim("target"), dim("achieved"), dim("p99"), dim("errors"), dim(""));
        stages.forEach(stage -> table.row(
                Cell.of(stage.place().label()),
                Cell.of(units.seconds(stage.second())),
                Cell.of(units.rate(stage.target()) + "/s"),
                Cell.of(units.rate(stage.achieved()) + "/s"),
                p99(stage.latencies().responseTime()),
                errors(stage),
                remark(stage)));
        return table;
    }

    private Cell dim(String text) {
        return new Cell(text, style::dim);
    }

    private Cell p99(Latency latency) {
        return Cell.of(units.micros(latency.p99(), latency.unanswered()));
    }

    private Cell errors(StageResult stage) {
        long errors = stage.counts().failed() + stage.counts().indeterminate();
        return errors == 0 ? Cell.of("0") : new Cell(units.count(errors), style::bad);
    }

    private Cell remark(StageResult stage) {
        List<String> missed = stage.objectives().stream()
                .filter(objective -> objective.met().equals(Optional.of(false)))
                .map(ObjectiveResult::expression)
                .toList();
        if (!missed.isEmpty()) {
            return new Cell("missed " + String.join(", ", missed), style::bad);
        }
        return stage.recovery().map(this::recovery).orElse(Cell.of(""));
    }

    private Cell recovery(Recovery recovery) {
        return recovery.seconds()
                .map(seconds -> Cell.of("recovered in " + units.seconds(seconds)))
                .orElse(new Cell("not recovered", style::doubtful));
    }
}
