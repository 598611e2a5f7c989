package klt.worker.produce.outcome;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The messages of an open transaction. Kafka's answer to one of them does not complete it: the end of the transaction does.
 *
 * <p>On the hot path; sending thread only. Kafka's client has answered each message before it ends a transaction.
 */
public final class OpenTransaction {

    private static final int CAPACITY = 1_000;

    private final ProducerAcks outcomes;
    private @Nullable SendSlot[] slots = new @Nullable SendSlot[CAPACITY];
    private int size;

    public OpenTransaction(ProducerAcks outcomes) {
        this.outcomes = outcomes;
    }

    /** The slot of the next message. */
    public SendSlot next() {
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, 2 * slots.length);
        }
        SendSlot slot = slots[size];
        if (slot == null) {
            slot = new SendSlot(outcomes);
            slots[size] = slot;
        }
        return slot;
    }

    /** The message of {@link #next} was passed to the client or refused by it. */
    public void sent() {
        size++;
    }

    /** Number of messages. */
    public int size() {
        return size;
    }

    /** @param tookNanos from the request to commit it to the answer */
    public void committed(long tookNanos) {
        outcomes.committed(tookNanos);
        long now = outcomes.nanos();
        for (int i = 0; i < size; i++) {
            slot(i).committed(now);
        }
        size = 0;
    }

    /** It was aborted on purpose. */
    public void aborted() {
        long now = outcomes.nanos();
        for (int i = 0; i < size; i++) {
            slot(i).aborted(now);
        }
        size = 0;
    }

    /** It could not be committed, and was aborted. */
    public void failed(Exception cause) {
        for (int i = 0; i < size; i++) {
            slot(i).uncommitted(cause);
        }
        size = 0;
    }

    /** It may have been committed, or not. */
    public void unknown(Exception cause) {
        for (int i = 0; i < size; i++) {
            slot(i).unknown(cause);
        }
        size = 0;
    }

    private SendSlot slot(int index) {
        return Objects.requireNonNull(slots[index]);
    }
}
