package klt.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import klt.common.compare.Comparer;
import klt.common.compare.Comparison;
import klt.common.compare.Comparison.ComparedRun;
import klt.common.compare.Comparison.Difference;
import klt.common.compare.Comparison.FigureChange;
import klt.common.compare.Comparison.Outcome;
import klt.common.compare.FailIf;
import klt.common.compare.Figure;
import klt.common.protocol.RunPhase;
import klt.common.report.Verdict.Validity;
import klt.common.summary.Glyphs;
import klt.common.summary.Style;
import klt.common.summary.Table;
import klt.common.summary.Table.Align;
import klt.common.summary.Table.Cell;
import klt.common.summary.Units;
import klt.common.text.OneLine;
import tools.jackson.databind.JsonNode;

/** A run comparison's text, line by line. */
public record ComparisonLines(Units units, Glyphs glyphs, Style style) {

    static final String TOO_FEW_WINDOWS = "too few windows: a run needs " + Comparer.WINDOWS_MIN
            + " whole intervals between its warm-up and the end of its load";
    static final String TOO_FEW_MESSAGES =
            "too few messages: a percentile needs " + Comparer.MESSAGES_MIN + " slower messages in each run";

    private static final String INDENT = "  ";
    private static final int VALUE_LENGTH_MAX = 60;

    /** @param conditions the conditions, in the order of their results in the comparison */
    public List<String> lines(Comparison comparison, List<FailIf> conditions) {
        List<String> lines = new ArrayList<>(runs(comparison));
        lines.add("");
        lines.addAll(figures(comparison));
        List<String> notes = notes(comparison);
        if (!notes.isEmpty()) {
            lines.add("");
            notes.forEach(note -> lines.add(INDENT + glyphs.bullet() + " " + note));
        }
        lines.add("");
        lines.addAll(differences(comparison.differences()));
        if (!conditions.isEmpty()) {
            lines.add("");
            lines.addAll(conditions(comparison, conditions));
        }
        return lines;
    }

    private List<String> runs(Comparison comparison) {
        Table table = new Table(Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT);
        add(table, "A", comparison.a());
        add(table, "B", comparison.b());
        return table.lines("");
    }

    private void add(Table table, String side, List<ComparedRun> runs) {
        for (int i = 0; i < runs.size(); i++) {
            ComparedRun run = runs.get(i);
            table.row(
                    new Cell(i == 0 ? side : "", style::bold),
                    new Cell(OneLine.of(run.id(), VALUE_LENGTH_MAX), style::bold),
                    Cell.of(OneLine.of(run.name(), VALUE_LENGTH_MAX)),
                    Cell.of(run.phase().name()),
                    new Cell(run.validity().name(), colour(run.validity())),
                    new Cell(
                            units.count(run.windows(), "window")
                                    + (run.windows() == 0 ? "" : " of " + run.windowSeconds() + " s"),
                            style::dim));
        }
    }

    private UnaryOperator<String> colour(Validity validity) {
        return switch (validity) {
            case VALID -> style::good;
            case DEGRADED -> style::doubtful;
            case INVALID -> style::bad;
        };
    }

    private List<String> figures(Comparison comparison) {
        Table table = new Table(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.LEFT);
        table.row(
                dim("Figure"),
                dim("A"),
                dim("B"),
                dim("Change"),
                dim(units.percent(comparison.confidence()) + " interval"),
                dim(""));
        for (FigureChange row : comparison.figures()) {
            table.row(
                    Cell.of(row.figure().name()),
                    Cell.of(value(row, row.a())),
                    Cell.of(value(row, row.b())),
                    Cell.of(row.change()
                            .map(change -> change(row.figure(), change))
                            .orElse(glyphs.none())),
                    Cell.of(interval(row)),
                    new Cell(words(row.outcome()), colour(row.outcome())));
        }
        return table.lines(INDENT);
    }

    private Cell dim(String text) {
        return new Cell(text, style::dim);
    }

    private String value(FigureChange row, Optional<Double> value) {
        return value.map(known -> switch (row.figure().metric()) {
                    case RESPONSE, SERVICE, END_TO_END, SEND_LAG -> units.micros(known);
                    case RATE, CONSUME_RATE, LIMIT -> units.rate(known) + "/s";
                    case ERRORS -> units.percent(known);
                })
                .orElse(row.outcome() == Outcome.NOT_MEASURED ? glyphs.none() : Units.NO_ANSWER);
    }

    private String change(Figure figure, double change) {
        return figure.scale().isRelative() ? units.change(change) : units.points(change);
    }

    private String interval(FigureChange row) {
        Optional<String> low = row.low().map(limit -> change(row.figure(), limit));
        Optional<String> high = row.high().map(limit -> change(row.figure(), limit));
        if (low.isPresent()) {
            return low.get() + high.map(limit -> " to " + limit).orElse(" or more");
        }
        return high.map(limit -> limit + " or less").orElse(glyphs.none());
    }

