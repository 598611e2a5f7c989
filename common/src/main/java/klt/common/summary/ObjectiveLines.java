package klt.common.summary;

import java.util.function.UnaryOperator;
import klt.common.report.Judgement.Held;
import klt.common.report.Judgement.ObjectiveResult;
import klt.common.report.RunResult;
import klt.common.summary.Table.Align;
import klt.common.summary.Table.Cell;

/** The objectives' text: each as the user wrote it, with the run's result. */
record ObjectiveLines(Units units, Glyphs glyphs, Style style) {

    Table table(RunResult run) {
        ObjectiveFigure figure = new ObjectiveFigure(units);
        Table table = new Table(Align.LEFT, Align.LEFT, Align.RIGHT, Align.LEFT);
        table.row(Cell.of(""), new Cell("Objective", style::dim), new Cell("Actual", style::dim), Cell.of(""));
        for (ObjectiveResult objective : run.judgement().objectives()) {
            UnaryOperator<String> paint =
                    objective.met().map(met -> met ? good() : bad()).orElse(style::doubtful);
            String sign = objective
                    .met()
                    .map(met -> met ? glyphs.met() : glyphs.missed())
                    .orElse("?");
            table.row(
                    new Cell(sign, paint),
                    Cell.of(objective.expression()),
                    new Cell(figure.text(objective), paint),
                    new Cell(heldIn(objective), style::dim));
        }
        return table;
    }

    /** Returns the fraction of seconds that met the objective, or an empty string if all did or seconds were not judged. */
    private String heldIn(ObjectiveResult objective) {
        return objective
                .held()
                .flatMap(Held::seconds)
                .filter(share -> share < 1)
                .map(share -> "met in " + units.percent(share) + " of seconds")
                .orElse("");
    }

    private UnaryOperator<String> good() {
        return style::good;
    }

    private UnaryOperator<String> bad() {
        return style::bad;
    }
}
