package klt.worker.produce.outcome;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Passes used slots back from a producer's I/O thread to the sending thread. On the hot path.
 *
 * <p>Assumptions: 1. One thread gives slots, and one takes them. 2. One thread owns a slot at a time.
 *
 * <p>Guarantees: 1. Everything that the giver does to a slot happens-before the taker gets it. 2. Neither waits: if the ring is full, the
 * slot is left to the garbage collector; if it is empty, a new slot is created. (This is the queue of FastFlow: a null cell is empty, so
 * giver and taker share no index.)
 */
public final class SlotRing {

    /** Maximum number of idle slots: as many as a few large requests acknowledge at once. */
    static final int CAPACITY = 1 << 16;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(SendSlot[].class);
    private static final int MASK = CAPACITY - 1;
    private static final int HEAD = 0;

    private final @Nullable SendSlot[] cells = new @Nullable SendSlot[CAPACITY];
    /** the taker's and the giver's index, on separate cache lines */
    private final WriterCounters head = new WriterCounters(1);

    private final WriterCounters tail = new WriterCounters(1);
    private final ProducerAcks acks;

    public SlotRing(ProducerAcks acks) {
        this.acks = acks;
    }

    /** I/O thread only. */
    void give(SendSlot slot) {
        int place = (int) tail.get(HEAD) & MASK;
        if (CELL.getAcquire(cells, place) == null) {
            CELL.setRelease(cells, place, slot);
            tail.add(HEAD, 1);
        }
    }

    /** Sending thread only. */
    public SendSlot take() {
        int place = (int) head.get(HEAD) & MASK;
        SendSlot slot = (SendSlot) CELL.getAcquire(cells, place);
        if (slot == null) {
            return new RingSlot(acks, this);
        }
        CELL.setRelease(cells, place, null);
        head.add(HEAD, 1);
        return slot;
    }
}
