package klt.controller.core.shards;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Leftover;
import klt.common.protocol.Grant;
import klt.common.protocol.StatusRecord.GrantProgress;

/**
 * Tracks which worker sends which of a run's sequences. Each sequence belongs to exactly one of these: an open grant, the completed part of
 * a closed grant, or an unassigned piece. A worker's orphaned messages become a piece, and pieces are assigned to available workers.
 *
 * <p>Methods that change grants take the revision of the run's record that will publish the change.
 */
final class GrantBook {

    /** Stands for a sequence greater than any other. */
    static final long ENDLESS = Long.MAX_VALUE;

    /** Unassigned sequences of some shards. */
    record Piece(List<Integer> shards, long from, long end) {}

    /** The terms of a grant. Shards with equal terms are granted together. */
    private record Terms(String worker, long from, long end, boolean repair) {}

    private final int shardCount;
    private final OpenGrants open = new OpenGrants();
    private final List<Piece> unassigned = new ArrayList<>();
    private final List<OpenGrant.Overlap> overlaps = new ArrayList<>();
    private final List<OpenGrant.Orphaned> orphaned = new ArrayList<>();
    private int newestId;
    private long excess;

    GrantBook(int shardCount) {
        this.shardCount = shardCount;
    }

    /** Creates a book in which all sequences are unassigned. */
    static GrantBook untouched(int shardCount) {
        GrantBook book = new GrantBook(shardCount);
        List<Integer> all = new ArrayList<>();
        for (int shard = 0; shard < shardCount; shard++) {
            all.add(shard);
        }
        book.unassigned.add(new Piece(all, 0, ENDLESS));
        return book;
    }

    /** Restores another controller's book from its newest record. */
    static GrantBook of(DesiredRun desired) {
        GrantBook book = new GrantBook(desired.plan().shardCount());
        for (Grant grant : desired.grants()) {
            book.open.add(grant);
            book.newestId = Math.max(book.newestId, grant.id());
        }
        book.excess = desired.allocation().excess();
        desired.allocation()
                .leftovers()
                .forEach(leftover -> book.unassigned.add(new Piece(
                        leftover.shards(), leftover.from(), leftover.until().orElse(ENDLESS))));
        return book;
    }

    /**
     * Returns the number of messages sent under two grants because a worker learned too late that its grant had ended. Only closed grants
     * count.
     */
    long excess() {
        return excess;
    }

    List<Leftover> leftovers() {
        return unassigned.stream()
                .map(piece -> new Leftover(piece.shards(), piece.from(), until(piece.end())))
                .toList();
    }

    private static Optional<Long> until(long end) {
        return end == ENDLESS ? Optional.empty() : Optional.of(end);
    }

    List<Grant> grants() {
        return open.all().stream().map(OpenGrant::grant).toList();
    }

    /** Returns the number of shards that a worker owns under endless grants. */
    int shardsOf(String worker) {
        return open.endlessOf(worker).stream()
                .mapToInt(entry -> entry.grant().shards().size())
                .sum();
    }

    /** Returns a worker's highest position. */
    long positionOf(String worker) {
        return open.of(worker).mapToLong(OpenGrant::position).max().orElse(0);
    }

    /** Returns the number of messages that a worker has sent beyond the ends of its open grants. */
    long overrunOf(String worker) {
        return open.of(worker)
                .mapToLong(entry -> entry.sentBeyondEnd(entry.position(), shardCount))
                .sum();
    }

    /** Returns the number of completed messages that a worker has sent beyond the ends of its open grants. */
    long completedOverrunOf(String worker) {
        return open.of(worker)
                .mapToLong(entry -> entry.sentBeyondEnd(entry.completedBelow(), shardCount))
                .sum();
    }

    /** Returns the first unassigned message, or empty if there is none. */
    Optional<Long> firstUnassigned(long messages) {
        return unassigned.stream()
                .map(Piece::from)
                .filter(from -> from < messages)
                .min(Comparator.naturalOrder());
    }

