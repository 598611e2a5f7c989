package klt.controller.core;

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
import java.util.stream.Stream;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Leftover;
import klt.common.protocol.Grant;
import klt.common.protocol.StatusRecord.GrantProgress;

/**
 * Who sends what of one run. Every sequence of the run is in one place: in a grant that is open, below the settled part of one that was,
 * or in a piece that nobody has. What a worker leaves behind becomes a piece; pieces are given to those who are there.
 *
 * <p>Each method that changes what is granted takes the revision of the run's record that will tell of it.
 */
final class GrantBook {

    /** Above every sequence. */
    private static final long ENDLESS = Long.MAX_VALUE;

    /** Sequences of some shards that nobody has. */
    private record Piece(List<Integer> shards, long from, long end) {}

    /**
     * Sequences of a grant that is over, which its worker may have sent and which are in another grant too.
     *
     * @param epoch of the grant that is over
     */
    record Overlap(List<Integer> shards, long from, long until, int epoch) {}

    /**
     * Sequences that a worker had to send and did not.
     *
     * @param from the first of them
     */
    record Hole(String worker, List<Integer> shards, long from) {}

    /** Grants that are made together are one where they can be. */
    private record Terms(String worker, long from, long end, boolean repair) {}

    private static final class Entry {
        private Grant grant;
        private Optional<GrantProgress> progress = Optional.empty();

        Entry(Grant grant) {
            this.grant = grant;
        }

        /** Where it ends by its terms; one that was ended at once was endless. */
        long end() {
            return grant.until().filter(until -> until > grant.from()).orElse(ENDLESS);
        }

        boolean isEndless() {
            return grant.until().isEmpty();
        }

        long position() {
            return Math.max(grant.from(), progress.map(GrantProgress::position).orElse(0L));
        }

        long settledBelow() {
            return Math.max(
                    grant.from(), progress.map(GrantProgress::settledBelow).orElse(0L));
        }

        boolean isStopped() {
            return progress.map(GrantProgress::stopped).orElse(false);
        }

        boolean isOver() {
            return progress.map(GrantProgress::isOver).orElse(false);
        }

        /** Messages that are in the next grant of their shard too. */
        long sentBeyondEnd(long below, int shardCount) {
            return grant.messagesBetween(end(), below, shardCount);
        }

        /** The controller ended it at its worker's position, at rate max. */
        boolean isEndedAtOnce() {
            return grant.until().filter(until -> until == grant.from()).isPresent();
        }

        Hole hole() {
            return new Hole(grant.worker(), grant.shards(), position());
        }

        Piece rest(long from) {
            return new Piece(grant.shards(), from, end());
        }
    }

    private final int shardCount;
    private final Map<Integer, Entry> open = new LinkedHashMap<>();
    private final List<Piece> loose = new ArrayList<>();
    private final List<Overlap> overlaps = new ArrayList<>();
    private final List<Hole> holes = new ArrayList<>();
    private int newestId;
    private long excess;

    GrantBook(int shardCount) {
        this.shardCount = shardCount;
    }

    /** A book in which nobody has anything yet. */
    static GrantBook untouched(int shardCount) {
        GrantBook book = new GrantBook(shardCount);
        List<Integer> all = new ArrayList<>();
        for (int shard = 0; shard < shardCount; shard++) {
            all.add(shard);
        }
        book.loose.add(new Piece(all, 0, ENDLESS));
        return book;
    }

    /** The book of another controller, as its newest record has it. */
    static GrantBook of(DesiredRun desired) {
        GrantBook book = new GrantBook(desired.plan().shardCount());
        for (Grant grant : desired.grants()) {
            book.open.put(grant.id(), new Entry(grant));
            book.newestId = Math.max(book.newestId, grant.id());
        }
        book.excess = desired.excess();
        desired.leftovers()
                .forEach(left -> book.loose.add(
                        new Piece(left.shards(), left.from(), left.until().orElse(ENDLESS))));
        return book;
    }

    /** Messages that were sent under two grants, because a worker learned of the end of one too late; that one is over. */
    long excess() {
        return excess;
    }

