package klt.worker.produce;

import klt.worker.produce.outcome.WriterCounters;

/** The counters of a run's sending thread. Only that thread writes; any thread may read. On the hot path: a write is a plain store. */
final class SendCounters {

    private static final int SENT = 0;
    private static final int FIRST_FIRE_NANOS = 1;
    private static final int FIRST_SEND_NANOS = 2;
    private static final int COUNTERS = 3;

    private final WriterCounters counters = new WriterCounters(COUNTERS);

    /**
     * Counts a sent message.
     *
     * @param fireNanos ticker time at which the message was due
     * @param sendNanos ticker time at which the message was passed to the client
     */
    void sent(long fireNanos, long sendNanos) {
        if (sent() == 0) {
            counters.set(FIRST_FIRE_NANOS, fireNanos);
            counters.set(FIRST_SEND_NANOS, sendNanos);
        }
        counters.add(SENT, 1);
    }

    /** Returns the number of sent messages. */
    long sent() {
        return counters.get(SENT);
    }

    /** Returns the ticker time of the first send; valid after it. */
    long firstSendNanos() {
        return counters.get(FIRST_SEND_NANOS);
    }

    /** Returns the ticker time at which the first message was due. */
    long firstFireNanos() {
        return counters.get(FIRST_FIRE_NANOS);
    }
}
