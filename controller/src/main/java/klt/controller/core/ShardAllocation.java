package klt.controller.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Leftover;
import klt.common.protocol.Grant;
import klt.common.protocol.StatusRecord.Hello;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunProgress;
import klt.common.spec.Limits;
import klt.common.text.Counted;

/** The workers of one run and what each has to send: they come and go while it goes on, and the run stays whole. */
public final class ShardAllocation {

    /** What a worker has to have read before it is due: a move is this far ahead. */
    static final Duration MOVE_LEAD = Duration.ofMillis(1_500);

    /** A worker that was given up may send until it learns of it: so long from now on, unless it is cut off from the control topic too. */
    static final Duration LEARN_MAX = Duration.ofSeconds(4);

    /** At rate max nobody knows what a worker has sent since its newest report: not more than so many intervals like the last. */
    private static final int UNREPORTED_INTERVALS_MAX = Fleet.LEASE_TICKS + 4;

    /**
     * A time in which the load was not what it should be.
     *
     * @param fromSecond after the run's start
     * @param toSecond when the schedule was whole again
     */
    public record Disruption(String words, double fromSecond, double toSecond) {

        Disruption until(double second) {
            return new Disruption(words, fromSecond, second);
        }
    }

    private final int shardCount;
    private final RunStats stats;
    private final Verification verification;
    private final RunLog log;
    private final GrantBook book;

    /** in the order in which they came */
    private final Set<String> members = new LinkedHashSet<>();

    /** ids that cannot come back, the oldest first */
    private final Set<String> gone = new LinkedHashSet<>();

    private final List<Disruption> disruptions = new ArrayList<>();
    /** index of the first disruption whose shards are not assigned yet */
    private int openFrom;

    /** since when nobody is there to send */
    private Optional<Instant> alone = Optional.empty();

    ShardAllocation(int shardCount, RunStats stats, Verification verification, RunLog log) {
        this.shardCount = shardCount;
        this.stats = stats;
        this.verification = verification;
        this.log = log;
        book = GrantBook.untouched(shardCount);
    }

    /** That of another controller, as its newest record has it. */
    ShardAllocation(DesiredRun desired, RunHistory past, RunStats stats, Verification verification, RunLog log) {
        shardCount = desired.plan().shardCount();
        this.stats = stats;
        this.verification = verification;
        this.log = log;
        // before the start nobody has anything yet
        book = desired.startAt().isPresent() ? GrantBook.of(desired) : GrantBook.untouched(shardCount);
        members.addAll(desired.members());
        gone.addAll(desired.gone());
        disruptions.addAll(past.disruptions());
        openFrom = disruptions.size();
        alone = past.waitingSince();
        stats.carry(desired.closed(), desired.handoverDuplicates() - desired.excess());
        stats.exceed(desired.excess());
    }

    Set<String> members() {
        return Collections.unmodifiableSet(members);
    }

    List<Grant> grants() {
        return book.grants();
    }

    List<Leftover> leftovers() {
        return book.leftovers();
    }

    long excess() {
        return book.excess();
    }

    List<String> gone() {
        return List.copyOf(gone);
    }

    List<Disruption> disruptions() {
        return List.copyOf(disruptions);
    }

    /** Nobody is there to send what is left. */
    boolean isAlone() {
        return alone.isPresent();
    }

    void countShards() {
        stats.shares().forEach(share -> share.shards(book.shardsOf(share.worker())));
    }

    void join(String worker, Fleet fleet) {
        Hello hello = fleet.member(worker).map(Fleet.Member::hello).orElseThrow();
        stats.addWorker(worker, hello.name(), hello.cpuLimit());
        members.add(worker);
    }

    /** Workers that came after the others take part. */
    boolean letJoin(Fleet fleet, Instant now) {
        List<String> newcomers = fleet.readyIds().stream()
                .filter(worker -> !members.contains(worker) && !gone.contains(worker))
                .limit(Math.max(0, shardCount - members.size()))
                .toList();
        for (String worker : newcomers) {
            join(worker, fleet);
            log.add(now, RunLog.Kind.WORKER_JOINED, stats.nameOf(worker) + " joins");
        }
        return !newcomers.isEmpty();
    }