    void onProgress(String worker, List<GrantProgress> progress) {
        for (GrantProgress report : progress) {
            // an earlier controller may have closed the grant, and its id must not be reused
            newestId = Math.max(newestId, report.grant());
            open.find(worker, report.grant()).ifPresent(entry -> entry.onProgress(report));
        }
    }

    /**
     * Closes grants that have ended. If a grant stopped before its end, the rest of it becomes unassigned.
     *
     * @param messages the run's message count
     * @return whether anything has changed
     */
    boolean clear(long messages) {
        // fast path: this is called for each heartbeat, and usually no grant has ended
        List<OpenGrant> over = open.all().stream().filter(OpenGrant::isOver).toList();
        boolean changed = false;
        for (OpenGrant entry : over) {
            boolean ended = entry.position() >= Math.min(entry.end(), messages);
            if (!(ended && entry.isEndless())) {
                open.remove(entry.grant());
                excess += entry.sentBeyondEnd(entry.position(), shardCount);
                overlap(entry.grant(), entry.end(), entry.position());
                changed = true;
                if (!ended) {
                    unassigned.add(entry.rest(entry.position()));
                    if (!entry.isEndedAtOnce()) {
                        orphaned.add(entry.orphaned());
                    }
                }
            }
        }
        return changed;
    }

    /**
     * Revokes a worker's grants: its uncompleted messages become unassigned. The worker may have sent some of them.
     *
     * @param sentBelow all messages sent by the worker are below this sequence
     * @return upper bound for the number of messages that were sent and will be resent
     */
    long revoke(String worker, long sentBelow) {
        long again = 0;
        for (OpenGrant entry : open.of(worker).toList()) {
            open.remove(entry.grant());
            long from = entry.completedBelow();
            long sent = entry.isStopped() ? entry.position() : Math.max(entry.position(), sentBelow);
            // a repair has an end from the beginning, but a worker may learn of any other grant's end too late
            long first = Math.min(from, entry.end());
            long end = entry.grant().repair() ? Math.min(sent, entry.end()) : sent;
            again += entry.grant().messagesBetween(first, end, shardCount);
            overlap(entry.grant(), first, end);
            if (from < entry.end()) {
                unassigned.add(entry.rest(from));
            }
            if (entry.position() < entry.end()) {
                orphaned.add(entry.orphaned());
            }
        }
        return again;
    }

    private void overlap(Grant grant, long from, long until) {
        if (from < until) {
            overlaps.add(new OpenGrant.Overlap(grant.shards(), from, until, grant.epoch()));
        }
    }

    /** Returns the overlaps added since the last call. */
    List<OpenGrant.Overlap> takeOverlaps() {
        List<OpenGrant.Overlap> taken = List.copyOf(overlaps);
        overlaps.clear();
        return taken;
    }

    /** Returns the sequences orphaned since the last call. */
    List<OpenGrant.Orphaned> takeOrphaned() {
        List<OpenGrant.Orphaned> taken = List.copyOf(orphaned);
        orphaned.clear();
        return taken;
    }

    /** Ends a worker's endless grants at its position. */
    boolean endAtOnce(String worker) {
        List<OpenGrant> endless = open.endlessOf(worker);
        endless.forEach(entry -> entry.endAt(entry.grant().from()));
        return !endless.isEmpty();
    }

