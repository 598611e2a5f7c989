package klt.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import klt.cli.api.Run;
import klt.cli.text.Table.Align;
import klt.cli.text.Table.Cell;
import klt.common.spec.Objective;

/** Each objective as it was asked, and what the run got. */
record ObjectiveLines(Units units, Glyphs glyphs, Style style) {

    List<String> lines(List<Run.Objective> objectives, String indent) {
        Table table = new Table(Align.LEFT, Align.LEFT, Align.RIGHT);
        table.row(Cell.of(""), new Cell("Asked", style::dim), new Cell("Got", style::dim));
        for (Run.Objective objective : objectives) {
            UnaryOperator<String> paint =
                    objective.met().map(met -> met ? good() : bad()).orElse(style::doubtful);
            String sign = objective
                    .met()
                    .map(met -> met ? glyphs.met() : glyphs.missed())
                    .orElse("?");
            table.row(new Cell(sign, paint), Cell.of(objective.expression()), new Cell(got(objective), paint));
        }
        return new ArrayList<>(table.lines(indent));
    }

    private UnaryOperator<String> good() {
        return style::good;
    }

    private UnaryOperator<String> bad() {
        return style::bad;
    }

    private String got(Run.Objective objective) {
        if (objective.actual().isEmpty()) {
            return "not measured";
        }
        double actual = objective.actual().getAsDouble();
        try {
            Objective.Metric metric = Objective.parse(objective.expression()).metric();
            return switch (metric) {
                case RESPONSE, SERVICE, SEND_LAG, END_TO_END -> units.micros(actual);
                case RATE -> units.rate(actual) + "/s";
                case ERRORS -> units.percent(actual);
            };
        } catch (IllegalArgumentException newer) {
            // a newer controller knows metrics that this version does not
            return units.rate(actual);
        }
    }
}
