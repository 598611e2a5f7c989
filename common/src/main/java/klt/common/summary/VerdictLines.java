package klt.common.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import klt.common.report.Judgement;
import klt.common.report.Judgement.ObjectiveResult;
import klt.common.report.Verdict;
import klt.common.summary.Table.Align;
import klt.common.summary.Table.Cell;

/** The text of the three verdicts and their reasons. */
record VerdictLines(Glyphs glyphs, Style style) {

    List<String> lines(Judgement judgement, String indent) {
        List<String> lines = new ArrayList<>(table(judgement).lines(indent));
        for (Verdict.Reason reason : judgement.verdict().reasons()) {
            lines.add(indent + glyphs.bullet() + " " + reason.message() + " " + style.dim("(" + reason.code() + ")"));
        }
        return lines;
    }

    Table table(Judgement judgement) {
        Verdict verdict = judgement.verdict();
        Table table = new Table(Align.LEFT, Align.LEFT, Align.LEFT);
        row(
                table,
                "Objectives",
                verdict.objectives().name(),
                colour(verdict.objectives()),
                words(judgement.objectives()));
        row(table, "Validity", verdict.validity().name(), colour(verdict.validity()), words(verdict.validity()));
        row(table, "Integrity", verdict.integrity().name(), colour(verdict.integrity()), words(verdict.integrity()));
        return table;
    }

    private void row(Table table, String name, String verdict, UnaryOperator<String> paint, String words) {
        table.row(Cell.of(name), new Cell(verdict, paint), new Cell(words, style::dim));
    }

    private UnaryOperator<String> colour(Verdict.Objectives objectives) {
        return switch (objectives) {
            case PASS -> style::good;
            case FAIL -> style::bad;
            case NONE -> style::dim;
        };
    }

    private UnaryOperator<String> colour(Verdict.Validity validity) {
        return switch (validity) {
            case VALID -> style::good;
            case DEGRADED -> style::doubtful;
            case INVALID -> style::bad;
        };
    }

    private UnaryOperator<String> colour(Verdict.Integrity integrity) {
        return switch (integrity) {
            case INTACT -> style::good;
            case VIOLATED -> style::bad;
            case INCONCLUSIVE -> style::doubtful;
            case UNCHECKED -> style::dim;
        };
    }

    private static String words(List<ObjectiveResult> objectives) {
        if (objectives.isEmpty()) {
            return "none were set";
        }
        long met = objectives.stream()
                .filter(objective -> objective.met().orElse(false))
                .count();
        return met + " of " + objectives.size() + " met";
    }

    private static String words(Verdict.Validity validity) {
        return switch (validity) {
            case VALID -> "the load tester kept up: the results reflect Kafka";
            case DEGRADED -> "the load tester had problems: interpret the results with caution";
            case INVALID -> "do not trust the results: they do not measure Kafka";
        };
    }

    private static String words(Verdict.Integrity integrity) {
        return switch (integrity) {
            case INTACT -> "every acked message was found unchanged, and no guarantee was broken";
            case VIOLATED -> "the messages found differ from those acked";
            case INCONCLUSIVE -> "inconclusive";
            case UNCHECKED -> "not verified";
        };
    }
}