    /**
     * Assigns all unassigned messages. Those due before the cut become repairs; the others are sent on schedule.
     *
     * @param workers at least one
     * @param cut the first sequence that a new owner can send in time
     */
    void give(List<String> workers, long cut, long revision) {
        Map<Integer, String> owners = endlessOwners();
        NavigableSet<Integer> unowned = new TreeSet<>();
        unassigned.forEach(piece -> piece.shards().stream()
                .filter(shard -> !workers.contains(owners.getOrDefault(shard, "")))
                .forEach(unowned::add));
        owners.putAll(ShardAssignment.give(unowned, counts(workers), workers));
        Map<Terms, NavigableSet<Integer>> made = new LinkedHashMap<>();
        for (Piece piece : unassigned) {
            for (int shard : piece.shards()) {
                String owner = owners.getOrDefault(shard, workers.getFirst());
                long repairEnd = Math.min(piece.end(), cut);
                if (piece.from() < repairEnd) {
                    add(made, new Terms(owner, piece.from(), repairEnd, true), shard);
                }
                long from = Math.max(piece.from(), cut);
                if (from < piece.end()) {
                    add(made, new Terms(owner, from, piece.end(), false), shard);
                }
            }
        }
        unassigned.clear();
        make(made, revision);
    }

    /**
     * Rebalances shards at a future sequence, so that all workers have equally many.
     *
     * @param workers at least one; all other workers lose their shards
     * @param suspects workers that keep their shards but get no new ones
     * @return whether any shard moves
     */
    boolean move(List<String> workers, Collection<String> suspects, long earliestCut, long revision) {
        NavigableMap<Integer, String> owners = endlessOwners();
        owners.values().removeIf(suspects::contains);
        NavigableMap<Integer, String> moves =
                owners.isEmpty() ? new TreeMap<>() : ShardAssignment.moves(owners, workers);
        if (moves.isEmpty()) {
            return false;
        }
        List<OpenGrant> touched = open.all().stream()
                .filter(entry ->
                        entry.isEndless() && entry.grant().shards().stream().anyMatch(moves::containsKey))
                .toList();
        // the cut is after the beginning of every grant, because only a grant that was ended immediately ends where it
        // begins; messages that were already sent stay in their grant
        long cut = touched.stream()
                .mapToLong(entry -> Math.max(entry.grant().from() + 1, entry.position()))
                .reduce(earliestCut, Math::max);
        Map<Terms, NavigableSet<Integer>> made = new LinkedHashMap<>();
        for (OpenGrant entry : touched) {
            entry.endAt(cut);
            for (int shard : entry.grant().shards()) {
                String owner = moves.getOrDefault(shard, entry.grant().worker());
                add(made, new Terms(owner, cut, ENDLESS, false), shard);
            }
        }
        make(made, revision);
        return true;
    }

    private static void add(Map<Terms, NavigableSet<Integer>> made, Terms terms, int shard) {
        made.computeIfAbsent(terms, t -> new TreeSet<>()).add(shard);
    }

    private void make(Map<Terms, NavigableSet<Integer>> made, long revision) {
        made.forEach((terms, shards) -> {
            Grant grant = new Grant(
                    ++newestId,
                    terms.worker(),
                    Math.toIntExact(revision),
                    terms.from(),
                    until(terms.end()),
                    terms.repair(),
                    List.copyOf(shards));
            open.add(grant);
        });
    }

    private NavigableMap<Integer, String> endlessOwners() {
        NavigableMap<Integer, String> owners = new TreeMap<>();
        open.all().stream()
                .filter(OpenGrant::isEndless)
                .forEach(entry -> entry.grant()
                        .shards()
                        .forEach(shard -> owners.put(shard, entry.grant().worker())));
        return owners;
    }

    private Map<String, Integer> counts(Collection<String> workers) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        workers.forEach(worker -> counts.put(worker, shardsOf(worker)));
        return counts;
    }

    /** Returns whether all the run's messages have an outcome. */
    boolean isComplete(long messages) {
        return unassigned.stream().allMatch(piece -> piece.from() >= messages)
                && open.all().stream()
                        .allMatch(entry -> entry.isOver() && entry.position() >= Math.min(entry.end(), messages));
    }

    /** Returns whether nothing more will be sent under any grant, even if some messages were not sent. */
    boolean isStill() {
        return open.all().stream().allMatch(OpenGrant::isOver);
    }

    /** Returns whether nothing more will be sent under one worker's grants. */
    boolean isStill(String worker) {
        return open.of(worker).allMatch(OpenGrant::isOver);
    }
}