    List<Leftover> leftovers() {
        return loose.stream()
                .map(piece -> new Leftover(piece.shards(), piece.from(), until(piece.end())))
                .toList();
    }

    private static Optional<Long> until(long end) {
        return end == ENDLESS ? Optional.empty() : Optional.of(end);
    }

    List<Grant> grants() {
        return open.values().stream().map(entry -> entry.grant).toList();
    }

    /** Shards of which a worker has the right to send without an end. */
    int shardsOf(String worker) {
        return endlessOf(worker).stream()
                .mapToInt(entry -> entry.grant.shards().size())
                .sum();
    }

    /** The furthest sequence that a worker has come to. */
    long positionOf(String worker) {
        return entriesOf(worker).mapToLong(Entry::position).max().orElse(0);
    }

    /** Those that a worker has sent under the grants that it has, beyond their ends. */
    long overrunOf(String worker) {
        return entriesOf(worker)
                .mapToLong(entry -> entry.sentBeyondEnd(entry.position(), shardCount))
                .sum();
    }

    /** How many of those have their outcome. */
    long settledOverrunOf(String worker) {
        return entriesOf(worker)
                .mapToLong(entry -> entry.sentBeyondEnd(entry.settledBelow(), shardCount))
                .sum();
    }

    /** The first message of the run that no worker has; empty when there is none. */
    Optional<Long> firstLoose(long messages) {
        return loose.stream().map(Piece::from).filter(from -> from < messages).min(Comparator.naturalOrder());
    }

    private Stream<Entry> entriesOf(String worker) {
        return open.values().stream().filter(entry -> entry.grant.worker().equals(worker));
    }

    private List<Entry> endlessOf(String worker) {
        return entriesOf(worker).filter(Entry::isEndless).toList();
    }

    void onProgress(String worker, List<GrantProgress> progress) {
        for (GrantProgress news : progress) {
            // an id that an earlier controller gave and that is over already must not be given again
            newestId = Math.max(newestId, news.grant());
            Entry entry = open.get(news.grant());
            if (entry != null && entry.grant.worker().equals(worker)) {
                entry.progress = Optional.of(news);
            }
        }
    }

    /**
     * Takes off what is over, and back what was left before its end.
     *
     * @param messages of the run
     * @return whether anything has changed
     */
    boolean clear(long messages) {
        boolean changed = false;
        for (Entry entry : List.copyOf(open.values())) {
            boolean ended = entry.position() >= Math.min(entry.end(), messages);
            if (entry.isOver() && !(ended && entry.isEndless())) {
                open.remove(entry.grant.id());
                excess += entry.sentBeyondEnd(entry.position(), shardCount);
                overlap(entry.grant, entry.end(), entry.position());
                changed = true;
                if (!ended) {
                    loose.add(entry.rest(entry.position()));
                    if (!entry.isEndedAtOnce()) {
                        holes.add(entry.hole());
                    }
                }
            }
        }
        return changed;
    }

    /**
     * A worker is gone: what it has not settled is in nobody's hands. It may have sent part of that.
     *
     * @param sentBelow it has sent nothing from here on
     * @return how many messages may have been sent that will be sent again
     */
    long takeBack(String worker, long sentBelow) {
        long again = 0;
        for (Entry entry : entriesOf(worker).toList()) {
            open.remove(entry.grant.id());
            long from = entry.settledBelow();
            long sent = entry.isStopped() ? entry.position() : Math.max(entry.position(), sentBelow);
            // the end of a repair was known from its beginning, any other may have been learned too late
            long first = Math.min(from, entry.end());
            long end = entry.grant.repair() ? Math.min(sent, entry.end()) : sent;
            again += entry.grant.messagesBetween(first, end, shardCount);
            overlap(entry.grant, first, end);
            if (from < entry.end()) {
                loose.add(entry.rest(from));
            }
            if (entry.position() < entry.end()) {
                holes.add(entry.hole());
            }
        }
        return again;
    }

