package klt.controller.report;

import java.util.Optional;
import klt.common.histogram.LatencySummary;

/** A latency as the HTTP contract has it, µs; all but the count are empty where nothing was measured. */
public record Latency(
        long count,
        Optional<Double> mean,
        Optional<Long> p50,
        Optional<Long> p90,
        Optional<Long> p95,
        Optional<Long> p99,
        Optional<Long> p999,
        Optional<Long> p9999,
        Optional<Long> max) {

    static Latency of(LatencySummary summary) {
        if (summary.isEmpty()) {
            return new Latency(
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        return new Latency(
                summary.count(),
                Optional.of(Math.round(summary.mean() * 10) / 10.0),
                Optional.of(summary.p50()),
                Optional.of(summary.p90()),
                Optional.of(summary.p95()),
                Optional.of(summary.p99()),
                Optional.of(summary.p999()),
                Optional.of(summary.p9999()),
                Optional.of(summary.max()));
    }
}
