package klt.cli.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import klt.common.compare.Repeats;
import klt.common.report.Verdict;
import klt.common.spec.sweep.SweepCell;
import klt.common.summary.Glyphs;
import klt.common.summary.Style;
import klt.common.summary.Table;
import klt.common.summary.Table.Align;
import klt.common.summary.Table.Cell;
import klt.common.summary.Units;
import klt.common.sweep.SweepMetric;
import klt.common.sweep.SweepOutcome;
import klt.common.sweep.SweepRunResult;
import klt.common.sweep.SweepView;
import klt.common.sweep.SweepView.Best;
import klt.common.sweep.SweepView.CellFigure;
import klt.common.sweep.SweepView.Effect;
import klt.common.text.OneLine;
import tools.jackson.databind.JsonNode;

/** A sweep's text, line by line. */
public record SweepLines(Units units, Glyphs glyphs, Style style) {

    private static final String INDENT = "  ";
    private static final int VALUE_LENGTH_MAX = 30;
    private static final int TEXT_LENGTH_MAX = 200;

    /** Returns the numbers of runs and cells. */
    public String size(SweepView.Summary sweep) {
        return units.count(sweep.runs(), "run") + " of " + units.count(sweep.cellCount(), "cell");
    }

    /**
     * Returns a line for each run that has ended.
     *
     * @param known ids of the runs that already have a line; the other runs' ids are added
     */
    public List<String> ended(SweepView sweep, Set<String> known) {
        List<String> lines = new ArrayList<>();
        for (int repeat = 0; repeat < sweep.summary().repeats(); repeat++) {
            for (SweepView.Cell cell : sweep.cells()) {
                SweepView.Run run = cell.runs().get(repeat);
                run.result()
                        .filter(result -> result.phase().isEnded() && known.add(run.id()))
                        .ifPresent(result -> lines.add(
                                "run " + known.size() + " of " + sweep.summary().runs() + glyphs.dot() + values(cell)
                                        + glyphs.dot() + outcome(result)));
            }
        }
        return lines;
    }

    private static String values(SweepView.Cell cell) {
        return SweepCell.phrase(cell.values());
    }

    /** Makes text from the controller or another user safe to print on one line. */
    private static String shown(String text) {
        return OneLine.of(text, TEXT_LENGTH_MAX);
    }

    private String outcome(SweepRunResult run) {
        return paint(run).apply(words(run))
                + figure(run, SweepMetric.RATE, "")
                + figure(run, SweepMetric.RESPONSE_P99, "p99 ");
    }

    private String figure(SweepRunResult run, SweepMetric metric, String name) {
        return run.values().stream()
                .filter(value -> value.metric() == metric)
                .findFirst()
                .map(value -> glyphs.dot() + name + value(metric, value.value()))
                .orElse("");
    }

    /** Returns the phase, the objectives if there are any, and validity and integrity unless they are good. */
    private static String words(SweepRunResult run) {
        List<String> words = new ArrayList<>(List.of(run.phase().name()));
        if (run.objectives() != Verdict.Objectives.NONE) {
            words.add(run.objectives().name());
        }
        if (run.validity() != Verdict.Validity.VALID) {
            words.add(run.validity().name());
        }
        if (run.integrity() != Verdict.Integrity.UNCHECKED && run.integrity() != Verdict.Integrity.INTACT) {
            words.add(run.integrity().name());
        }
        return String.join(" ", words);
    }

    private UnaryOperator<String> paint(SweepRunResult run) {
        if (!run.isCounted()
                || run.integrity() == Verdict.Integrity.VIOLATED
                || run.objectives() == Verdict.Objectives.FAIL) {
            return style::bad;
        }
        return run.validity() == Verdict.Validity.DEGRADED ? style::doubtful : style::good;
    }

    /** Returns the table, the best cells, the main effects, and the runs that failed. */
    public List<String> lines(SweepView sweep) {
        List<SweepMetric> metrics = Stream.of(SweepMetric.values())
                .filter(metric -> sweep.cells().stream()
                        .anyMatch(cell -> cell.figure(metric).isPresent()))
                .toList();
        List<String> lines = new ArrayList<>();
        lines.add(style.bold(shown(sweep.summary().name()))
                + INDENT
                + shown(sweep.summary().id())
                + INDENT
                + sweep.summary().phase()
                + INDENT
                + style.dim(size(sweep.summary())));
        lines.add("");
        lines.addAll(cells(sweep, metrics));
        if (!sweep.best().isEmpty()) {
            lines.add("");
            lines.addAll(best(sweep));
        }
        if (!sweep.effects().isEmpty()) {
            lines.add("");
            lines.addAll(effects(sweep));
        }
        List<String> notes = notes(sweep);
        if (!notes.isEmpty()) {
            lines.add("");
            notes.forEach(note -> lines.add(INDENT + glyphs.bullet() + " " + note));
        }
        return lines;
    }

