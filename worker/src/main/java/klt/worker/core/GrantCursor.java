package klt.worker.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import klt.common.protocol.Grant;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.StatusRecord.GrantProgress;

/**
 * One grant on its way: where its walk stands, and what became of what was sent.
 *
 * <p>On the hot path. {@link #progress} is for the one thread that reports, the rest for the sending thread.
 */
public final class GrantCursor {

    private static final VarHandle POSITION = MethodHandles.arrayElementVarHandle(long[].class);

    private final Grant grant;
    private final ShardCursor walk;
    private final Ledger ledger;
    /** the one cell is the first sequence that was not sent, for the reading thread */
    private final long[] position;

    private volatile boolean stopped;
    private long end = Long.MAX_VALUE;
    private volatile boolean begun;

    GrantCursor(Grant grant, int shardCount) {
        this.grant = grant;
        walk = new ShardCursor(grant.shards(), shardCount, grant.from());
        ledger = new Ledger(new ShardCursor(grant.shards(), shardCount, grant.from()));
        position = new long[] {walk.sequence()};
    }

    public Grant grant() {
        return grant;
    }

    public Ledger ledger() {
        return ledger;
    }

    /** The first sequence that was not sent. */
    long sequence() {
        return walk.sequence();
    }

    void advance() {
        if (!begun) {
            begun = true;
        }
        ledger.advance();
        walk.advance();
        POSITION.setRelease(position, 0, walk.sequence());
        stopAt(end);
    }

    /** The grant ends there, or where the walk stands if that is further. */
    void limit(long until) {
        end = until;
        stopAt(end);
    }

    /** Nothing more is sent under it when the walk has come so far. */
    void stopAt(long sequence) {
        if (walk.sequence() >= sequence) {
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
        // in this order: what is read later may only be further
        boolean over = stopped;
        ledger.settle();
        long settledBelow = ledger.settledBelow();
        // an answer may be here before its send has returned
        long sentBelow = Math.max((long) POSITION.getAcquire(position, 0), settledBelow);
        return new GrantProgress(grant.id(), sentBelow, settledBelow, over);
    }

    /** Outcomes of all that is below the newest {@link #progress}'s {@code settledBelow}. */
    OutcomeCounts settled() {
        return new OutcomeCounts(
                ledger.acked(), ledger.failed(), ledger.indeterminate(), grant.repair() ? ledger.acked() : 0);
    }
}
