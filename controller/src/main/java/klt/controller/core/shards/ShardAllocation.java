package klt.controller.core.shards;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Leftover;
import klt.common.protocol.Grant;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.controller.core.audit.Verification;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.history.Disruption;
import klt.controller.core.history.Disruption.Cause;
import klt.controller.core.history.RunHistory;
import klt.controller.core.history.RunLog;
import klt.controller.core.schedule.Timeline;
import klt.controller.core.stats.RunStats;
import klt.controller.core.stats.WorkerStats;

/** Assigns a run's messages to its workers, which may join and leave while it is live. No message is skipped. */
public final class ShardAllocation {

    /** Lead time for a rebalance, so that every worker can read about it. */
    public static final Duration MOVE_LEAD = Duration.ofMillis(1_500);

    /**
     * How long a lost worker may keep sending until it reads that its grants were revoked, unless it is also cut off from the control
     * topic.
     */
    static final Duration LEARN_MAX = Duration.ofSeconds(4);

    /**
     * At rate max, a worker may have sent unreported messages. Their number is assumed to be at most the number in its last interval,
     * multiplied by this factor.
     */
    private static final int UNREPORTED_INTERVALS_MAX = Fleet.LEASE_TICKS + 4;

    private final int shardCount;
    private final RunStats stats;
    private final Verification verification;
    private final RunLog log;
    private final GrantBook book;

    private final Membership membership;
    private final Disruptions disruptions;

    public ShardAllocation(
            int shardCount, Membership membership, RunStats stats, Verification verification, RunLog log) {
        this.shardCount = shardCount;
        this.membership = membership;
        this.stats = stats;
        this.verification = verification;
        this.log = log;
        disruptions = new Disruptions(RunHistory.NONE);
        book = GrantBook.untouched(shardCount);
    }

    /** Restores another controller's allocation from its newest record. */
    public ShardAllocation(
            DesiredRun desired,
            RunHistory past,
            Membership membership,
            RunStats stats,
            Verification verification,
            RunLog log) {
        shardCount = desired.plan().shardCount();
        this.membership = membership;
        this.stats = stats;
        this.verification = verification;
        this.log = log;
        // no shard is assigned before the start
        book = desired.startAt().isPresent() ? GrantBook.of(desired) : GrantBook.untouched(shardCount);
        disruptions = new Disruptions(past);
        stats.carry(
                desired.departed().outcomes(),
                desired.departed().handoverDuplicates() - desired.allocation().excess());
        stats.exceed(desired.allocation().excess());
    }

    public List<Grant> grants() {
        return book.grants();
    }

    public List<Leftover> leftovers() {
        return book.leftovers();
    }

    public long excess() {
        return book.excess();
    }

    public List<Disruption> disruptions() {
        return disruptions.all();
    }

    /** Adds a disruption that does not end with a handover. */
    public void disrupt(Disruption over) {
        disruptions.add(over);
    }

    /** Returns whether no worker is available to send the remaining messages. */
    public boolean hasNoWorkers() {
        return disruptions.isWaiting();
    }

    public void countShards() {
        stats.workers().forEach(known -> known.shards(book.shardsOf(known.id())));
    }

    /** Assigns all shards to the members. */
    public void begin(long revision) {
        book.give(List.copyOf(membership.members()), 0, revision);
    }

    /** Applies a report sent to another controller, without making decisions. */
    public void replay(String worker, WorkerInfo info, RunProgress progress) {
        if (membership.members().contains(worker)) {
            // the worker's intervals may arrive before its name
            stats.introduce(worker, info.name(), info.cpuLimit());
            stats.onProgress(worker, progress);
            toBook(worker, progress);
        } else if (membership.hasDeparted(worker)) {
            stats.replayDeparted(worker, info.name(), info.cpuLimit(), progress);
        }
    }

    private void toBook(String worker, RunProgress progress) {
        book.onProgress(worker, progress.grants());
        stats.onOverrun(worker, book.overrunOf(worker));
    }

    /** Registers a worker whose intervals are being replayed, and which may have left. */
    public void replay(String worker) {
        if (stats.worker(worker).isEmpty()) {
            stats.addWorker(worker, worker, 0);
            if (!membership.members().contains(worker)) {
                stats.onLeft(worker);
            }
        }
    }