    /** Members that can be given shards now. */
    List<String> able(Fleet fleet) {
        Set<String> ready = new HashSet<>(fleet.readyIds());
        return members.stream()
                .filter(ready::contains)
                .filter(worker ->
                        stats.share(worker).map(RunStats.Share::isAble).orElse(false))
                .toList();
    }

    /** All members get their shards. */
    void begin(long revision) {
        book.give(List.copyOf(members), 0, revision);
    }

    /** What another controller was told, told again: nothing is decided by it. */
    void recall(String worker, Hello hello, RunProgress progress) {
        if (members.contains(worker)) {
            // its intervals may have come before its name
            stats.introduce(worker, hello.name(), hello.cpuLimit());
            stats.onProgress(worker, progress);
            toBook(worker, progress);
        } else if (gone.contains(worker)) {
            stats.recallGone(worker, hello.name(), hello.cpuLimit(), progress);
        }
    }

    private void toBook(String worker, RunProgress progress) {
        book.onProgress(worker, progress.grants());
        stats.onOverrun(worker, book.overrunOf(worker));
    }

    /** A worker whose intervals are told again, and that may be gone. */
    void recall(String worker) {
        if (stats.share(worker).isEmpty()) {
            stats.addWorker(worker, worker, 0);
            if (!members.contains(worker)) {
                stats.onLeft(worker);
            }
        }
    }

