package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
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

    /** From a message's due time to its delivery to a consumer; every figure ± uncertainty, µs, which is null if unknown. */
    public record EndToEnd(@JsonUnwrapped Latency latency, Optional<Long> uncertainty) {}
}
