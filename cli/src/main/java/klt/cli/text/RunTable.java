package klt.cli.text;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import klt.common.report.RunSummary;
import klt.common.report.Verdict;
import klt.common.summary.Glyphs;
import klt.common.summary.Style;
import klt.common.summary.Table;
import klt.common.summary.Table.Align;
import klt.common.summary.Table.Cell;
import klt.common.summary.Units;

/** The list of runs, one per line. */
public record RunTable(Units units, Glyphs glyphs, Style style, ZoneId zone) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    public List<String> lines(List<RunSummary> runs) {
        Table table = new Table(
                Align.LEFT,
                Align.LEFT,
                Align.LEFT,
                Align.LEFT,
                Align.LEFT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT);
        table.row(
                dim("ID"),
                dim("NAME"),
                dim("CREATED"),
                dim("PHASE"),
                dim("VERDICT"),
                dim("TARGET"),
                dim("ACHIEVED"),
                dim("P99"),
                dim("ERRORS"));
        for (RunSummary run : runs) {
            table.row(
                    new Cell(run.id(), style::bold),
                    Cell.of(run.run().name()),
                    Cell.of(TIME.format(run.createdAt().atZone(zone))),
                    Cell.of(run.phase().name()),
                    verdict(run),
                    Cell.of(run.rates().targetRate().map(this::perSecond).orElse("max")),
                    Cell.of(run.rates().achievedRate().map(this::perSecond).orElse(glyphs.none())),
                    Cell.of(p99(run)),
                    Cell.of(units.count(run.counts().errors())));
        }
        return table.lines("");
    }

    /** Returns the p99 response time, and the number of repaired messages, which it excludes. */
    private String p99(RunSummary run) {
        String known = units.micros(run.responseP99(), run.counts().errors());
        return run.counts().repaired() == 0
                ? known
                : known + " (without " + units.count(run.counts().repaired()) + " repaired)";
    }

    private Cell dim(String text) {
        return new Cell(text, style::dim);
    }

    /** Returns the worst of the three verdicts. */
    private Cell verdict(RunSummary run) {
        Verdict verdict = run.verdict();
        if (!run.phase().isEnded()) {
            return Cell.of(glyphs.none());
        }
        if (verdict.integrity() == Verdict.Integrity.VIOLATED) {
            return new Cell(verdict.integrity().name(), style::bad);
        }
        if (verdict.validity() == Verdict.Validity.INVALID) {
            return new Cell(verdict.validity().name(), style::bad);
        }
        return switch (verdict.objectives()) {
            case FAIL -> new Cell("FAIL", style::bad);
            case PASS -> new Cell("PASS", style::good);
            case NONE -> Cell.of(glyphs.none());
        };
    }

    private String perSecond(double rate) {
        return units.rate(rate) + "/s";
    }
}
