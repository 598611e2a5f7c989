package klt.common.report;

import java.util.Objects;
import java.util.Optional;

/**
 * The latencies of a run.
 *
 * @param repairedResponseTime of repaired messages, which are in none of the other latencies
 */
public record Latencies(
        Latency responseTime, Latency serviceTime, Latency sendLag, Latency repairedResponseTime, EndToEnd endToEnd) {

    public Latencies {
        // an earlier version did not measure it
        repairedResponseTime = Objects.requireNonNullElse(repairedResponseTime, Latency.NONE);
    }

    /** From a message's due time to its delivery to a consumer, µs; every figure ± uncertainty, which is null if unknown. */
    public record EndToEnd(
            long count,
            long unanswered,
            Optional<Double> mean,
            Optional<Long> p50,
            Optional<Long> p90,
            Optional<Long> p95,
            Optional<Long> p99,
            Optional<Long> p999,
            Optional<Long> p9999,
            Optional<Long> max,
            Optional<Long> uncertainty) {

        public static EndToEnd of(Latency latency, Optional<Long> uncertaintyMicros) {
            return new EndToEnd(
                    latency.count(),
                    latency.unanswered(),
                    latency.mean(),
                    latency.p50(),
                    latency.p90(),
                    latency.p95(),
                    latency.p99(),
                    latency.p999(),
                    latency.p9999(),
                    latency.max(),
                    uncertaintyMicros);
        }

        public Latency latency() {
            return new Latency(count, unanswered, mean, p50, p90, p95, p99, p999, p9999, max);
        }
    }
}
