package klt.worker.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Determines whether this worker may keep sending, based on the controller's ticks (or their absence) and on process freezes.
 *
 * <p>Without ticks, it may send for the time set by {@code workers.lapse}. After that, another worker may own its shards. As long as Kafka
 * acknowledges this worker's records, the absence of ticks means that there is no controller, so the worker stops. If Kafka acknowledges
 * nothing, ticks cannot be written either, so the worker holds its messages until a tick lists it again.
 *
 * <p>A controller lists its live workers in each tick. A worker that is no longer listed was declared lost: other workers own its shards,
 * so it must stop sending and rejoin under a new id. A worker that was frozen cannot know whether it was declared lost, so it waits for the
 * next tick.
 *
 * <p>Immutable. Times are ticker nanoseconds, except {@code frozenUntil}, which is compared with the broker's timestamps.
 *
 * @param term the term of the newest tick
 * @param listed whether a tick of this term has listed this worker
 * @param unlisted number of consecutive ticks of this term that did not list this worker, although a tick of an older term had
 * @param lastTickNanos when the newest tick was read; empty before the first
 * @param answeredNanos when Kafka last acknowledged one of this worker's records or the newest tick was read, whichever is later; empty
 *     before either
 * @param leaderlessNanos part of the time since the newest tick during which Kafka was responding
 * @param frozenUntilMillis bus time at which the worker stopped being frozen or holding its messages; empty once a later tick lists the
 *     worker
 */
public record Lease(
        String worker,
        long term,
        boolean listed,
        int unlisted,
        Optional<Long> lastTickNanos,
        Optional<Long> answeredNanos,
        long leaderlessNanos,
        Optional<Long> frozenUntilMillis,
        boolean revoked) {

    /**
     * Maximum time between responses. Heartbeats are at most 1.5 s apart while Kafka acknowledges them, so a longer gap means that Kafka
     * did not respond.
     */
    static final long ANSWER_GAP_NANOS_MAX = Duration.ofSeconds(2).toNanos();

    /**
     * A new controller receives a worker's heartbeat within one or two intervals, so a worker that is still unlisted after this many ticks
     * has been rejected.
     */
    static final int UNLISTED_TICKS_MAX = 10;

    /** The worker has never been listed, so its absence from the list means nothing. */
    private static final int NEVER_LISTED = -1;

    public static Lease of(String worker) {
        return new Lease(
                worker, 0, false, NEVER_LISTED, Optional.empty(), Optional.empty(), 0, Optional.empty(), false);
    }

    /**
     * Records a tick.
     *
     * @param stampMillis bus time at which the tick was written
     */
    public Lease onTick(long tickTerm, List<String> workers, long stampMillis, long nowNanos) {
        boolean lists = workers.contains(worker);
        boolean wasListed = tickTerm == term && listed;
        // a tick written before the process resumed does not account for the freeze
        Optional<Long> frozen = frozenUntilMillis.filter(until -> !(lists && stampMillis > until));
        int missed = lists ? 0 : missedAt(tickTerm);
        boolean rejected = (wasListed && !lists) || missed >= UNLISTED_TICKS_MAX;
        return new Lease(
                worker,
                tickTerm,
                wasListed || lists,
                missed,
                Optional.of(nowNanos),
                Optional.of(nowNanos),
                0,
                frozen,
                revoked || rejected);
    }

    private int missedAt(long tickTerm) {
        if (unlisted == NEVER_LISTED) {
            return NEVER_LISTED;
        }
        return tickTerm == term ? unlisted + 1 : 1;
    }

    /**
     * Called when a run lists this worker as lost. If the worker has had no contact since the run began, it may never have been listed, so
     * this is the only indication.
     */
    public Lease onDeclaredLost() {
        return new Lease(
                worker, term, listed, unlisted, lastTickNanos, answeredNanos, leaderlessNanos, frozenUntilMillis, true);
    }

    /** Called when Kafka has acknowledged one of this worker's records. */
    public Lease onAnswer(long nowNanos) {
        long gap = answeredNanos
                .map(answered -> nowNanos - answered)
                .filter(nanos -> nanos <= ANSWER_GAP_NANOS_MAX)
                .orElse(0L);
        return new Lease(
                worker,
                term,
                listed,
                unlisted,
                lastTickNanos,
                Optional.of(nowNanos),
                leaderlessNanos + gap,
                frozenUntilMillis,
                revoked);
    }

    /**
     * Called when the process has resumed after a freeze. In the meantime, ticks that are no longer in the topic may have listed this
     * worker and later declared it lost.
     */
    public Lease onThaw(long nowMillis) {
        int missed = Math.max(unlisted, 0);
        return new Lease(
                worker,
                term,
                listed,
                missed,
                lastTickNanos,
                answeredNanos,
                leaderlessNanos,
                Optional.of(nowMillis),
                revoked);
    }

    /** Called when no tick has been read for so long that another worker may own the shards, and then repeatedly until a tick is read. */
    public Lease onHold(long nowMillis) {
        return onThaw(nowMillis);
    }

    /** Returns whether other workers now own this worker's shards. */
    public boolean isRevoked() {
        return revoked;
    }

    /** Returns whether the worker may send, as far as it knows. */
    public boolean isClear() {
        return !revoked && frozenUntilMillis.isEmpty();
    }

    /** Returns whether no tick has been read for this long, or false before the first tick. */
    public boolean isSilentFor(Duration silence, long nowNanos) {
        return lastTickNanos.map(last -> nowNanos - last >= silence.toNanos()).orElse(false);
    }

    /** Returns the ticker time at which the newest tick will reach this age, or empty before the first tick. */
    public Optional<Long> silentAtNanos(Duration silence) {
        return lastTickNanos.map(last -> last + silence.toNanos());
    }

    /** Returns whether Kafka has been responding for this long without a tick being read. */
    public boolean isLeaderlessFor(Duration silence) {
        return lastTickNanos.isPresent() && leaderlessNanos >= silence.toNanos();
    }
}
