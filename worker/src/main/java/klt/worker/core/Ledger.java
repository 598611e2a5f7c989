package klt.worker.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What became of the messages of one grant, or of one partition, in the order in which they were sent: one byte each, until all before it have their outcome
 * too. So a worker can say up to where its grant is settled, and nothing of that has to be said twice.
 *
 * <p>Assumptions: 1. one thread sends, one settles, one reads. 2. Each message is settled once.
 *
 * <p>On the hot path: a place costs an addition, an outcome a store; a page is allocated for every {@value #PAGE_MESSAGES} messages.
 */
public final class Ledger {

    /** Small, so that a grant of few messages is small. */
    static final int PAGE_MESSAGES = 4_096;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(byte[].class);
    private static final byte OPEN = 0;
    private static final byte ACKED = 1;
    private static final byte FAILED = 2;
    private static final byte INDETERMINATE = 3;

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

        private byte outcome(int place) {
            return (byte) CELL.getAcquire(outcomes, place);
        }
    }

    // the sending thread's
    private Page page = new Page();
    private int place;

    // the reading thread's
    private final ShardCursor settled;
    private Page settledPage = page;
    private int settledPlace;
    private long acked;
    private long failed;
    private long indeterminate;

    /** @param walk stands on the first message; nobody else moves it */
    public Ledger(ShardCursor walk) {
        settled = walk;
    }

    /** The page of the next message. For the sending thread. */
    public Page page() {
        return page;
    }

    /** The place of the next message in its page. For the sending thread. */
    public int place() {
        return place;
    }

    /** The message at that place was sent. */
    public void advance() {
        if (++place == PAGE_MESSAGES) {
            Page next = new Page();
            page.next = next;
            page = next;
            place = 0;
        }
    }

    /** Counts what has its outcome, up to the first that has none. For the reading thread. */
    public void settle() {
        while (hasOutcome()) {
            switch (settledPage.outcome(settledPlace)) {
                case ACKED -> acked++;
                case FAILED -> failed++;
                default -> indeterminate++;
            }
            settledPlace++;
            settled.advance();
        }
    }

    private boolean hasOutcome() {
        if (settledPlace == PAGE_MESSAGES) {
            Page next = settledPage.next;
            if (next == null) {
                return false;
            }
            settledPage = next;
            settledPlace = 0;
        }
        return settledPage.outcome(settledPlace) != OPEN;
    }

    /** The first sequence without an outcome, as of the last {@link #settle}. */
    public long settledBelow() {
        return settled.sequence();
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
}