    private List<String> cells(SweepView sweep, List<SweepMetric> metrics) {
        List<String> keys = sweep.summary().keys();
        List<Cell> head = new ArrayList<>(List.of(dim("Cell")));
        keys.forEach(key -> head.add(dim(shown(key))));
        head.add(dim("runs"));
        metrics.forEach(metric -> head.add(dim(name(metric))));
        Table table = table(1 + keys.size(), 1 + metrics.size());
        table.row(head.toArray(Cell[]::new));
        for (SweepView.Cell cell : sweep.cells()) {
            List<Cell> row = new ArrayList<>(List.of(new Cell(String.valueOf(cell.number()), style::bold)));
            keys.forEach(key -> row.add(Cell.of(text(cell.values(), key))));
            row.add(counted(cell));
            metrics.forEach(metric -> row.add(Cell.of(cell.figure(metric)
                    .map(figure -> value(metric, figure.mean()))
                    .orElse(glyphs.none()))));
            table.row(row.toArray(Cell[]::new));
        }
        return table.lines(INDENT);
    }

    private Cell dim(String text) {
        return new Cell(text, style::dim);
    }

    private static Table table(int left, int right) {
        return new Table(Stream.concat(
                        Stream.generate(() -> Align.LEFT).limit(left),
                        Stream.generate(() -> Align.RIGHT).limit(right))
                .toArray(Align[]::new));
    }

    private String text(Map<String, JsonNode> values, String key) {
        return Optional.ofNullable(values.get(key)).map(SweepLines::text).orElse(glyphs.none());
    }

    private static String text(JsonNode value) {
        return OneLine.of(SweepCell.text(value), VALUE_LENGTH_MAX);
    }

    /** Returns the number of a cell's counted runs. */
    private Cell counted(SweepView.Cell cell) {
        long counted = cell.runs().stream()
                .flatMap(run -> run.result().stream())
                .filter(SweepRunResult::isCounted)
                .count();
        boolean all = counted == cell.runs().size();
        return new Cell(counted + "/" + cell.runs().size(), all ? UnaryOperator.identity() : style::doubtful);
    }

    private static String name(SweepMetric metric) {
        return metric == SweepMetric.BYTES ? "payload" : metric.word();
    }

    /** @param value the value; empty if it falls on an unanswered message */
    private String value(SweepMetric metric, Optional<Double> value) {
        return value.map(known -> switch (metric) {
                    case RATE, CONSUME_RATE -> units.rate(known) + "/s";
                    case BYTES -> units.bytes(Math.round(known)) + "/s";
                    case RESPONSE_P50, RESPONSE_P99, RESPONSE_P999, SERVICE_P99, END_TO_END_P99 -> units.micros(known);
                    case ERRORS -> units.percent(known);
                    case LOST -> units.rate(known);
                })
                .orElse(Units.NO_ANSWER);
    }

    private List<String> best(SweepView sweep) {
        Table table = new Table(Align.LEFT, Align.RIGHT, Align.LEFT, Align.RIGHT, Align.LEFT);
        table.row(dim("Best"), dim("cell"), dim(""), dim("mean"), dim(""));
        for (Best best : sweep.best()) {
            boolean shown = best.outcome() != SweepOutcome.NO_DIFFERENCE;
            SweepView.Cell cell = sweep.cells().get(best.cell() - 1);
            table.row(
                    Cell.of(name(best.metric())),
                    new Cell(shown ? String.valueOf(cell.number()) : glyphs.none(), style::bold),
                    Cell.of(shown ? values(cell) : ""),
                    Cell.of(
                            shown
                                    ? value(
                                            best.metric(),
                                            cell.figure(best.metric()).flatMap(CellFigure::mean))
                                    : ""),
                    said(best));
        }
        return table.lines(INDENT);
    }