    /** @return whether the worker is still a member of the run */
    public boolean onProgress(String worker, RunProgress progress, Instant now) {
        WorkerStats known = stats.worker(worker).orElseThrow();
        long beyond = known.ackedBeyondItsPart();
        stats.onProgress(worker, progress);
        if (!known.hasDeparted()) {
            toBook(worker, progress);
            return true;
        }
        if (known.ackedBeyondItsPart() > Math.max(0, beyond)) {
            log.add(now, RunLog.Kind.WORKER_RETURNED, "worker", known.name(), "messages", known.ackedBeyondItsPart());
        }
        return false;
    }

    /**
     * Removes a worker that left or was lost. Its uncompleted messages become orphaned.
     *
     * @param lastHeartbeatAt when its last heartbeat was received
     * @param drained whether all workers have stopped sending
     */
    public void remove(
            String worker, RunLog.Kind how, Instant lastHeartbeatAt, Timeline timeline, boolean drained, Instant now) {
        remove(worker, how, false, lastHeartbeatAt, timeline, drained, now);
    }

    private void remove(
            String worker,
            RunLog.Kind how,
            boolean unattended,
            Instant lastHeartbeatAt,
            Timeline timeline,
            boolean drained,
            Instant now) {
        clearBook(timeline, now);
        membership.remove(worker);
        boolean nothingOpen = book.isStill(worker);
        long completedOverrun = book.completedOverrunOf(worker);
        long repeats = book.revoke(worker, sentBelow(worker, timeline, now));
        contest(now);
        List<OpenGrant.Orphaned> orphaned = orphaned(timeline);
        log.add(now, how, about(worker, orphaned, unattended));
        if (nothingOpen) {
            stats.onLeft(worker);
        } else if (drained) {
            stats.onLostForGood(worker);
        } else {
            stats.onLost(worker, completedOverrun, repeats);
        }
        if (!drained) {
            note(orphaned, Cause.valueOf(how.name()), unattended, lastHeartbeatAt, timeline, now);
        }
    }

    /**
     * Reconciles the members with the fleet after a replay. Removes unknown members, and adds statistics for members that have not reported
     * yet.
     */
    public void reconcile(Fleet fleet, Timeline timeline, Instant now) {
        for (String worker : List.copyOf(membership.members())) {
            Optional<WorkerInfo> info = fleet.member(worker).map(Fleet.Member::info);
            stats.addWorker(worker, worker, 0);
            info.ifPresent(known -> stats.introduce(worker, known.name(), known.cpuLimit()));
            if (info.isEmpty()) {
                RunLog.Kind how = fleet.hasLeft(worker) ? RunLog.Kind.WORKER_LEFT : RunLog.Kind.WORKER_LOST;
                remove(worker, how, true, now, timeline, false, now);
            }
        }
    }

    private List<OpenGrant.Orphaned> orphaned(Timeline timeline) {
        return book.takeOrphaned().stream()
                .filter(piece -> piece.from() < timeline.messages())
                .toList();
    }

    private static long shards(String worker, List<OpenGrant.Orphaned> orphaned) {
        return orphaned.stream()
                .filter(piece -> piece.worker().equals(worker))
                .flatMap(piece -> piece.shards().stream())
                .distinct()
                .count();
    }

    /** @param unattended whether no controller was running when the worker departed */
    private Args about(String worker, List<OpenGrant.Orphaned> orphaned, boolean unattended) {
        return Args.of(
                "worker",
                stats.nameOf(worker),
                "shards",
                Optional.of(shards(worker, orphaned)).filter(shards -> shards > 0),
                "unattended",
                Optional.of(true).filter(yes -> unattended));
    }

