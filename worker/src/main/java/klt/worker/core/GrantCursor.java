package klt.worker.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import klt.common.protocol.Grant;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.StatusRecord.GrantProgress;

/**
 * A grant in progress: the next sequence to send, and the outcomes of sent messages.
 *
 * <p>On the hot path. {@link #progress} is for the reporting thread only; the other methods are for the sending thread.
 */
public final class GrantCursor {

    private static final VarHandle POSITION = MethodHandles.arrayElementVarHandle(long[].class);

    private final Grant grant;
    private final ShardCursor cursor;
    private final Ledger ledger;
    /** the first unsent sequence, in a single-element array that the reporting thread reads */
    private final long[] position;

    private volatile boolean stopped;
    private long end = Long.MAX_VALUE;
    private volatile boolean begun;

    GrantCursor(Grant grant, int shardCount) {
        this.grant = grant;
        cursor = new ShardCursor(grant.shards(), shardCount, grant.from());
        ledger = new Ledger(new ShardCursor(grant.shards(), shardCount, grant.from()));
        position = new long[] {cursor.sequence()};
    }

    public Grant grant() {
        return grant;
    }

    public Ledger ledger() {
        return ledger;
    }

    /** Returns the first unsent sequence. */
    long sequence() {
        return cursor.sequence();
    }

    void advance() {
        if (!begun) {
            begun = true;
        }
        ledger.advance();
        cursor.advance();
        POSITION.setRelease(position, 0, cursor.sequence());
        stopAt(end);
    }

    /** Ends the grant at this sequence, or at the current one if that is higher. */
    void limit(long until) {
        end = until;
        stopAt(end);
    }

    /** Stops sending under the grant at this sequence. */
    void stopAt(long sequence) {
        if (cursor.sequence() >= sequence) {
            stopped = true;
        }
    }

    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    boolean isSending() {
        return begun && !stopped;
    }

    public GrantProgress progress() {
        // the order of these reads matters: a value that is read later can only be higher
        boolean over = stopped;
        ledger.collect();
        long completedBelow = ledger.completedBelow();
        // an ack may arrive before send() returns
        long sentBelow = Math.max((long) POSITION.getAcquire(position, 0), completedBelow);
        return new GrantProgress(grant.id(), sentBelow, completedBelow, over);
    }

    /** Returns the outcome counts of all sequences below {@code completedBelow} in the newest {@link #progress}. */
    OutcomeCounts completed() {
        return new OutcomeCounts(
                ledger.acked(),
                ledger.failed(),
                ledger.indeterminate(),
                ledger.aborted(),
                grant.repair() ? ledger.acked() : 0);
    }
}