    /** @return whether the worker is still one of the run's */
    boolean onProgress(String worker, RunProgress progress, Instant now) {
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
                    share.name() + " was not dead: " + share.ackedBeyondItsPart()
                            + " of its messages were acked that others send again (zombie)");
        }
        return false;
    }

    /**
     * A worker is gone: what it has not settled is in nobody's hands.
     *
     * @param heardAt when it was last heard
     * @param drained nothing will be sent any more, by anybody
     */
    void dismiss(String worker, RunLog.Kind how, Instant heardAt, Timeline timeline, boolean drained, Instant now) {
        dismiss(worker, how, "", heardAt, timeline, drained, now);
    }

    private void dismiss(
            String worker,
            RunLog.Kind how,
            String circumstance,
            Instant heardAt,
            Timeline timeline,
            boolean drained,
            Instant now) {
        clearBook(timeline, now);
        members.remove(worker);
        gone.add(worker);
        if (gone.size() > Limits.WORKERS_MAX) {
            gone.remove(gone.iterator().next());
        }
        boolean nothingOpen = book.isStill(worker);
        long settledOverrun = book.settledOverrunOf(worker);
        long repeats = book.takeBack(worker, sentBelow(worker, timeline, now));
        contest(now);
        String verb = how == RunLog.Kind.WORKER_LOST ? "fell silent" : "left";
        List<GrantBook.Hole> holes = holes(timeline);
        log.add(now, how, words(worker, verb, holes, circumstance));
        if (nothingOpen) {
            stats.onLeft(worker);
        } else if (drained) {
            stats.onLostForGood(worker);
        } else {
            stats.onLost(worker, settledOverrun, repeats);
        }
        if (!drained) {
            note(holes, verb, circumstance, heardAt, timeline, now);
        }
    }

    /** All was told again: members that the fleet does not know are gone, and the others may not have said anything of the run yet. */
    void meet(Fleet fleet, Timeline timeline, Instant now) {
        for (String worker : List.copyOf(members)) {
            Optional<Hello> hello = fleet.member(worker).map(Fleet.Member::hello);
            stats.addWorker(worker, worker, 0);
            hello.ifPresent(known -> stats.introduce(worker, known.name(), known.cpuLimit()));
            if (hello.isEmpty()) {
                RunLog.Kind how = fleet.hasLeft(worker) ? RunLog.Kind.WORKER_LEFT : RunLog.Kind.WORKER_LOST;
                dismiss(worker, how, " while no controller was running", now, timeline, false, now);
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

    private String words(String worker, String verb, List<GrantBook.Hole> holes, String circumstance) {
        long shards = shards(worker, holes);
        return stats.nameOf(worker) + " " + verb + (shards == 0 ? "" : " with " + Counted.of(shards, "shard"))
                + circumstance;
    }

    /** One disruption for each worker with a hole, from the fire time of the hole's first message on. */
    private void note(
            List<GrantBook.Hole> holes,
            String verb,
            String circumstance,
            Instant heardAt,
            Timeline timeline,
            Instant now) {
        holes.stream().map(GrantBook.Hole::worker).distinct().forEach(worker -> {
            long first = holes.stream()
                    .filter(hole -> hole.worker().equals(worker))
                    .mapToLong(GrantBook.Hole::from)
                    .min()
                    .orElseThrow();
            double from = timeline.dueSecond(first).orElse(timeline.elapsedSeconds(heardAt));
            note(words(worker, verb, holes, circumstance), from, timeline, now);
        });
    }

    /** @param from second after the run's start */
    private void note(String words, double from, Timeline timeline, Instant now) {
        double whole = timeline.elapsedSeconds(now.plus(MOVE_LEAD));
        if (from < whole) {
            disruptions.add(new Disruption(words, from, whole));
        }
    }

    /** A worker that is given up now sends no message from here on. */
    private long sentBelow(String worker, Timeline timeline, Instant now) {
        long bound = timeline.dueBefore(now.plus(LEARN_MAX)).orElseGet(() -> {
            long lately = stats.share(worker)
                    .flatMap(RunStats.Share::newest)
                    .map(Interval::sent)
                    .orElse(0L);
            long rounds = lately / Math.max(1, book.shardsOf(worker)) + 1;
            return book.positionOf(worker) + UNREPORTED_INTERVALS_MAX * rounds * shardCount;
        });
        return Math.min(bound, timeline.messages());
    }

    private void contest(Instant now) {
        book.takeOverlaps()
                .forEach(both -> verification.contest(both.shards(), both.from(), both.until(), both.epoch() + 1, now));
    }

    /** Takes off what is over. @return whether anything has changed */
    boolean clear(Timeline timeline, Instant now) {
        boolean changed = clearBook(timeline, now);
        note(holes(timeline), "stopped", "", now, timeline, now);
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

    /** Nothing is left to send, and every message that was sent has its outcome. */
    boolean isDone(Timeline timeline, Instant now) {
        return book.isComplete(timeline.messages()) || (timeline.isTimeOver(now) && book.isStill());
    }

    /**
     * Gives what nobody has to those who are there, and evens out who has how much.
     *
     * @return whether anything has changed
     */
    boolean handOver(Fleet fleet, Timeline timeline, long revision, Instant now) {
        List<String> able = able(fleet);
        if (timeline.isTimeOver(now)) {
            return false;
        }
        if (able.isEmpty()) {
            waitForWorkers(fleet, timeline, now);
            return false;
        }
        long cut = timeline.dueBefore(now.plus(MOVE_LEAD)).orElse(0L);
        Optional<Long> hole = book.firstLoose(timeline.messages());
        boolean given = hole.isPresent();
        if (given) {
            book.give(able, cut, revision);
            endDisruptions(hole.get(), timeline, now);
        }
        boolean moved = timeline.schedule().isMax()
                ? endThoseWhoLeave(fleet)
                : book.move(able, fleet.suspectIds(), cut, revision);
        if (given || moved) {
            log.add(
                    now,
                    RunLog.Kind.SHARDS_MOVED,
                    (given ? "what was left behind is given to " : "shards are dealt anew to ")
                            + Counted.of(able.size(), "worker"));
        }
        return given || moved;
    }

    /** Suspects may still be alive: without any able worker, the run waits only when there are none of them either. */
    private void waitForWorkers(Fleet fleet, Timeline timeline, Instant now) {
        boolean alive = fleet.suspectIds().stream().anyMatch(members::contains);
        if (!alive && book.firstLoose(timeline.messages()).isPresent() && alone.isEmpty()) {
            alone = Optional.of(now);
            log.add(now, RunLog.Kind.WAITING, "no worker is there to send; the run goes on when one comes");
        }
    }

    private void endWait(Timeline timeline, Instant now) {
        alone.ifPresent(since -> note("no worker was there to send", timeline.elapsedSeconds(since), timeline, now));
        alone = Optional.empty();
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
            // an earlier controller knew the worker, and may have stored the disruption
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

    /** Without fire times there is no moment at which a shard could change hands: who leaves stops where it is, and others go on from there. */
    private boolean endThoseWhoLeave(Fleet fleet) {
        boolean any = false;
        for (String worker : members) {
            if (fleet.member(worker).map(Fleet.Member::leaving).orElse(false)) {
                any |= book.endAtOnce(worker);
            }
        }
        return any;
    }
}
