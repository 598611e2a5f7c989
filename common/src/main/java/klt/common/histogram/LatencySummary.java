package klt.common.histogram;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.HdrHistogram.Histogram;

/** What a report says of one latency, µs; only {@code count} means something when it is 0. */
public record LatencySummary(
        long count, double mean, long p50, long p90, long p95, long p99, long p999, long p9999, long max) {

    public static final LatencySummary EMPTY = new LatencySummary(0, 0, 0, 0, 0, 0, 0, 0, 0);

    public static LatencySummary of(Histogram micros) {
        long count = micros.getTotalCount();
        if (count == 0) {
            return EMPTY;
        }
        return new LatencySummary(
                count,
                micros.getMean(),
                micros.getValueAtPercentile(50),
                micros.getValueAtPercentile(90),
                micros.getValueAtPercentile(95),
                micros.getValueAtPercentile(99),
                micros.getValueAtPercentile(99.9),
                micros.getValueAtPercentile(99.99),
                micros.getMaxValue());
    }

    @JsonIgnore
    public boolean isEmpty() {
        return count == 0;
    }
}
