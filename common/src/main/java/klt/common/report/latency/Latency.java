package klt.common.report.latency;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Optional;
import klt.common.histogram.LatencySummary;

/**
 * A latency in an HTTP API document, in µs. Unanswered messages rank above all others: a percentile whose rank falls among them is empty,
 * and mean and max are empty if there are any. Everything except the counts is empty if nothing was measured.
 *
 * @param count number of measured latencies
 * @param unanswered failed and indeterminate messages
 */
public record Latency(
        long count,
        long unanswered,
        Optional<Double> mean,
        Optional<Long> p50,
        Optional<Long> p90,
        Optional<Long> p95,
        Optional<Long> p99,
        Optional<Long> p999,
        Optional<Long> p9999,
        Optional<Long> max) {

    /** Returns whether at least one message has an outcome. */
    @JsonIgnore
    public boolean isMeasured() {
        return count + unanswered > 0;
    }

    /** A latency without measurements. */
    public static final Latency NONE = of(LatencySummary.EMPTY);

    public static Latency of(LatencySummary summary) {
        return new Latency(
                summary.count(),
                summary.unanswered(),
                summary.mean().map(mean -> Math.round(mean * 10) / 10.0),
                summary.p50(),
                summary.p90(),
                summary.p95(),
                summary.p99(),
                summary.p999(),
                summary.p9999(),
                summary.max());
    }
}
