package klt.controller.http.download;

import java.util.List;
import java.util.Optional;
import klt.common.report.SeriesRow;
import klt.common.report.latency.Latency;

/**
 * Formats a series as CSV. Latencies are in µs. A cell is empty if nothing was measured, and Inf if the percentile falls on an unanswered
 * message.
 */
public final class SeriesCsv {

    private static final String LATENCY_COLUMNS =
            ",%1$s_count,%1$s_mean,%1$s_p50,%1$s_p90,%1$s_p95,%1$s_p99,%1$s_p999,%1$s_p9999,%1$s_max";

    private SeriesCsv() {}

    public static String write(List<SeriesRow> rows) {
        StringBuilder csv = new StringBuilder(
                "second,seconds,target,sent,acked,failed,indeterminate,aborted,payload_bytes,in_flight,consumed,lag");
        for (String latency : List.of("response", "service", "send_lag", "end_to_end")) {
            csv.append(LATENCY_COLUMNS.replace("%1$s", latency));
        }
        csv.append(",response_unanswered,service_unanswered,end_to_end_unanswered");
        csv.append(",produce_throttled_seconds,fetch_throttled_seconds\n");
        rows.forEach(row -> append(csv, row));
        return csv.toString();
    }

    private static void append(StringBuilder csv, SeriesRow row) {
        csv.append(row.second()).append(',').append(row.seconds());
        cell(csv, row.target());
        csv.append(',')
                .append(row.counts().sent())
                .append(',')
                .append(row.counts().acked());
        csv.append(',')
                .append(row.counts().failed())
                .append(',')
                .append(row.counts().indeterminate())
                .append(',')
                .append(row.counts().aborted());
        csv.append(',')
                .append(row.counts().payloadBytes())
                .append(',')
                .append(row.counts().inFlight());
        csv.append(',').append(row.consumed());
        cell(csv, row.lag());
        for (Latency latency : List.of(
                row.latencies().responseTime(),
                row.latencies().serviceTime(),
                row.latencies().sendLag(),
                row.endToEnd())) {
            csv.append(',').append(latency.count());
            figure(csv, latency.mean(), latency);
            figure(csv, latency.p50(), latency);
            figure(csv, latency.p90(), latency);
            figure(csv, latency.p95(), latency);
            figure(csv, latency.p99(), latency);
            figure(csv, latency.p999(), latency);
            figure(csv, latency.p9999(), latency);
            figure(csv, latency.max(), latency);
        }
        for (Latency latency :
                List.of(row.latencies().responseTime(), row.latencies().serviceTime(), row.endToEnd())) {
            csv.append(',').append(latency.unanswered());
        }
        cell(csv, row.throttle().produceSeconds());
        cell(csv, row.throttle().fetchSeconds());
        csv.append('\n');
    }

    /** Writes Inf for an unanswered message, because tools that compare values or compute a maximum would skip an empty cell. */
    private static void figure(StringBuilder csv, Optional<? extends Number> value, Latency latency) {
        if (value.isEmpty() && latency.unanswered() > 0) {
            csv.append(",Inf");
        } else {
            cell(csv, value);
        }
    }

    private static void cell(StringBuilder csv, Optional<? extends Number> value) {
        csv.append(',');
        value.ifPresent(csv::append);
    }
}