    private void overlap(Grant grant, long from, long until) {
        if (from < until) {
            overlaps.add(new Overlap(grant.shards(), from, until, grant.epoch()));
        }
    }

    /** What has come together since the last time. */
    List<Overlap> takeOverlaps() {
        List<Overlap> taken = List.copyOf(overlaps);
        overlaps.clear();
        return taken;
    }

    /** The holes since the last call. */
    List<Hole> takeHoles() {
        List<Hole> taken = List.copyOf(holes);
        holes.clear();
        return taken;
    }

    /** What a worker has to do ends where it stands. */
    boolean endAtOnce(String worker) {
        List<Entry> endless = endlessOf(worker);
        endless.forEach(entry -> entry.grant = entry.grant.endingAt(entry.grant.from()));
        return !endless.isEmpty();
    }

    /**
     * Gives out what nobody has: what is due before the cut as repairs, the rest by the schedule.
     *
     * @param workers at least one
     * @param cut the first sequence that its new owner can send in time
     */
    void give(List<String> workers, long cut, long revision) {
        Map<Integer, String> owners = endlessOwners();
        NavigableSet<Integer> homeless = new TreeSet<>();
        loose.forEach(piece -> piece.shards().stream()
                .filter(shard -> !workers.contains(owners.getOrDefault(shard, "")))
                .forEach(homeless::add));
        owners.putAll(Assignment.give(homeless, counts(workers), workers));
        Map<Terms, NavigableSet<Integer>> made = new LinkedHashMap<>();
        for (Piece piece : loose) {
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
        loose.clear();
        make(made, revision);
    }

    /**
     * Moves shards at a sequence that is still to come, so that all workers have as many.
     *
     * @param workers at least one; others lose all that they have
     * @param silent workers that keep what they have, and get nothing
     * @return whether anything moves
     */
    boolean move(List<String> workers, Collection<String> silent, long earliestCut, long revision) {
        NavigableMap<Integer, String> owners = endlessOwners();
        owners.values().removeIf(silent::contains);
        NavigableMap<Integer, String> moves = owners.isEmpty() ? new TreeMap<>() : Assignment.moves(owners, workers);
        if (moves.isEmpty()) {
            return false;
        }
        List<Entry> touched = open.values().stream()
                .filter(entry ->
                        entry.isEndless() && entry.grant.shards().stream().anyMatch(moves::containsKey))
                .toList();
        // a grant is never empty, so that one which ends at its beginning has one meaning only; and what was sent stays
        // where it is
        long cut = touched.stream()
                .mapToLong(entry -> Math.max(entry.grant.from() + 1, entry.position()))
                .reduce(earliestCut, Math::max);
        Map<Terms, NavigableSet<Integer>> made = new LinkedHashMap<>();
        for (Entry entry : touched) {
            entry.grant = entry.grant.endingAt(cut);
            for (int shard : entry.grant.shards()) {
                String owner = moves.getOrDefault(shard, entry.grant.worker());
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
            open.put(grant.id(), new Entry(grant));
        });
    }

    private NavigableMap<Integer, String> endlessOwners() {
        NavigableMap<Integer, String> owners = new TreeMap<>();
        open.values().stream()
                .filter(Entry::isEndless)
                .forEach(entry -> entry.grant.shards().forEach(shard -> owners.put(shard, entry.grant.worker())));
        return owners;
    }

    private Map<String, Integer> counts(Collection<String> workers) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        workers.forEach(worker -> counts.put(worker, shardsOf(worker)));
        return counts;
    }

    /** Every message of the run has its outcome. */
    boolean isComplete(long messages) {
        return loose.stream().allMatch(piece -> piece.from() >= messages)
                && open.values().stream()
                        .allMatch(entry -> entry.isOver() && entry.position() >= Math.min(entry.end(), messages));
    }

    /** Nothing more will be sent under any grant, whether or not all was sent. */
    boolean isStill() {
        return open.values().stream().allMatch(Entry::isOver);
    }

    /** The same for the grants of one worker. */
    boolean isStill(String worker) {
        return entriesOf(worker).allMatch(Entry::isOver);
    }
}
