package klt.controller.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import klt.common.report.SeriesRow;
import klt.common.report.SeriesRow.Counts;
import klt.common.report.SeriesRow.SenderLatencies;
import klt.common.report.latency.Latency;
import klt.common.schedule.FireTimes;
import klt.controller.core.run.Run;
import klt.controller.core.stats.TimeSeries;

/** Builds a run's time series for the HTTP API. */
final class SeriesRows {

    private SeriesRows() {}

    /** Returns the rows from a given second onwards. */
    static List<SeriesRow> from(Run run, int second) {
        Optional<FireTimes> times = run.fireTimes();
        return run.stats().series().rowsFrom(second).stream()
                .map(row -> row(row, times))
                .toList();
    }

    private static SeriesRow row(TimeSeries.Row row, Optional<FireTimes> times) {
        return new SeriesRow(
                row.second(),
                row.seconds(),
                times.map(t -> target(t, row)),
                counts(row),
                latencies(row),
                Throttles.of(row.throttled()),
                row.consumed(),
                row.lag(),
                Latency.of(row.endToEnd()));
    }

    static Counts counts(TimeSeries.Row row) {
        return new Counts(
                row.messages().sent(),
                row.messages().acked(),
                row.messages().failed(),
                row.messages().indeterminate(),
                row.messages().aborted(),
                row.messages().payloadBytes(),
                row.messages().inFlight());
    }

    static SenderLatencies latencies(TimeSeries.Row row) {
        return new SenderLatencies(
                Latency.of(row.responseTime()), Latency.of(row.serviceTime()), Latency.of(row.sendLag()));
    }

    /** Returns the messages per second scheduled in the row's interval, which are fewer than the rate if the run ends within it. */
    private static double target(FireTimes times, TimeSeries.Row row) {
        return times.scheduled(nanos(row.second()), nanos(row.second() + row.seconds())) / row.seconds();
    }

    private static long nanos(int second) {
        return Duration.ofSeconds(second).toNanos();
    }
}
