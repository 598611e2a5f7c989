package klt.controller.core.shards;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Leftover;
import klt.common.protocol.Grant;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunProgress;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.common.spec.Limits;
import klt.common.text.Counted;
import klt.controller.core.audit.Verification;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.history.Disruption;
import klt.controller.core.history.RunHistory;
import klt.controller.core.history.RunLog;
import klt.controller.core.schedule.Timeline;
import klt.controller.core.stats.RunStats;

/** Assigns the messages of one run to its workers, which may join and leave while it is live; no message is skipped. */
public final class ShardAllocation {

    /** Lead time of a rebalance, so that workers read it before it takes effect. */
    public static final Duration MOVE_LEAD = Duration.ofMillis(1_500);

    /** A lost worker may send this long until it learns that it was revoked, unless it is cut off from the control topic too. */
    static final Duration LEARN_MAX = Duration.ofSeconds(4);

    /** At rate max, the messages sent since a worker's newest report are bounded by this many intervals like the last. */
    private static final int UNREPORTED_INTERVALS_MAX = Fleet.LEASE_TICKS + 4;

    private static final String LOST = "lost contact with %s";
    private static final String LEFT = "%s left";
    private static final String STOPPED = "%s stopped";

    private final int shardCount;
    private final RunStats stats;
    private final Verification verification;
    private final RunLog log;
    private final GrantBook book;

    /** in order of joining */
    private final Set<String> members = new LinkedHashSet<>();

    /** ids of workers that left or were lost and cannot rejoin, the oldest first */
    private final Set<String> departed = new LinkedHashSet<>();

    private final List<Disruption> disruptions = new ArrayList<>();
    /** index of the first disruption whose shards are not assigned yet */
    private int openFrom;

    /** since when no worker is available to send */
    private Optional<Instant> waitingSince = Optional.empty();

    public ShardAllocation(int shardCount, RunStats stats, Verification verification, RunLog log) {
        this.shardCount = shardCount;
        this.stats = stats;
        this.verification = verification;
        this.log = log;
        book = GrantBook.untouched(shardCount);
    }

    /** Restores the allocation of another controller from its newest record. */
    public ShardAllocation(DesiredRun desired, RunHistory past, RunStats stats, Verification verification, RunLog log) {
        shardCount = desired.plan().shardCount();
        this.stats = stats;
        this.verification = verification;
        this.log = log;
        // before the start no shard is assigned
        book = desired.startAt().isPresent() ? GrantBook.of(desired) : GrantBook.untouched(shardCount);
        members.addAll(desired.members());
        departed.addAll(desired.gone());
        disruptions.addAll(past.disruptions());
        openFrom = disruptions.size();
        waitingSince = past.waitingSince();
        stats.carry(desired.closed(), desired.handoverDuplicates() - desired.excess());
        stats.exceed(desired.excess());
    }

