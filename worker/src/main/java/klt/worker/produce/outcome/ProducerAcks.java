package klt.worker.produce.outcome;

import klt.common.clock.Ticker;
import klt.common.histogram.LatencyRecorder;
import klt.worker.produce.outcome.AckRecorder.Category;

/**
 * Records one producer's acks. The only writer is the producer's I/O thread or, with transactions, the sending thread when a transaction
 * has ended.
 *
 * <p>On the hot path: recording an ack is lock-free and does not allocate.
 */
public final class ProducerAcks {

    private static final int ACKED = 0;
    private static final int LAST_ACK_NANOS = 1;
    private static final int WARMUP_ACKED = 2;
    private static final int WARMUP_REPAIRED = 3;
    private static final int VALUE_BYTES = 4;
    private static final int ABORTED = 5;
    private static final int WARMUP_ABORTED = 6;
    private static final int COUNTERS = 7;

    private final AckRecorder recorder;
    private final Ticker ticker;
    private final WriterCounters counters = new WriterCounters(COUNTERS);
    private final LatencyRecorder responseTime = new LatencyRecorder();
    private final LatencyRecorder serviceTime = new LatencyRecorder();
    private final LatencyRecorder repairedResponseTime = new LatencyRecorder();
    private final LatencyRecorder commitTime = new LatencyRecorder();

    /** @param recorder the run's recorder, which receives the errors */
    ProducerAcks(AckRecorder recorder, Ticker ticker) {
        this.recorder = recorder;
        this.ticker = ticker;
    }

    AckRecorder recorder() {
        return recorder;
    }

    long nanos() {
        return ticker.nanos();
    }

    /**
     * @param answerNanos ticker time of Kafka's response
     * @param now ticker time at which the message counts as acked: that of the response or, with transactions, of the transaction's end
     */
    void acked(Category category, long fireNanos, long sendNanos, int valueBytes, long answerNanos, long now) {
        switch (category) {
            case MEASURED -> {
                responseTime.recordNanos(now - fireNanos);
                serviceTime.recordNanos(answerNanos - sendNanos);
            }
            case REPAIRED -> repairedResponseTime.recordNanos(now - fireNanos);
            case WARMUP -> counters.add(WARMUP_ACKED, 1);
            case REPAIRED_WARMUP -> {
                counters.add(WARMUP_ACKED, 1);
                counters.add(WARMUP_REPAIRED, 1);
            }
        }
        counters.set(LAST_ACK_NANOS, now);
        counters.add(VALUE_BYTES, valueBytes);
        counters.add(ACKED, 1);
    }

    /** @param now ticker time at which the message's transaction ended */
    void aborted(Category category, long now) {
        if (category.isWarmup()) {
            counters.add(WARMUP_ABORTED, 1);
        }
        counters.set(LAST_ACK_NANOS, now);
        counters.add(ABORTED, 1);
    }

    /** Called when a transaction of measured messages has been committed. */
    public void committed(long nanos) {
        commitTime.recordNanos(nanos);
    }

    long acked() {
        return counters.get(ACKED);
    }

    long valueBytes() {
        return counters.get(VALUE_BYTES);
    }

    /** Returns the ticker time at which the latest message was acked or aborted. */
    long lastAckNanos() {
        return counters.get(LAST_ACK_NANOS);
    }

    long warmupAcked() {
        return counters.get(WARMUP_ACKED);
    }

    long warmupRepaired() {
        return counters.get(WARMUP_REPAIRED);
    }

    long aborted() {
        return counters.get(ABORTED);
    }

    long warmupAborted() {
        return counters.get(WARMUP_ABORTED);
    }

    LatencyRecorder commitTime() {
        return commitTime;
    }

    LatencyRecorder responseTime() {
        return responseTime;
    }

    LatencyRecorder serviceTime() {
        return serviceTime;
    }

    LatencyRecorder repairedResponseTime() {
        return repairedResponseTime;
    }
}