    private static String words(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private UnaryOperator<String> colour(Outcome outcome) {
        return switch (outcome) {
            case BETTER -> style::good;
            case WORSE, INVALID -> style::bad;
            case NO_DIFFERENCE -> UnaryOperator.identity();
            case NO_ANSWER, TOO_FEW_WINDOWS, TOO_FEW_MESSAGES, NOT_MEASURED, SEARCH -> style::doubtful;
        };
    }

    private List<String> notes(Comparison comparison) {
        List<String> notes = new ArrayList<>();
        List<ComparedRun> runs =
                Stream.concat(comparison.a().stream(), comparison.b().stream()).toList();
        note(notes, runs, Validity.INVALID, "figures are not reported as better or worse");
        note(notes, runs, Validity.DEGRADED, "the load tester had problems");
        List<ComparedRun> early =
                runs.stream().filter(run -> run.phase() != RunPhase.DONE).toList();
        if (!early.isEmpty()) {
            notes.add(style.doubtful("ended early: " + ids(early)));
        }
        if (has(comparison, Outcome.NO_ANSWER)) {
            notes.add("no answer: one side's percentile falls on an unanswered message, which may be chance");
        }
        if (has(comparison, Outcome.TOO_FEW_WINDOWS)) {
            notes.add(TOO_FEW_WINDOWS);
        }
        if (has(comparison, Outcome.TOO_FEW_MESSAGES)) {
            notes.add(TOO_FEW_MESSAGES);
        }
        if (has(comparison, Outcome.SEARCH)) {
            notes.add("search: the loads of limit searches differ; only the limit can be compared");
        }
        if (!comparison.isInvalid()
                && (comparison.a().size() == 1 || comparison.b().size() == 1)) {
            notes.add(
                    "only one run on a side: the intervals do not reflect variation between runs; repeat the runs, and compare"
                            + " A1,A2,A3 with B1,B2,B3");
        }
        return notes;
    }

    private void note(List<String> notes, List<ComparedRun> runs, Validity validity, String words) {
        List<ComparedRun> found =
                runs.stream().filter(run -> run.validity() == validity).toList();
        if (!found.isEmpty()) {
            notes.add(colour(validity).apply(validity.name()) + " (" + words + "): " + ids(found));
        }
    }

    private static String ids(List<ComparedRun> runs) {
        return runs.stream()
                .map(run -> OneLine.of(run.id(), VALUE_LENGTH_MAX))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static boolean has(Comparison comparison, Outcome outcome) {
        return comparison.figures().stream().anyMatch(row -> row.outcome() == outcome);
    }

    private List<String> differences(List<Difference> differences) {
        if (differences.isEmpty()) {
            return List.of(INDENT + "Specs, versions and fleets are the same.");
        }
        Table table = new Table(Align.LEFT, Align.LEFT, Align.LEFT);
        table.row(dim("Different"), dim("A"), dim("B"));
        differences.forEach(difference ->
                table.row(Cell.of(difference.key()), Cell.of(shown(difference.a())), Cell.of(shown(difference.b()))));
        return table.lines(INDENT);
    }

    private String shown(List<JsonNode> values) {
        return values.stream().map(this::shown).collect(Collectors.joining(glyphs.dot()));
    }

    private String shown(JsonNode value) {
        return value.isNull()
                ? glyphs.none()
                : OneLine.of(value.isString() ? value.stringValue() : value.toString(), VALUE_LENGTH_MAX);
    }

    private List<String> conditions(Comparison comparison, List<FailIf> conditions) {
        Table table = new Table(Align.LEFT, Align.LEFT, Align.RIGHT, Align.RIGHT, Align.LEFT);
        table.row(dim(""), dim("Fail if"), dim("Change"), dim("Interval"), dim(""));
        IntStream.range(0, conditions.size()).forEach(i -> {
            FailIf condition = conditions.get(i);
            Optional<FigureChange> row = comparison.figures().stream()
                    .filter(change -> change.figure().equals(condition.figure()))
                    .findFirst();
            Decided decided = decided(comparison.failIf().get(i).decision(), condition, row);
            table.row(
                    new Cell(decided.sign(), decided.paint()),
                    Cell.of(condition.expression()),
                    Cell.of(row.flatMap(FigureChange::change)
                            .map(change -> change(condition.figure(), change))
                            .orElse(glyphs.none())),
                    Cell.of(row.map(this::interval).orElse(glyphs.none())),
                    new Cell(decided.words(), decided.paint()));
        });
        return table.lines(INDENT);
    }

    private record Decided(String sign, String words, UnaryOperator<String> paint) {}

    private Decided decided(FailIf.Decision decision, FailIf condition, Optional<FigureChange> row) {
        return switch (decision) {
            case FAILED -> new Decided(glyphs.missed(), "failed", style::bad);
            case PASSED ->
                row.filter(change -> reaches(condition, change)).isPresent()
                        ? new Decided(glyphs.met(), "passed, although the interval reaches the bound", style::doubtful)
                        : new Decided(glyphs.met(), "passed", style::good);
            case UNDECIDED ->
                new Decided(
                        "?",
                        "undecided: "
                                + row.map(FigureChange::outcome)
                                        .map(ComparisonLines::undecided)
                                        .orElse("not measured"),
                        style::doubtful);
        };
    }

    private static String undecided(Outcome outcome) {
        return switch (outcome) {
            case BETTER, WORSE, NO_DIFFERENCE -> "a run ended early";
            case NO_ANSWER, TOO_FEW_WINDOWS, TOO_FEW_MESSAGES, NOT_MEASURED, SEARCH, INVALID -> words(outcome);
        };
    }

    private static boolean reaches(FailIf condition, FigureChange change) {
        return condition.above()
                ? change.high().map(limit -> limit > condition.bound()).orElse(true)
                : change.low().map(limit -> limit < condition.bound()).orElse(true);
    }
}