    public Set<String> members() {
        return Collections.unmodifiableSet(members);
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

    public List<String> departed() {
        return List.copyOf(departed);
    }

    public List<Disruption> disruptions() {
        return List.copyOf(disruptions);
    }

    /** No worker is available to send the remaining messages. */
    public boolean hasNoWorkers() {
        return waitingSince.isPresent();
    }

    public void countShards() {
        stats.shares().forEach(share -> share.shards(book.shardsOf(share.worker())));
    }

    public void join(String worker, Fleet fleet) {
        WorkerInfo hello = fleet.member(worker).map(Fleet.Member::hello).orElseThrow();
        stats.addWorker(worker, hello.name(), hello.cpuLimit());
        members.add(worker);
    }

    /** Adds ready workers that are not members yet. */
    public boolean letJoin(Fleet fleet, Instant now) {
        List<String> newcomers = fleet.readyIds().stream()
                .filter(worker -> !members.contains(worker) && !departed.contains(worker))
                .limit(Math.max(0, shardCount - members.size()))
                .toList();
        for (String worker : newcomers) {
            join(worker, fleet);
            log.add(now, RunLog.Kind.WORKER_JOINED, stats.nameOf(worker) + " joined");
        }
        return !newcomers.isEmpty();
    }

    /** Members that can take shards now. */
    public List<String> able(Fleet fleet) {
        Set<String> ready = new HashSet<>(fleet.readyIds());
        return members.stream()
                .filter(ready::contains)
                .filter(worker ->
                        stats.share(worker).map(RunStats.Share::isAble).orElse(false))
                .toList();
    }

    /** Assigns all shards to the members. */
    public void begin(long revision) {
        book.give(List.copyOf(members), 0, revision);
    }

    /** Applies a report that was sent to another controller; makes no decision. */
    public void replay(String worker, WorkerInfo hello, RunProgress progress) {
        if (members.contains(worker)) {
            // its intervals may precede its name
            stats.introduce(worker, hello.name(), hello.cpuLimit());
            stats.onProgress(worker, progress);
            toBook(worker, progress);
        } else if (departed.contains(worker)) {
            stats.replayDeparted(worker, hello.name(), hello.cpuLimit(), progress);
        }
    }

    private void toBook(String worker, RunProgress progress) {
        book.onProgress(worker, progress.grants());
        stats.onOverrun(worker, book.overrunOf(worker));
    }

    /** Registers a worker whose intervals are replayed, and which may have left. */
    public void replay(String worker) {
        if (stats.share(worker).isEmpty()) {
            stats.addWorker(worker, worker, 0);
            if (!members.contains(worker)) {
                stats.onLeft(worker);
            }
        }
    }

    /** @return whether the worker is still a member of the run */
    public boolean onProgress(String worker, RunProgress progress, Instant now) {
        RunStats.Share share = stats.share(worker).orElseThrow();
        long beyond = share.ackedBeyondItsPart();
        stats.onProgress(worker, progress);
        if (!share.isGone()) {
            toBook(worker, progress);
            return true;
        }
        if (share.ackedBeyondItsPart() > Math.max(0, beyond)) {
            log.add(
                    now,
                    RunLog.Kind.WORKER_RETURNED,
                    share.name() + " returned after it was declared lost: " + share.ackedBeyondItsPart()
                            + " of its messages were acked and are resent by others (zombie)");
        }
        return false;
    }

    /**
     * Removes a worker that left or was lost: its uncompleted messages become orphaned.
     *
     * @param lastHeartbeatAt when its last heartbeat was received
     * @param drained no worker sends any more
     */
    public void remove(
            String worker, RunLog.Kind how, Instant lastHeartbeatAt, Timeline timeline, boolean drained, Instant now) {
        remove(worker, how, "", lastHeartbeatAt, timeline, drained, now);
    }

    private void remove(
            String worker,
            RunLog.Kind how,
            String circumstance,
            Instant lastHeartbeatAt,
            Timeline timeline,
            boolean drained,
            Instant now) {
        clearBook(timeline, now);
        members.remove(worker);
        departed.add(worker);
        if (departed.size() > Limits.WORKERS_MAX) {
            departed.remove(departed.iterator().next());
        }
        boolean nothingOpen = book.isStill(worker);
        long completedOverrun = book.completedOverrunOf(worker);
        long repeats = book.revoke(worker, sentBelow(worker, timeline, now));
        contest(now);
        String format = how == RunLog.Kind.WORKER_LOST ? LOST : LEFT;
        List<GrantBook.Hole> holes = holes(timeline);
        log.add(now, how, words(worker, format, holes, circumstance));
        if (nothingOpen) {
            stats.onLeft(worker);
        } else if (drained) {
            stats.onLostForGood(worker);
        } else {
            stats.onLost(worker, completedOverrun, repeats);
        }
        if (!drained) {
            note(holes, format, circumstance, lastHeartbeatAt, timeline, now);
        }
    }

    /** Reconciles the members with the fleet after a replay: removes unknown ones, and adds statistics for those without a report yet. */
    public void reconcile(Fleet fleet, Timeline timeline, Instant now) {
        for (String worker : List.copyOf(members)) {
            Optional<WorkerInfo> hello = fleet.member(worker).map(Fleet.Member::hello);
            stats.addWorker(worker, worker, 0);
            hello.ifPresent(known -> stats.introduce(worker, known.name(), known.cpuLimit()));
            if (hello.isEmpty()) {
                RunLog.Kind how = fleet.hasLeft(worker) ? RunLog.Kind.WORKER_LEFT : RunLog.Kind.WORKER_LOST;
                remove(worker, how, " while no controller was running", now, timeline, false, now);
            }
        }
    }

    private List<GrantBook.Hole> holes(Timeline timeline) {
        return book.takeHoles().stream()
                .filter(hole -> hole.from() < timeline.messages())
                .toList();
    }

    private static long shards(String worker, List<GrantBook.Hole> holes) {
        return holes.stream()
                .filter(hole -> hole.worker().equals(worker))
                .flatMap(hole -> hole.shards().stream())
                .distinct()
                .count();
    }

    private String words(String worker, String format, List<GrantBook.Hole> holes, String circumstance) {
        long shards = shards(worker, holes);
        return String.format(Locale.ROOT, format, stats.nameOf(worker))
                + (shards == 0 ? "" : " (" + Counted.of(shards, "shard") + ")")
                + circumstance;
    }

    /** Adds one disruption per worker with a hole, from the fire time of the hole's first message on. */
    private void note(
            List<GrantBook.Hole> holes,
            String format,
            String circumstance,
            Instant lastHeartbeatAt,
            Timeline timeline,
            Instant now) {
        holes.stream().map(GrantBook.Hole::worker).distinct().forEach(worker -> {
            long first = holes.stream()
                    .filter(hole -> hole.worker().equals(worker))
                    .mapToLong(GrantBook.Hole::from)
                    .min()
                    .orElseThrow();
            double from = timeline.dueSecond(first).orElse(timeline.elapsedSeconds(lastHeartbeatAt));
            note(words(worker, format, holes, circumstance), from, timeline, now);
        });
    }

    /** @param from second after the run's start */
    private void note(String words, double from, Timeline timeline, Instant now) {
        double whole = timeline.elapsedSeconds(now.plus(MOVE_LEAD));
        if (from < whole) {
            disruptions.add(new Disruption(words, from, whole));
        }
    }

    /** The sequence below which a worker that is revoked now may still send. */
    private long sentBelow(String worker, Timeline timeline, Instant now) {
        long bound = timeline.dueBefore(now.plus(LEARN_MAX)).orElseGet(() -> {
            long newestSent = stats.share(worker)
                    .flatMap(RunStats.Share::newest)
                    .map(Interval::sent)
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

    /** Removes grants that are over. @return whether anything has changed */
    public boolean clear(Timeline timeline, Instant now) {
        boolean changed = clearBook(timeline, now);
        note(holes(timeline), STOPPED, "", now, timeline, now);
        return changed;
    }

    private boolean clearBook(Timeline timeline, Instant now) {
        long before = book.excess();
        boolean changed = book.clear(timeline.messages());
        contest(now);
        if (book.excess() > before) {
            stats.exceed(book.excess());
            members.forEach(worker -> stats.onOverrun(worker, book.overrunOf(worker)));
        }
        return changed;
    }

    /** All messages are sent and have an outcome. */
    public boolean isDone(Timeline timeline, Instant now) {
        return book.isComplete(timeline.messages()) || (timeline.isTimeOver(now) && book.isStill());
    }

    /**
     * Assigns orphaned messages to the available workers, and evens out their shards.
     *
     * @return whether anything has changed
     */
    public boolean handOver(Fleet fleet, Timeline timeline, long revision, Instant now) {
        List<String> able = able(fleet);
        if (timeline.isTimeOver(now)) {
            return false;
        }
        if (able.isEmpty()) {
            waitForWorkers(fleet, timeline, now);
            return false;
        }
        long cut = timeline.dueBefore(now.plus(MOVE_LEAD)).orElse(0L);
        Optional<Long> hole = book.firstUnassigned(timeline.messages());
        boolean given = hole.isPresent();
        if (given) {
            book.give(able, cut, revision);
            endDisruptions(hole.get(), timeline, now);
        }
        boolean moved = timeline.schedule().isMax()
                ? endGrantsOfLeaving(fleet)
                : book.move(able, fleet.suspectIds(), cut, revision);
        if (given || moved) {
            log.add(
                    now,
                    RunLog.Kind.SHARDS_MOVED,
                    (given ? "reassigned orphaned messages to " : "rebalanced shards across ")
                            + Counted.of(able.size(), "worker"));
        }
        return given || moved;
    }

    /** Starts the wait when no worker can take shards, unless there are suspects, which may still be alive. */
    private void waitForWorkers(Fleet fleet, Timeline timeline, Instant now) {
        boolean alive = fleet.suspectIds().stream().anyMatch(members::contains);
        if (!alive && book.firstUnassigned(timeline.messages()).isPresent() && waitingSince.isEmpty()) {
            waitingSince = Optional.of(now);
            log.add(now, RunLog.Kind.WAITING, "no worker is available to send; the run continues when one joins");
        }
    }

    private void endWait(Timeline timeline, Instant now) {
        waitingSince.ifPresent(
                since -> note("no worker was available to send", timeline.elapsedSeconds(since), timeline, now));
        waitingSince = Optional.empty();
    }

    /**
     * The orphaned messages are assigned.
     *
     * @param hole the first of them
     */
    private void endDisruptions(long hole, Timeline timeline, Instant now) {
        double whole = timeline.elapsedSeconds(now.plus(MOVE_LEAD));
        Optional<Double> from = timeline.dueSecond(hole);
        if (openFrom == disruptions.size() && from.isPresent()) {
            // an earlier controller may have stored the disruption, as it knew the worker
            if (openFrom > 0 && disruptions.getLast().toSecond() >= from.get()) {
                openFrom--;
            } else {
                note("some shards had no worker", from.get(), timeline, now);
            }
        }
        endWait(timeline, now);
        for (int i = openFrom; i < disruptions.size(); i++) {
            disruptions.set(i, disruptions.get(i).until(whole));
        }
        openFrom = disruptions.size();
    }

    /** Without fire times there is no cut for a handover: a leaving worker stops at its position, and others continue from there. */
    private boolean endGrantsOfLeaving(Fleet fleet) {
        boolean any = false;
        for (String worker : members) {
            if (fleet.member(worker).map(Fleet.Member::leaving).orElse(false)) {
                any |= book.endAtOnce(worker);
            }
        }
        return any;
    }
}
