package klt.worker.produce.outcome;

import java.util.function.Consumer;
import klt.common.clock.Ticker;
import klt.common.histogram.LatencyRecorder;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.StatusRecord.Outcome;

/**
 * Records the outcomes of the messages of one run. Only the producer's I/O thread writes acks; that thread and the sending thread write
 * errors.
 *
 * <p>On the hot path: an ack takes no lock and allocates nothing.
 */
public final class AckRecorder {

    /** Which statistics count a message. */
    public enum Part {
        /** The totals only. */
        WARMUP,
        /** A message of the warm-up that another worker orphaned. */
        REPAIRED_WARMUP,
        MEASURED,
        /** A message that another worker orphaned: Kafka did not cause its lateness, so it has its own histogram. */
        REPAIRED;

        public static Part of(boolean warmup, boolean repair) {
            return warmup ? repair ? REPAIRED_WARMUP : WARMUP : repair ? REPAIRED : MEASURED;
        }
    }

    private static final int ACKED = 0;
    private static final int LAST_ACK_NANOS = 1;
    private static final int WARMUP_ACKED = 2;
    private static final int WARMUP_REPAIRED = 3;
    private static final int VALUE_BYTES = 4;
    private static final int COUNTERS = 5;

    private final Ticker ticker;
    private final WriterCounters counters = new WriterCounters(COUNTERS);
    private final LatencyRecorder responseTime = new LatencyRecorder();
    private final LatencyRecorder serviceTime = new LatencyRecorder();
    private final LatencyRecorder repairedResponseTime = new LatencyRecorder();
    private final ErrorTable errors;
    private final Consumer<Throwable> fatal;
    private volatile long sendingThreadId = -1;

    /** @param fatal receives every error that ends the run here, on the thread where it occurred */
    public AckRecorder(Ticker ticker, ErrorTable errors, Consumer<Throwable> fatal) {
        this.ticker = ticker;
        this.errors = errors;
        this.fatal = fatal;
    }

    /** Must be called before the first message. */
    public void sendingThread(Thread thread) {
        sendingThreadId = thread.threadId();
    }

    void acked(Part part, long fireNanos, long sendNanos, int valueBytes) {
        long now = ticker.nanos();
        switch (part) {
            case MEASURED -> {
                responseTime.recordNanos(now - fireNanos);
                serviceTime.recordNanos(now - sendNanos);
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

    /** Called in the callback of a message. The client also calls it on the sending thread when it refuses a message immediately. */
    Outcome unacked(Part part, Exception error) {
        boolean refused = Thread.currentThread().threadId() == sendingThreadId;
        ErrorClassifier fate = refused ? ErrorClassifier.ofRefusal(error) : ErrorClassifier.ofAnswer(error);
        note(part, fate, error);
        return fate.messageOutcome();
    }

    /** {@code send()} itself failed: the message never left the client. */
    void refused(Part part, Exception error) {
        note(part, ErrorClassifier.ofRefusal(error), error);
    }

    private void note(Part part, ErrorClassifier fate, Exception error) {
        errors.add(part, fate, error, ticker.nanos());
        if (fate.isFatal()) {
            fatal.accept(error);
        }
    }

    public long acked() {
        return counters.get(ACKED);
    }

    /** Bytes of the values that were acked. */
    public long valueBytes() {
        return counters.get(VALUE_BYTES);
    }

    /** Ticker time of the newest ack; valid after the first ack. */
    public long lastAckNanos() {
        return counters.get(LAST_ACK_NANOS);
    }

    /** Outcomes of the messages of the warm-up. */
    public OutcomeCounts warmup() {
        // repaired first: it is a subset of the acked
        long repaired = counters.get(WARMUP_REPAIRED);
        return new OutcomeCounts(
                counters.get(WARMUP_ACKED),
                errors.warmupCount(Outcome.FAILED),
                errors.warmupCount(Outcome.INDETERMINATE),
                repaired);
    }

    public long count(Outcome outcome) {
        return errors.count(outcome);
    }

    /** Number of failed and indeterminate messages of a category. */
    public long unanswered(Part part) {
        return errors.unanswered(part);
    }

    public LatencyRecorder responseTime() {
        return responseTime;
    }

    public LatencyRecorder serviceTime() {
        return serviceTime;
    }

    public LatencyRecorder repairedResponseTime() {
        return repairedResponseTime;
    }
}