    /** Adds one disruption per worker with orphaned messages, starting at the fire time of the first one. */
    private void note(
            List<OpenGrant.Orphaned> orphaned,
            Cause cause,
            boolean unattended,
            Instant lastHeartbeatAt,
            Timeline timeline,
            Instant now) {
        orphaned.stream().map(OpenGrant.Orphaned::worker).distinct().forEach(worker -> {
            long first = orphaned.stream()
                    .filter(piece -> piece.worker().equals(worker))
                    .mapToLong(OpenGrant.Orphaned::from)
                    .min()
                    .orElseThrow();
            double from = timeline.dueSecond(first).orElse(timeline.elapsedSeconds(lastHeartbeatAt));
            Args args = Args.of("cause", cause).and(about(worker, orphaned, unattended));
            disruptions.add(args, from, timeline, now);
        });
    }

    /** Returns the sequence below which a worker that is revoked now may still send messages. */
    private long sentBelow(String worker, Timeline timeline, Instant now) {
        long bound = timeline.dueBefore(now.plus(LEARN_MAX)).orElseGet(() -> {
            long newestSent = stats.worker(worker)
                    .flatMap(WorkerStats::newest)
                    .map(WorkerStats.Newest::sent)
                    .orElse(0L);
            long rounds = newestSent / Math.max(1, book.shardsOf(worker)) + 1;
            return book.positionOf(worker) + UNREPORTED_INTERVALS_MAX * rounds * shardCount;
        });
        return Math.min(bound, timeline.messages());
    }

    private void contest(Instant now) {
        book.takeOverlaps()
                .forEach(both -> verification.contest(both.shards(), both.from(), both.until(), both.epoch() + 1, now));
    }

    /** Closes grants that have ended. @return whether anything has changed */
    public boolean clear(Timeline timeline, Instant now) {
        boolean changed = clearBook(timeline, now);
        note(orphaned(timeline), Cause.WORKER_STOPPED, false, now, timeline, now);
        return changed;
    }

    private boolean clearBook(Timeline timeline, Instant now) {
        long before = book.excess();
        boolean changed = book.clear(timeline.messages());
        contest(now);
        if (book.excess() > before) {
            stats.exceed(book.excess());
            membership.members().forEach(worker -> stats.onOverrun(worker, book.overrunOf(worker)));
        }
        return changed;
    }

    /** Returns whether all messages have been sent and have an outcome. */
    public boolean isDone(Timeline timeline, Instant now) {
        return book.isComplete(timeline.messages()) || (timeline.isTimeOver(now) && book.isStill());
    }

    /**
     * Assigns orphaned messages to available workers, and balances their shards.
     *
     * @return whether anything has changed
     */
    public boolean handOver(Fleet fleet, Timeline timeline, long revision, Instant now) {
        List<String> able = membership.able(fleet);
        if (timeline.isTimeOver(now)) {
            return false;
        }
        if (able.isEmpty()) {
            waitForWorkers(fleet, timeline, now);
            return false;
        }
        long cut = timeline.dueBefore(now.plus(MOVE_LEAD)).orElse(0L);
        Optional<Long> piece = book.firstUnassigned(timeline.messages());
        boolean given = piece.isPresent();
        if (given) {
            book.give(able, cut, revision);
            disruptions.end(piece.get(), timeline, now);
        }
        boolean moved = timeline.schedule().isMax()
                ? endGrantsOfLeaving(fleet)
                : book.move(able, fleet.suspectIds(), cut, revision);
        if (given || moved) {
            log.add(now, RunLog.Kind.SHARDS_MOVED, "orphaned", given, "workers", able.size());
        }
        return given || moved;
    }

    /** Starts waiting for workers if none can take shards, unless there are suspects, which may still be alive. */
    private void waitForWorkers(Fleet fleet, Timeline timeline, Instant now) {
        boolean alive = fleet.suspectIds().stream().anyMatch(membership.members()::contains);
        if (!alive && book.firstUnassigned(timeline.messages()).isPresent() && !disruptions.isWaiting()) {
            disruptions.beginWait(now);
            log.add(now, RunLog.Kind.WAITING);
        }
    }

    /** Without fire times, there is no cut for a handover: a leaving worker stops at its position, and others continue from there. */
    private boolean endGrantsOfLeaving(Fleet fleet) {
        boolean any = false;
        for (String worker : membership.members()) {
            if (fleet.member(worker).map(Fleet.Member::leaving).orElse(false)) {
                any |= book.endAtOnce(worker);
            }
        }
        return any;
    }
}
