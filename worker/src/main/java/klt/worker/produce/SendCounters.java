package klt.worker.produce;

import klt.worker.produce.outcome.WriterCounters;

/** Counters of a run's sending thread: that thread writes, and any thread may read. On the hot path: a write is a plain store. */
final class SendCounters {

    private static final int SENT = 0;
    private static final int FIRST_FIRE_NANOS = 1;
    private static final int FIRST_SEND_NANOS = 2;
    private static final int COUNTERS = 3;

    private final WriterCounters counters = new WriterCounters(COUNTERS);

    /**
     * Counts a sent message.
     *
     * @param fireNanos ticker time at which it was due
     * @param sendNanos ticker time at which it was passed to the client
     */
    void sent(long fireNanos, long sendNanos) {
        if (sent() == 0) {
            counters.set(FIRST_FIRE_NANOS, fireNanos);
            counters.set(FIRST_SEND_NANOS, sendNanos);
        }
        counters.add(SENT, 1);
    }

    /** Number of sent messages. */
    long sent() {
        return counters.get(SENT);
    }

    /** Ticker time of the first send; valid once it has happened. */
    long firstSendNanos() {
        return counters.get(FIRST_SEND_NANOS);
    }

    /** Ticker time at which that message was due. */
    long firstFireNanos() {
        return counters.get(FIRST_FIRE_NANOS);
    }
}
