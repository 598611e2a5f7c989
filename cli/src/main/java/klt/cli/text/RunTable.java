package klt.cli.text;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import klt.cli.api.Run.Entry;
import klt.cli.api.Run.Verdict;
import klt.cli.text.Table.Align;
import klt.cli.text.Table.Cell;

/** The list of runs, one line each. */
public record RunTable(Units units, Glyphs glyphs, Style style, ZoneId zone) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    public List<String> lines(List<Entry> runs) {
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
        for (Entry run : runs) {
            table.row(
                    new Cell(run.id(), style::bold),
                    Cell.of(run.name()),
                    Cell.of(TIME.format(run.createdAt().atZone(zone))),
                    Cell.of(run.phase().name()),
                    verdict(run),
                    Cell.of(run.targetRate().isPresent() ? perSecond(run.targetRate()) : "max"),
                    Cell.of(perSecond(run.achievedRate())),
                    Cell.of(p99(run)),
                    Cell.of(units.count(run.errors())));
        }
        return table.lines("");
    }

    /** With the number of messages that it excludes. */
    private String p99(Entry run) {
        String known = units.micros(run.responseP99(), run.errors());
        return run.repaired() == 0 ? known : known + " (without " + units.count(run.repaired()) + " repaired)";
    }

    private Cell dim(String text) {
        return new Cell(text, style::dim);
    }

    /** The worst of the three. */
    private Cell verdict(Entry run) {
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

    private String perSecond(OptionalDouble rate) {
        return rate.isPresent() ? units.rate(rate.getAsDouble()) + "/s" : glyphs.none();
    }
}