    private Cell said(Best best) {
        return switch (best.outcome()) {
            case NO_DIFFERENCE -> new Cell("no difference detectable", style::dim);
            case TOO_FEW_REPEATS, TOO_FEW_WINDOWS, TOO_FEW_MESSAGES ->
                new Cell(words(best.outcome()) + ": may be chance", style::doubtful);
            case BETTER, WORSE ->
                new Cell(
                        best.alike().isEmpty()
                                ? "better than all other cells"
                                : "no difference detectable from "
                                        + (best.alike().size() == 1 ? "cell " : "cells ")
                                        + best.alike().stream()
                                                .map(String::valueOf)
                                                .collect(Collectors.joining(", ")),
                        best.alike().isEmpty() ? style::good : UnaryOperator.identity());
        };
    }

    /** Returns one row per value of a key; a change that may be chance is in parentheses. */
    private List<String> effects(SweepView sweep) {
        List<SweepMetric> metrics =
                sweep.effects().stream().map(Effect::metric).distinct().toList();
        Table table = table(2, metrics.size());
        List<Cell> head = new ArrayList<>(List.of(dim("Main effects"), dim("value")));
        metrics.forEach(metric -> head.add(dim(name(metric))));
        table.row(head.toArray(Cell[]::new));
        Set<List<Object>> rows = new LinkedHashSet<>();
        sweep.effects().forEach(effect -> rows.add(List.of(effect.key(), effect.value())));
        for (List<Object> row : rows) {
            List<Effect> effects = sweep.effects().stream()
                    .filter(effect ->
                            List.<Object>of(effect.key(), effect.value()).equals(row))
                    .toList();
            List<Cell> cells = new ArrayList<>(List.of(
                    Cell.of(shown(effects.getFirst().key())),
                    Cell.of(text(effects.getFirst().value()))));
            metrics.forEach(metric -> cells.add(effects.stream()
                    .filter(effect -> effect.metric() == metric)
                    .findFirst()
                    .map(this::change)
                    .orElse(Cell.of(glyphs.none()))));
            table.row(cells.toArray(Cell[]::new));
        }
        return table.lines(INDENT);
    }

    private Cell change(Effect effect) {
        String change = switch (effect.metric()) {
            case ERRORS -> units.points(effect.change());
            case LOST -> (effect.change() > 0 ? "+" : "") + units.rate(effect.change());
            case RATE, BYTES, CONSUME_RATE, RESPONSE_P50, RESPONSE_P99, RESPONSE_P999, SERVICE_P99, END_TO_END_P99 ->
                units.change(effect.change());
        };
        return effect.outcome().isDifference() ? Cell.of(change) : new Cell("(" + change + ")", style::dim);
    }

    private static String words(SweepOutcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private List<String> notes(SweepView sweep) {
        List<String> notes = new ArrayList<>();
        if (!sweep.effects().isEmpty()) {
            notes.add(
                    "main effects: how much the mean over cells with a value differs from the mean over all cells; in parentheses if no"
                            + " difference is detectable");
        }
        if (sweep.summary().repeats() == 1) {
            notes.add("one run per cell: the variation between runs is unknown; set --repeats 3");
        } else if (sweep.summary().repeats() < Repeats.INTERVAL_MIN) {
            notes.add("too few repeats: intervals and main effects need " + Repeats.INTERVAL_MIN
                    + " runs per cell; set --repeats " + Repeats.INTERVAL_MIN);
        }
        if (hasOutcome(sweep, SweepOutcome.TOO_FEW_WINDOWS)) {
            notes.add(ComparisonLines.TOO_FEW_WINDOWS);
        }
        if (hasOutcome(sweep, SweepOutcome.TOO_FEW_MESSAGES)) {
            notes.add(ComparisonLines.TOO_FEW_MESSAGES);
        }
        for (SweepView.Cell cell : sweep.cells()) {
            for (SweepView.Run run : cell.runs()) {
                run.result()
                        .filter(result -> result.phase().isEnded() && !isGood(result))
                        .ifPresent(result -> notes.add(paint(result).apply(words(result))
                                + (result.isCounted() ? "" : " (not counted)") + ": "
                                + shown(run.id()) + " (" + values(cell) + ")"
                                + result.reason()
                                        .map(reason -> ": " + shown(reason))
                                        .orElse("")));
            }
        }
        return notes;
    }

    private static boolean hasOutcome(SweepView sweep, SweepOutcome outcome) {
        return Stream.concat(
                        sweep.best().stream().map(Best::outcome),
                        sweep.effects().stream().map(Effect::outcome))
                .anyMatch(outcome::equals);
    }

    private static boolean isGood(SweepRunResult run) {
        return run.isCounted()
                && run.objectives() != Verdict.Objectives.FAIL
                && run.integrity() != Verdict.Integrity.VIOLATED;
    }
}
