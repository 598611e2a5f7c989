package klt.worker.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of a grant's or a partition's messages, in the order in which they were sent. Each message takes one byte until it and all
 * earlier messages have an outcome. A worker uses the ledger to report how far a grant is completed.
 *
 * <p>Assumptions: 1. One thread sends and one reads; any thread may record an outcome. 2. Each message gets one outcome.
 *
 * <p>On the hot path: adding a message costs an addition, and recording an outcome costs a store. A page is allocated for every {@value
 * #PAGE_MESSAGES} messages.
 */
public final class Ledger {

    /** Number of messages per page; small so that a grant with few messages uses little memory. */
    static final int PAGE_MESSAGES = 4_096;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(byte[].class);
    private static final byte OPEN = 0;
    private static final byte ACKED = 1;
    private static final byte FAILED = 2;
    private static final byte INDETERMINATE = 3;
    private static final byte ABORTED = 4;

    /** Consecutive messages. */
    public static final class Page {
        private final byte[] outcomes = new byte[PAGE_MESSAGES];
        private volatile @Nullable Page next;

        public void acked(int place) {
            CELL.setRelease(outcomes, place, ACKED);
        }

        public void failed(int place) {
            CELL.setRelease(outcomes, place, FAILED);
        }

        public void indeterminate(int place) {
            CELL.setRelease(outcomes, place, INDETERMINATE);
        }

        public void aborted(int place) {
            CELL.setRelease(outcomes, place, ABORTED);
        }

        private byte outcome(int place) {
            return (byte) CELL.getAcquire(outcomes, place);
        }
    }

    // sending thread only
    private Page page = new Page();
    private int place;

    // reading thread only
    private final ShardCursor completed;
    private Page readPage = page;
    private int readPlace;
    private long acked;
    private long failed;
    private long indeterminate;
    private long aborted;

    /** @param cursor a cursor at the first message, which the ledger takes ownership of */
    public Ledger(ShardCursor cursor) {
        completed = cursor;
    }

    /** Returns the next message's page. Sending thread only. */
    public Page page() {
        return page;
    }

    /** Returns the next message's index in its page. Sending thread only. */
    public int place() {
        return place;
    }

    /** Advances past that message after it was sent. Sending thread only. */
    public void advance() {
        if (++place == PAGE_MESSAGES) {
            Page next = new Page();
            page.next = next;
            page = next;
            place = 0;
        }
    }

    /** Counts the outcomes of all messages before the first one without an outcome. Reading thread only. */
    public void collect() {
        while (hasOutcome()) {
            switch (readPage.outcome(readPlace)) {
                case ACKED -> acked++;
                case FAILED -> failed++;
                case ABORTED -> aborted++;
                default -> indeterminate++;
            }
            readPlace++;
            completed.advance();
        }
    }

    private boolean hasOutcome() {
        if (readPlace == PAGE_MESSAGES) {
            Page next = readPage.next;
            if (next == null) {
                return false;
            }
            readPage = next;
            readPlace = 0;
        }
        return readPage.outcome(readPlace) != OPEN;
    }

    /** Returns the first sequence without an outcome, as of the last {@link #collect}. */
    public long completedBelow() {
        return completed.sequence();
    }

    long acked() {
        return acked;
    }

    long failed() {
        return failed;
    }

    long indeterminate() {
        return indeterminate;
    }

    long aborted() {
        return aborted;
    }
}
