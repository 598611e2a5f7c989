package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Objects;
import java.util.Optional;
import klt.common.report.Totals.Throttle;
import klt.common.report.latency.Latency;

/**
 * One interval of a run's time series.
 *
 * @param second the interval's first second, counted from the run's start
 * @param seconds the interval's length
 * @param target scheduled messages per second
 * @param consumed records delivered to consumers
 * @param lag the maximum lag in the interval, summed across consumer groups
 */
public record SeriesRow(
        int second,
        int seconds,
        Optional<Double> target,
        @JsonUnwrapped Counts counts,
        @JsonUnwrapped SenderLatencies latencies,
        Throttle throttle,
        long consumed,
        Optional<Long> lag,
        Latency endToEnd) {

    public SeriesRow {
        // not measured in earlier versions
        throttle = Objects.requireNonNullElse(throttle, Throttle.UNKNOWN);
    }

    /**
     * Message counts.
     *
     * @param aborted messages of intentionally aborted transactions; 0 in reports from earlier versions
     * @param inFlight messages in flight at the end of the interval
     */
    public record Counts(
            long sent, long acked, long failed, long indeterminate, long aborted, long payloadBytes, long inFlight) {

        /** Returns the number of messages accepted by Kafka: acked, or aborted on purpose. Both count towards the achieved load. */
        public long accepted() {
            return acked + aborted;
        }
    }

    public record SenderLatencies(Latency responseTime, Latency serviceTime, Latency sendLag) {}
}
