package klt.worker.produce.outcome;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Passes used slots back from a producer's I/O thread to the sending thread. On the hot path.
 *
 * <p>Assumptions: 1. One thread returns slots and one takes them. 2. A slot is owned by one thread at a time.
 *
 * <p>Guarantees: 1. Everything that the returning thread does to a slot happens-before the other thread takes it. 2. Neither thread waits.
 * If the ring is full, a returned slot is left to the garbage collector; if it is empty, a new slot is created. (This is FastFlow's queue:
 * null marks an empty cell, so the threads share no index.)
 */
public final class SlotRing {

    /** Maximum number of idle slots; the acks of a few large requests return this many at the same time. */
    static final int CAPACITY = 1 << 16;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(SendSlot[].class);
    private static final int MASK = CAPACITY - 1;
    private static final int HEAD = 0;

    private final @Nullable SendSlot[] cells = new @Nullable SendSlot[CAPACITY];
    /** the taking and the returning thread's indexes, on separate cache lines */
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
