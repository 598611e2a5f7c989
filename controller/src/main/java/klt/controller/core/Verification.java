package klt.controller.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import klt.common.protocol.Audit;
import klt.common.protocol.Audit.Contested;
import klt.common.protocol.Audit.Task;
import klt.common.protocol.Audited;
import klt.common.protocol.ContestedSeen;
import klt.common.protocol.Evidence;
import klt.common.protocol.Evidence.Given;
import klt.common.spec.RunSpec;

/**
 * The reading back of one run: where in the topic it is, who reads which partitions, and what came of it. A reader that is lost is
 * followed by another, which begins anew; what it had found of partitions that were not done is forgotten.
 */
public final class Verification {

    /** A run is not verified any longer when no reader got on for so long. */
    static final Duration STALL_MAX = Duration.ofSeconds(60);

    /** What one worker knows of what it sent. */
    record Source(int producer, Map<Integer, Given> given) {}

    private final RunSpec.Verification mode;
    private List<Long> from = List.of();
    private List<Long> until = List.of();
    private final Map<Integer, Task> tasks = new LinkedHashMap<>();
    private int newestTask;
    /** how many contested ranges the reader of a task was told of */
    private final Map<Integer, Integer> contestedAt = new HashMap<>();

    private final List<Contested> contested = new ArrayList<>();

    private final Map<String, Source> sources = new LinkedHashMap<>();
    private final Map<Integer, Audited> found = new TreeMap<>();
    private final Map<Seen, ContestedSeen> seen = new HashMap<>();
    private boolean begun;
    /** tasks up to this one were begun while the run went on */
    private int newestLive;

    private Optional<Instant> movedAt = Optional.empty();
    private Optional<String> trouble = Optional.empty();

    private record Seen(int task, int range) {}

    /** @param mode when messages are read back; if never, it is only seen how far the topic has grown */
    Verification(RunSpec.Verification mode) {
        this.mode = mode;
    }

    /** That of another controller. */
    Verification(RunSpec.Verification mode, Audit audit) {
        this(mode);
        from = audit.from();
        until = audit.until();
        begun = !until.isEmpty();
        contested.addAll(audit.contested());
        audit.tasks().forEach(task -> {
            tasks.put(task.id(), task);
            newestTask = Math.max(newestTask, task.id());
        });
        // which of them were begun while the run went on is not known: at worst one is read once more
        newestLive = isLive() ? newestTask : 0;
    }

    Audit audit() {
        return new Audit(from, until, List.copyOf(tasks.values()), contested);
    }

    /** Whether messages are read back. */
    public boolean reads() {
        return mode != RunSpec.Verification.NONE;
    }

    /** From the run's beginning on. */
    private boolean isLive() {
        return mode == RunSpec.Verification.LIVE;
    }

    /** @param offsets per partition the end of the topic before the run */
    void onTopicReady(List<Long> offsets) {
        from = offsets;
    }

    /** Two workers may have sent these; ranges that readers could not tell of are cut. */
    void contest(List<Integer> shards, long first, long end, int epoch, Instant takenAt) {
        for (long at = first; reads() && at < end; at += ContestedSeen.SEQUENCES_MAX) {
            if (isFull()) {
                return;
            }
            contested.add(new Contested(shards, at, Math.min(end, at + ContestedSeen.SEQUENCES_MAX), epoch, takenAt));
        }
    }

    /** As much is contested as readers can tell of: there may be more. */
    boolean isFull() {
        return contested.size() >= Audit.CONTESTED_MAX;
    }

    /** What a worker says of what it has sent. */
    void onEvidence(String worker, Evidence evidence) {
        Source source = sources.computeIfAbsent(worker, w -> new Source(evidence.producer(), new TreeMap<>()));
        for (int i = 0; i < evidence.given().size(); i++) {
            // one that comes late says less
            source.given.merge(
                    evidence.first() + i,
                    evidence.given().get(i),
                    (known, news) -> news.settled() < known.settled() || news.sent() < known.sent() ? known : news);
        }
    }

    /** What a reader says; of a task that is not its own any more it says nothing. */
    void onAudited(String worker, Audited news, Instant now) {
        Optional<Audited> before = Optional.ofNullable(found.get(news.partition()));
        boolean older = before.filter(known -> known.task() == news.task() && known.position() > news.position())
                .isPresent();
        if (isTaskOf(worker, news.task(), news.partition()) && !older) {
            if (news.task() <= newestLive && !news.trouble().isEmpty()) {
                readAnew(news.task());
                return;
            }
            found.put(news.partition(), news);
            if (before.map(Audited::position).orElse(-1L) != news.position()) {
                movedAt = Optional.of(now);
            }
        }
    }

    void onContestedSeen(String worker, ContestedSeen news) {
        if (Optional.ofNullable(tasks.get(news.task()))
                        .filter(task -> task.worker().equals(worker))
                        .isPresent()
                && news.range() < contested.size()) {
            seen.put(new Seen(news.task(), news.range()), news);
        }
    }

    private boolean isTaskOf(String worker, int id, int partition) {
        return Optional.ofNullable(tasks.get(id))
                .filter(task ->
                        task.worker().equals(worker) && task.partitions().contains(partition))
                .isPresent();
    }

    /** @param offsets per partition the end of the topic after the last answer; as many as before the run */
    void begin(List<Long> offsets, Instant now) {
        if (from.size() > offsets.size()) {
            trouble = Optional.of("the topic had " + from.size() + " partitions before the run and has "
                    + offsets.size() + " after it: it was made anew");
        } else {
            // partitions that came while the run went on hold nothing of it
            until = offsets.subList(0, from.size());
        }
        begun = true;
        movedAt = Optional.of(now);
        // what a reader may have passed before it was contested, or could not read, is read anew now that all stands
        // still
        newestLive = newestTask;
        tasks.values().removeIf(task -> contestedAt.getOrDefault(task.id(), 0) < contested.size() || isTroubled(task));
        forgetTaken();
    }

