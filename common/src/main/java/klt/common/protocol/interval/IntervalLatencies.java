package klt.common.protocol.interval;

import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.limit.RecordLimits;

/**
 * Latencies of the messages measured in one interval, µs, without warm-up messages. A repaired message, which was orphaned by another
 * worker, is included only in the two figures for repaired messages.
 *
 * @param responseTime time from the fire time to the ack
 * @param serviceTime time from the send to the ack, for the same messages
 * @param unanswered failed and indeterminate messages, which rank above all others in both latencies
 * @param sendLag time from the fire time to the send
 * @param repairedResponseTime time from the fire time to the ack, for repaired messages
 * @param repairedUnanswered repairs that failed or are indeterminate
 * @param commitTime time from a transaction's commit request to the response; empty without transactions
 */
public record IntervalLatencies(
        LatencyHistogram responseTime,
        LatencyHistogram serviceTime,
        long unanswered,
        LatencyHistogram sendLag,
        LatencyHistogram repairedResponseTime,
        long repairedUnanswered,
        LatencyHistogram commitTime) {

    public IntervalLatencies {
        RecordLimits.requireCount("unanswered", unanswered);
        RecordLimits.requireCount("repairedUnanswered", repairedUnanswered);
    }
}
