package klt.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import klt.common.report.ConsumerGroup;
import klt.common.report.RunEvents.RunEvent;
import klt.common.report.RunWorker;
import klt.common.report.SeriesRow;
import klt.common.report.latency.Latency;
import klt.common.summary.Glyphs;
import klt.common.summary.Style;
import klt.common.summary.Table;
import klt.common.summary.Table.Align;
import klt.common.summary.Table.Cell;
import klt.common.summary.Units;

/** Tables that only the report has. The first row of each is a header. */
record ReportTables(Units units, Glyphs glyphs, Style style) {

    Table workers(List<RunWorker> workers) {
        Table table = new Table(
                Align.LEFT,
                Align.LEFT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT);
        table.row(
                dim("Worker"),
                dim("state"),
                dim("shards"),
                dim("acked"),
                dim("errors"),
                dim("response p99"),
                dim("send lag p99"),
                dim("start skew"),
                dim("CPU cores"),
                dim("GC pauses"),
                dim("buffer wait"));
        for (RunWorker worker : failedFirst(workers)) {
            long errors = worker.counts().failed() + worker.counts().indeterminate();
            table.row(
                    Cell.of(worker.name()),
                    Cell.of(worker.state().toLowerCase(Locale.ROOT)),
                    Cell.of(units.count(worker.shards())),
                    Cell.of(units.count(worker.counts().acked())),
                    errors == 0 ? Cell.of("0") : new Cell(units.count(errors), style::bad),
                    Cell.of(units.micros(worker.p99().responseP99(), errors)),
                    Cell.of(units.micros(worker.p99().sendLagP99())),
                    Cell.of(units.micros(worker.startSkew())),
                    Cell.of(cores(worker.process())),
                    Cell.of(worker.process().gcPauses().map(units::percent).orElse(glyphs.none())),
                    Cell.of(units.seconds(worker.bufferWait())));
        }
        return table;
    }

    /** Returns the failed and lost workers before the others, so that a long table does not leave them out. */
    private static List<RunWorker> failedFirst(List<RunWorker> workers) {
        Set<String> failed = Set.of(RunWorker.State.FAILED.name(), RunWorker.State.LOST.name());
        return workers.stream()
                .sorted(Comparator.comparing(worker -> !failed.contains(worker.state())))
                .toList();
    }

    private String cores(RunWorker.ProcessFigures process) {
        return process.cpu().map(ReportTables::cores).orElse(glyphs.none())
                + process.cpuLimit().map(limit -> " of " + cores(limit)).orElse("");
    }

    /** Formats a number of CPU cores, such as 0.25. */
    static String cores(double cores) {
        return String.format(Locale.ROOT, "%.2f", cores).replaceFirst("\\.?0+$", "");
    }

    Table groups(List<ConsumerGroup> groups) {
        Table table = new Table(
                Align.LEFT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT);
        table.row(
                dim("Group"),
                dim("members"),
                dim("records"),
                dim("rate"),
                dim("redelivered"),
                dim("max lag"),
                dim("rebalances"),
                dim("paused"),
                dim("end to end p99"));
        for (ConsumerGroup group : groups) {
            Latency latency = group.endToEnd().latency();
            table.row(
                    Cell.of(group.id().label()),
                    Cell.of(units.count(group.members())),
                    Cell.of(units.count(group.delivered().records())),
                    Cell.of(group.delivered()
                            .rate()
                            .map(rate -> units.rate(rate) + "/s")
                            .orElse(glyphs.none())),
                    Cell.of(units.count(group.delivered().redelivered())),
                    Cell.of(units.count(group.backlog().lagMax())),
                    Cell.of(units.count(group.rebalances())),
                    Cell.of(units.seconds(group.pausedSeconds())),
                    Cell.of(units.micros(latency.p99(), latency.unanswered())));
        }
        return table;
    }

    Table events(List<RunEvent> events) {
        Table table = new Table(Align.LEFT, Align.RIGHT, Align.LEFT, Align.LEFT);
        table.row(dim("Time"), dim("second"), dim("event"), dim("text"));
        for (RunEvent event : events) {
            table.row(
                    Cell.of(Times.utc(event.at())),
                    Cell.of(event.second()
                            .map(second -> String.format(Locale.ROOT, "%.1f", second))
                            .orElse(glyphs.none())),
                    Cell.of(event.kind().toLowerCase(Locale.ROOT).replace('_', ' ')),
                    Cell.of(event.message()));
        }
        return table;
    }

    Table series(List<SeriesRow> rows, boolean sends) {
        Table table = new Table(
                Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT);
        table.row(
                dim("second"),
                dim("target"),
                dim(sends ? "actual" : "consumed"),
                dim("errors"),
                dim("p50"),
                dim("p99"),
                dim("p99.9"),
                dim(sends ? "send lag p99" : "lag"));
        for (SeriesRow row : rows) {
            Latency latency = sends ? row.latencies().responseTime() : row.endToEnd();
            long done = sends ? row.counts().accepted() : row.consumed();
            table.row(
                    Cell.of(String.valueOf(row.second())),
                    Cell.of(row.target().map(units::rate).orElse(glyphs.none())),
                    Cell.of(units.rate((double) done / row.seconds())),
                    Cell.of(units.count(row.counts().failed() + row.counts().indeterminate())),
                    micros(latency.p50(), latency),
                    micros(latency.p99(), latency),
                    micros(latency.p999(), latency),
                    sends
                            ? micros(
                                    row.latencies().sendLag().p99(),
                                    row.latencies().sendLag())
                            : Cell.of(row.lag().map(units::count).orElse(glyphs.none())));
        }
        return table;
    }

    private Cell micros(Optional<Long> figure, Latency latency) {
        return Cell.of(units.micros(figure, latency.unanswered()));
    }

    private Cell dim(String text) {
        return new Cell(text, style::dim);
    }
}