    private void readAnew(int task) {
        tasks.remove(task);
        forgetTaken();
    }

    private boolean isTroubled(Task task) {
        return found.values().stream()
                .anyMatch(audited ->
                        audited.task() == task.id() && !audited.trouble().isEmpty());
    }

    /** What readers say of tasks that are not theirs any more. */
    private void forgetTaken() {
        found.values().removeIf(audited -> !tasks.containsKey(audited.task()));
        seen.keySet().removeIf(key -> !tasks.containsKey(key.task()));
        contestedAt.keySet().retainAll(tasks.keySet());
    }

    /** It cannot be done. */
    void giveUp(String why) {
        trouble = trouble.or(() -> Optional.of(why));
    }

    /** Why it could not be done; empty while it can. */
    Optional<String> trouble() {
        return trouble;
    }

    /** The end of the topic after the run is known. */
    boolean isBegun() {
        return begun;
    }

    /** There is nothing in it. */
    boolean isEmpty(int partition) {
        return until.get(partition) <= from.get(partition);
    }

    /** To those who are there, and to nobody else. */
    boolean assign(Collection<String> workers, Instant now) {
        return assign(workers, workers, now);
    }

    /**
     * Gives what nobody reads to those who are there.
     *
     * @param workers who can be given something
     * @param holders who keep what they have
     * @return whether anything has changed
     */
    boolean assign(Collection<String> workers, Collection<String> holders, Instant now) {
        if (!reads() || !(isBegun() || isLive())) {
            return false;
        }
        boolean changed = tasks.values().removeIf(task -> !holders.contains(task.worker()) && !isDone(task));
        forgetTaken();
        List<Integer> free = unread();
        if (free.isEmpty() || workers.isEmpty()) {
            return changed;
        }
        // those who have least to do first: live tasks last as long as the run
        List<String> readers = workers.stream()
                .sorted(Comparator.comparingLong(worker -> tasks.values().stream()
                        .filter(task -> task.worker().equals(worker))
                        .count()))
                .toList();
        int shares = Math.min(readers.size(), free.size());
        for (int i = 0; i < shares; i++) {
            List<Integer> share = new ArrayList<>();
            for (int k = i; k < free.size(); k += shares) {
                share.add(free.get(k));
            }
            tasks.put(++newestTask, new Task(newestTask, readers.get(i), share));
            contestedAt.put(newestTask, contested.size());
        }
        movedAt = Optional.of(now);
        return true;
    }

    /** Partitions that are in no task, and have something in them, or may have. */
    private List<Integer> unread() {
        Set<Integer> taken = new HashSet<>();
        tasks.values().forEach(task -> taken.addAll(task.partitions()));
        List<Integer> free = new ArrayList<>();
        int partitions = begun ? until.size() : from.size();
        for (int partition = 0; partition < partitions; partition++) {
            if (!(begun && isEmpty(partition)) && !taken.contains(partition)) {
                free.add(partition);
            }
        }
        return free;
    }

    private boolean isDone(Task task) {
        boolean read = task.partitions().stream()
                .allMatch(partition -> Optional.ofNullable(found.get(partition))
                        .filter(audited -> audited.task() == task.id() && audited.done())
                        .isPresent());
        for (int range = 0; read && range < contested.size(); range++) {
            read = seen.containsKey(new Seen(task.id(), range));
        }
        return read;
    }

    /** There is nothing more to wait for. */
    boolean isOver(Instant now) {
        if (trouble.isPresent() || (isBegun() && !reads())) {
            return true;
        }
        if (isBegun() && unread().isEmpty() && tasks.values().stream().allMatch(this::isDone)) {
            return true;
        }
        if (movedAt.map(moved -> now.isAfter(moved.plus(STALL_MAX))).orElse(false)) {
            giveUp("no reader got on for " + STALL_MAX.toSeconds() + " s");
            return true;
        }
        return false;
    }

    /** How much of what is to be read was read, 0 to 1. */
    public double progress() {
        long all = 0;
        long read = 0;
        for (int partition = 0; partition < until.size(); partition++) {
            long begin = from.get(partition);
            all += until.get(partition) - begin;
            read += Optional.ofNullable(found.get(partition))
                    .map(audited -> audited.done() ? until.get(audited.partition()) : audited.position())
                    .map(position -> Math.max(0, position - begin))
                    .orElse(0L);
        }
        return all == 0 ? 1 : Math.min(1, (double) read / all);
    }

    /** By how many offsets the topic has grown; empty when it is not known. */
    Optional<Long> growth() {
        if (!isBegun()) {
            return Optional.empty();
        }
        long growth = 0;
        for (int partition = 0; partition < until.size(); partition++) {
            growth += until.get(partition) - from.get(partition);
        }
        return Optional.of(growth);
    }

    List<Long> ends() {
        return until;
    }

    Map<String, Source> sources() {
        return sources;
    }

    Map<Integer, Audited> found() {
        return found;
    }

    List<Contested> contested() {
        return contested;
    }

    Collection<ContestedSeen> seen() {
        return seen.values();
    }

    /** What was found, as far as that could be told; empty when nothing was read. */
    public Optional<Findings> findings() {
        return reads() && isBegun() ? Optional.of(Comparison.of(this)) : findingsSoFar();
    }

    /** What was found until now, but for what is missing: that shows at the end. Empty when nothing is read before that. */
    public Optional<Findings> findingsSoFar() {
        return isLive() ? Optional.of(Comparison.soFar(this)) : Optional.empty();
    }
}
