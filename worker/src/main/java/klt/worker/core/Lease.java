package klt.worker.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether this worker may go on: what it concludes from the controller's ticks, from their absence, and from having been frozen.
 *
 * <p>Without ticks it may send until a limit, {@code workers.lapse}: after that its shards may be another worker's. What follows depends on
 * Kafka. As long as Kafka acknowledges this worker's records there is no controller, and the worker gives up. When Kafka does not
 * acknowledge anything either, ticks cannot be written: the worker holds, for as long as that lasts, until a later tick lists it.
 *
 * <p>A controller lists in each tick the workers that it counts on. One that was listed and no longer is, was declared lost: others have
 * what it had, so it must send nothing more and come back as a new one. One that was frozen cannot know, and waits for the next tick.
 *
 * <p>Immutable. Times are ticker nanoseconds, but for {@code frozenUntil}, which is compared with the broker's stamps.
 *
 * @param term of the newest tick
 * @param listed a tick of this term has listed this worker
 * @param unlisted so many ticks of this term, one after the other, have not listed it, though one of an older term did
 * @param heardNanos when the newest tick was read; empty before the first
 * @param answeredNanos when Kafka last acknowledged a record of this worker, or that tick was read; empty before either
 * @param leaderlessNanos time since the newest tick in which Kafka answered
 * @param frozenUntilMillis bus time up to which the worker was frozen or held, if no tick has cleared it since
 */
public record Lease(
        String worker,
        long term,
        boolean listed,
        int unlisted,
        Optional<Long> heardNanos,
        Optional<Long> answeredNanos,
        long leaderlessNanos,
        Optional<Long> frozenUntilMillis,
        boolean revoked) {

    /** Heartbeats are at most 1.5 s apart while Kafka acknowledges them; during a longer gap it did not answer. */
    static final long ANSWER_GAP_NANOS_MAX = Duration.ofSeconds(2).toNanos();

    /** A new controller hears a worker within a heartbeat or two: one that it does not list after so many ticks, it does not want. */
    static final int UNLISTED_TICKS_MAX = 10;

    /** Never listed, so that there is nothing to miss. */
    private static final int NEVER_LISTED = -1;

    public static Lease of(String worker) {
        return new Lease(
                worker, 0, false, NEVER_LISTED, Optional.empty(), Optional.empty(), 0, Optional.empty(), false);
    }

    /**
     * A tick was read.
     *
     * @param stampMillis bus time at which it was written
     */
    public Lease onTick(long tickTerm, List<String> workers, long stampMillis, long nowNanos) {
        boolean lists = workers.contains(worker);
        boolean wasListed = tickTerm == term && listed;
        // a tick from before the thaw says nothing of what has happened since
        Optional<Long> frozen = frozenUntilMillis.filter(until -> !(lists && stampMillis > until));
        int missed = lists ? 0 : missedAt(tickTerm);
        boolean unwanted = (wasListed && !lists) || missed >= UNLISTED_TICKS_MAX;
        return new Lease(
                worker,
                tickTerm,
                wasListed || lists,
                missed,
                Optional.of(nowNanos),
                Optional.of(nowNanos),
                0,
                frozen,
                revoked || unwanted);
    }

    private int missedAt(long tickTerm) {
        if (unlisted == NEVER_LISTED) {
            return NEVER_LISTED;
        }
        return tickTerm == term ? unlisted + 1 : 1;
    }

    /** A run says that this worker is gone. Who was cut off since it began knows by that alone: it may never have been listed. */
    public Lease onGone() {
        return new Lease(
                worker, term, listed, unlisted, heardNanos, answeredNanos, leaderlessNanos, frozenUntilMillis, true);
    }

    /** Kafka has acknowledged a record of this worker. */
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
                heardNanos,
                Optional.of(nowNanos),
                leaderlessNanos + gap,
                frozenUntilMillis,
                revoked);
    }

    /** The process was frozen until now. It may have been listed and given up meanwhile, by ticks that are not there to be read any more. */
    public Lease onThaw(long nowMillis) {
        int missed = Math.max(unlisted, 0);
        return new Lease(
                worker,
                term,
                listed,
                missed,
                heardNanos,
                answeredNanos,
                leaderlessNanos,
                Optional.of(nowMillis),
                revoked);
    }

    /** There was no tick for so long that the shards may be another worker's by now; called until there is one. */
    public Lease onHold(long nowMillis) {
        return onThaw(nowMillis);
    }

    /** Others have what this worker had. */
    public boolean isRevoked() {
        return revoked;
    }

    /** It may send, as far as it can know. */
    public boolean isClear() {
        return !revoked && frozenUntilMillis.isEmpty();
    }

    /** No tick was read for so long; never before the first one. */
    public boolean isSilentFor(Duration silence, long nowNanos) {
        return heardNanos.map(heard -> nowNanos - heard >= silence.toNanos()).orElse(false);
    }

    /** When it will be silent for so long; empty before the first tick. */
    public Optional<Long> silentAtNanos(Duration silence) {
        return heardNanos.map(heard -> heard + silence.toNanos());
    }

    /** No tick was read for so long, though Kafka answered. */
    public boolean isLeaderlessFor(Duration silence) {
        return heardNanos.isPresent() && leaderlessNanos >= silence.toNanos();
    }
}
