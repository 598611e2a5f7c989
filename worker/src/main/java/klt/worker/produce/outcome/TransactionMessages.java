package klt.worker.produce.outcome;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The messages in an open transaction. Their outcomes are determined by how the transaction ends rather than by Kafka's responses.
 *
 * <p>On the hot path; sending thread only, except {@link #fail}. Before ending a transaction, Kafka's client calls the callbacks of all its
 * messages.
 */
public final class TransactionMessages {

    private static final int CAPACITY = 1_000;

    private final ProducerAcks acks;
    private @Nullable TransactionSlot[] slots = new @Nullable TransactionSlot[CAPACITY];
    private int size;
    /** an error of one of the messages */
    private volatile @Nullable Exception failure;

    public TransactionMessages(ProducerAcks acks) {
        this.acks = acks;
    }

    /** Returns the next message's slot. */
    public SendSlot next() {
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, 2 * slots.length);
        }
        TransactionSlot slot = slots[size];
        if (slot == null) {
            slot = new TransactionSlot(acks, this);
            slots[size] = slot;
        }
        slot.clear();
        return slot;
    }

    /** Called when the message of {@link #next} has been passed to the client or rejected by it. */
    public void sent() {
        size++;
    }

    /** Returns the number of messages in the transaction. */
    public int size() {
        return size;
    }

    /** Called when one of the messages has failed. May be called by any thread. */
    void fail(Exception error) {
        if (failure == null) {
            failure = error;
        }
    }

    /**
     * Returns the error of the first failed message, which keeps Kafka from committing the transaction, or null if none has failed so far.
     */
    public @Nullable Exception failure() {
        return failure;
    }

    /** @param tookNanos time from the commit request to the response */
    public void committed(long tookNanos) {
        // do not measure the commit time of a transaction that began during the warm-up
        if (size > 0 && !slot(0).category().isWarmup()) {
            acks.committed(tookNanos);
        }
        long now = acks.nanos();
        for (int i = 0; i < size; i++) {
            slot(i).committed(now);
        }
        clear();
    }

    /** Called when the transaction was aborted on purpose. */
    public void aborted() {
        long now = acks.nanos();
        for (int i = 0; i < size; i++) {
            slot(i).aborted(now);
        }
        clear();
    }

    /** Called when the transaction could not be committed and was aborted. */
    public void failed(Exception cause) {
        for (int i = 0; i < size; i++) {
            slot(i).uncommitted(cause);
        }
        clear();
    }

    /** Called when it is unknown whether the transaction was committed. */
    public void unknown(Exception cause) {
        for (int i = 0; i < size; i++) {
            slot(i).unknown(cause);
        }
        clear();
    }

    private void clear() {
        size = 0;
        failure = null;
    }

    private TransactionSlot slot(int index) {
        return Objects.requireNonNull(slots[index]);
    }
}
