package klt.worker.produce.outcome;

import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import klt.common.histogram.LatencyHistogram;
import klt.common.histogram.LatencyRecorder;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.StatusRecord.TopicInterval;
import klt.worker.produce.outcome.AckRecorder.Category;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of one topic's messages, excluding the warm-up, in a run with several topics. Any thread may count; one thread reads. On the
 * hot path: counting allocates only for a new maximum response time.
 */
public final class TopicOutcomes {

    private final int topic;
    private final LongAdder acked = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder indeterminate = new LongAdder();
    private final LongAdder aborted = new LongAdder();
    private final LongAdder valueBytes = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private final Recorder responseTime = new Recorder(LatencyRecorder.SIGNIFICANT_DIGITS);

    // reading thread only
    /** the last interval's histogram, reused for the next one */
    private @Nullable Histogram interval;

    /** totals at the end of the last interval */
    private Totals reported = new Totals(0, 0, 0, 0, 0, 0);

    private record Totals(
            long acked, long failed, long indeterminate, long aborted, long valueBytes, long unanswered) {}

    /** @param topic the topic's index in the spec */
    TopicOutcomes(int topic) {
        this.topic = topic;
    }

    /** @param tookNanos time from when the message was due until it counted as acked */
    void acked(Category category, long tookNanos, int bytes) {
        if (category.isWarmup()) {
            return;
        }
        if (category == Category.MEASURED) {
            responseTime.recordValue(LatencyRecorder.micros(tookNanos));
        }
        valueBytes.add(bytes);
        acked.increment();
    }

    void aborted(Category category) {
        if (!category.isWarmup()) {
            aborted.increment();
        }
    }

    void unacked(Category category, Outcome outcome) {
        if (category.isWarmup()) {
            return;
        }
        if (category == Category.MEASURED) {
            unanswered.increment();
        }
        (outcome == Outcome.FAILED ? failed : indeterminate).increment();
    }

    /** Returns the outcomes since the last call, or empty if there were none. */
    Optional<TopicInterval> takeInterval() {
        Totals before = reported;
        reported = new Totals(
                acked.sum(), failed.sum(), indeterminate.sum(), aborted.sum(), valueBytes.sum(), unanswered.sum());
        if (reported.equals(before)) {
            return Optional.empty();
        }
        interval = responseTime.getIntervalHistogram(interval);
        return Optional.of(new TopicInterval(
                topic,
                new Interval.Outcomes(
                        reported.acked - before.acked,
                        reported.failed - before.failed,
                        reported.indeterminate - before.indeterminate,
                        reported.aborted - before.aborted),
                reported.valueBytes - before.valueBytes,
                LatencyHistogram.of(interval),
                reported.unanswered - before.unanswered));
    }
}
