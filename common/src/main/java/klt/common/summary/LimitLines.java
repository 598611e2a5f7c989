package klt.common.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import klt.common.report.latency.Latency;
import klt.common.report.limit.LimitResult;
import klt.common.report.limit.LimitResult.Bound;
import klt.common.report.limit.LimitResult.Load;
import klt.common.report.limit.LimitResult.Progress;
import klt.common.summary.Table.Align;
import klt.common.summary.Table.Cell;

/** A search result's text: the limit, and the measured loads by rate. */
record LimitLines(Units units, Glyphs glyphs, Style style) {

    /** Describes the limit and what determines its bounds. */
    String sentence(LimitResult limit) {
        return style.bold(answer(limit)) + detail(limit);
    }

    Table table(LimitResult limit) {
        Table table = new Table(
                Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.LEFT);
        table.row(dim("Load"), dim("achieved"), dim("p50"), dim("p99"), dim("p99.9"), dim("good"), dim("bad"), dim(""));
        limit.loads()
                .forEach(load -> table.row(
                        Cell.of(rate(load.rate())),
                        Cell.of(load.seconds() == 0 ? glyphs.none() : rate(load.achieved())),
                        micros(load.latencies().responseTime(), Latency::p50),
                        micros(load.latencies().responseTime(), Latency::p99),
                        micros(load.latencies().responseTime(), Latency::p999),
                        Cell.of(units.count(load.windows().good())),
                        Cell.of(units.count(load.windows().bad())),
                        verdict(load)));
        return table;
    }

    private String answer(LimitResult limit) {
        boolean done = limit.progress() == Progress.DONE;
        String soFar = done ? "" : " so far";
        Optional<String> lower = limit.lower().map(this::rate);
        Optional<String> atLeast = lower.map(rate -> "at least " + rate + soFar);
        return switch (limit.bound()) {
            case OBJECTIVE ->
                (done ? lower : atLeast)
                        .orElseGet(() -> "below " + rate(limit.upper().orElseThrow()) + soFar);
            case LOAD_TESTER -> atLeast.orElse("unknown") + ", limited by the load tester";
            case HIGHEST_RATE -> atLeast.orElseThrow() + ", the highest rate that the search may try";
            case NONE -> atLeast.orElse("not known");
        };
    }

    private String rate(double perSecond) {
        return units.rate(perSecond) + "/s";
    }

    private String detail(LimitResult limit) {
        List<String> details = new ArrayList<>();
        if (limit.bound() == Bound.LOAD_TESTER) {
            limit.upper().ifPresent(rate -> details.add("the load tester cannot send " + rate(rate)));
        } else if (limit.lower().isPresent() && limit.upper().isPresent()) {
            details.add("between " + rate(limit.lower().get()) + " and "
                    + rate(limit.upper().get()));
        }
        limit.objective().ifPresent(objective -> details.add("binding: " + objective));
        if (limit.lower().isPresent()) {
            details.add(limit.held() ? "confirmed by the hold" : "not confirmed");
        }
        return details.isEmpty() ? "" : style.dim(" (" + String.join("; ", details) + ")");
    }

    private Cell verdict(Load load) {
        String excluded = load.windows().excluded() > 0 ? ", " + load.windows().excluded() + " excluded" : "";
        return switch (load.verdict()) {
            case LOWER_BOUND -> new Cell("meets the objectives" + excluded, style::good);
            case UPPER_BOUND -> new Cell("misses the objectives" + excluded, style::bad);
            case OUT_OF_REACH -> new Cell("the load tester cannot send it" + excluded, style::doubtful);
            case UNDECIDED -> new Cell("undecided" + excluded, style::dim);
        };
    }

    private Cell micros(Latency latency, Function<Latency, Optional<Long>> figure) {
        return Cell.of(units.micros(figure.apply(latency), latency.unanswered()));
    }

    private Cell dim(String text) {
        return new Cell(text, style::dim);
    }
}
