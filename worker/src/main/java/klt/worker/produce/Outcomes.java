package klt.worker.produce;

import java.util.function.Consumer;
import klt.common.clock.Ticker;
import klt.common.histogram.LatencyRecorder;
import klt.common.protocol.StatusRecord.Outcome;

/**
 * What became of the messages of one run. Acks are written by the producer's I/O thread alone; errors by that and the sending thread.
 *
 * <p>On the hot path: an ack takes no lock and allocates nothing.
 */
final class Outcomes {

    private static final int ACKED = 0;
    private static final int LAST_ACK_NANOS = 1;

    private final Ticker ticker;
    private final WriterCounters counters = new WriterCounters(2);
    private final LatencyRecorder responseTime = new LatencyRecorder();
    private final LatencyRecorder serviceTime = new LatencyRecorder();
    private final ErrorTable errors;
    private final Consumer<Throwable> fatal;
    private volatile long sendingThreadId = -1;

    /** @param fatal told of every error that ends the run here, by the thread that met it */
    Outcomes(Ticker ticker, ErrorTable errors, Consumer<Throwable> fatal) {
        this.ticker = ticker;
        this.errors = errors;
        this.fatal = fatal;
    }

    /** Must be told before the first message. */
    void sendingThread(Thread thread) {
        sendingThreadId = thread.threadId();
    }

    void acked(long fireNanos, long sendNanos) {
        long now = ticker.nanos();
        responseTime.recordNanos(now - fireNanos);
        serviceTime.recordNanos(now - sendNanos);
        counters.set(LAST_ACK_NANOS, now);
        counters.add(ACKED, 1);
    }

    /** An ack that says nothing of Kafka's speed: the message was long due. */
    void repaired() {
        counters.set(LAST_ACK_NANOS, ticker.nanos());
        counters.add(ACKED, 1);
    }

    /** In the callback of a message, which the client also calls on the sending thread when it refuses a message at once. */
    Outcome unacked(Exception error) {
        boolean refused = Thread.currentThread().threadId() == sendingThreadId;
        Fate fate = refused ? Fate.ofRefusal(error) : Fate.ofAnswer(error);
        note(fate, error);
        return fate.messageOutcome();
    }

    /** {@code send()} itself failed: the message was never on its way. */
    void refused(Exception error) {
        note(Fate.ofRefusal(error), error);
    }

    private void note(Fate fate, Exception error) {
        errors.add(fate, error, ticker.nanos());
        if (fate.isFatal()) {
            fatal.accept(error);
        }
    }

    long acked() {
        return counters.get(ACKED);
    }

    /** Ticker time of the newest ack; means something once there is one. */
    long lastAckNanos() {
        return counters.get(LAST_ACK_NANOS);
    }

    long count(Outcome outcome) {
        return errors.count(outcome);
    }

    LatencyRecorder responseTime() {
        return responseTime;
    }

    LatencyRecorder serviceTime() {
        return serviceTime;
    }
}
