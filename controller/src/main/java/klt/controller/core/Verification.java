package klt.controller.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import klt.common.protocol.Audit;
import klt.common.protocol.Audit.Contested;
import klt.common.protocol.Audit.Task;
import klt.common.protocol.ContestedRangeReport;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.SendLedgerReport.Given;
import klt.common.spec.RunSpec;

/**
 * The reading back of one run: where in the topic it is, who reads which partitions, and what came of it. A reader that is lost is
 * followed by another, which begins anew; what it had found of partitions that were not done is forgotten.
 */
public final class Verification {

    /** A run is not verified any longer when no reader got on for so long. */
    static final Duration STALL_MAX = Duration.ofSeconds(60);

    /** Nor when readers are lost so often without one partition more that is read to its end. */
    static final int READERS_LOST_MAX = 10;

    /** What one worker knows of what it sent. */
    record Source(int producer, Map<Integer, Given> given) {}

    private final RunSpec.Verification mode;
    private List<Long> from = List.of();
    private List<Long> until = List.of();
    private final Map<Integer, Task> tasks = new LinkedHashMap<>();
    /** by partition, the task that it is in */
    private final Map<Integer, Integer> taskOf = new HashMap<>();
    /** by task, how many of its partitions are not read to their end */
    private final Map<Integer, Integer> open = new HashMap<>();
    /** partitions that are in no task and have something in them, or may have; empty while it is not known */
    private Optional<List<Integer>> free = Optional.empty();

    private int newestTask;
    /** how many contested ranges the reader of a task was told of */
    private final Map<Integer, Integer> contestedAt = new HashMap<>();

    private final List<Contested> contested = new ArrayList<>();

    private final Map<String, Source> sources = new LinkedHashMap<>();
    private final Map<Integer, PartitionAuditReport> found = new TreeMap<>();
    private final Map<Seen, ContestedRangeReport> seen = new HashMap<>();
    private boolean begun;
    private boolean topicLost;
    /** tasks up to this one were begun while the run went on */
    private int newestLive;

    private Optional<Instant> movedAt = Optional.empty();
    private int readersLost;
    private int done;
    private int doneMax;
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
        audit.tasks().forEach(this::add);
        // which of them were begun while the run went on is not known: at worst one is read once more
        newestLive = isLive() ? newestTask : 0;
    }

    /** @param topicId as far as it is known */
    Audit audit(Optional<String> topicId) {
        return new Audit(topicId, from, until, List.copyOf(tasks.values()), contested);
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

    private void add(Task task) {
        tasks.put(task.id(), task);
        open.put(task.id(), task.partitions().size());
        task.partitions().forEach(partition -> taskOf.put(partition, task.id()));
        newestTask = Math.max(newestTask, task.id());
        free = Optional.empty();
    }

    /** With what its reader has reported, which is not its own any more. */
    private void remove(Task task) {
        tasks.remove(task.id());
        done -= task.partitions().size()
                - Optional.ofNullable(open.remove(task.id())).orElse(0);
        contestedAt.remove(task.id());
        seen.keySet().removeIf(key -> key.task() == task.id());
        for (int partition : task.partitions()) {
            taskOf.remove(partition);
            found.remove(partition);
        }
        free = Optional.empty();
    }

    /** By partition, where there may be messages of the run. */
    List<Long> from() {
        return Collections.unmodifiableList(from);
    }

    /** The topic has so many partitions now: the new ones began empty. */
    void grow(int partitions) {
        if (!begun && partitions > from.size()) {
            List<Long> grown = new ArrayList<>(from);
            grown.addAll(Collections.nCopies(partitions - from.size(), 0L));
            from = grown;
            free = Optional.empty();
        }
    }

    /** Two workers may have sent these; ranges that readers could not tell of are cut. */
    void contest(List<Integer> shards, long first, long end, int epoch, Instant takenAt) {
        for (long at = first; reads() && at < end; at += ContestedRangeReport.SEQUENCES_MAX) {
            if (isFull()) {
                return;
            }
            contested.add(
                    new Contested(shards, at, Math.min(end, at + ContestedRangeReport.SEQUENCES_MAX), epoch, takenAt));
        }
    }

    /** As much is contested as readers can tell of: there may be more. */
    boolean isFull() {
        return contested.size() >= Audit.CONTESTED_MAX;
    }

    /** What a worker says of what it has sent. */
    void onEvidence(String worker, SendLedgerReport evidence) {
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
    void onAudited(String worker, PartitionAuditReport news, Instant now) {
        Optional<PartitionAuditReport> before = Optional.ofNullable(found.get(news.partition()));
        boolean older = before.filter(known -> known.task() == news.task() && known.position() > news.position())
                .isPresent();
        if (isTaskOf(worker, news.task(), news.partition()) && !older) {
            if (news.task() <= newestLive && !news.trouble().isEmpty()) {
                remove(Objects.requireNonNull(tasks.get(news.task())));
                return;
            }
            found.put(news.partition(), news);
            if (news.done() && before.filter(PartitionAuditReport::done).isEmpty()) {
                open.merge(news.task(), -1, Integer::sum);
                done++;
            }
            if (done > doneMax) {
                doneMax = done;
                readersLost = 0;
            }
            if (before.map(PartitionAuditReport::position).orElse(-1L) != news.position()) {
                movedAt = Optional.of(now);
            }
        }
    }

    void onContestedSeen(String worker, ContestedRangeReport news) {
        if (Optional.ofNullable(tasks.get(news.task()))
                        .filter(task -> task.worker().equals(worker))
                        .isPresent()
                && news.range() < contested.size()) {
            seen.put(new Seen(news.task(), news.range()), news);
        }
    }

    private boolean isTaskOf(String worker, int id, int partition) {
        return Objects.equals(taskOf.get(partition), id)
                && Optional.ofNullable(tasks.get(id))
                        .filter(task -> task.worker().equals(worker))
                        .isPresent();
    }

    /** @param offsets per partition the end of the topic after the last answer; at least as many as before the run */
    void begin(List<Long> offsets, Instant now) {
        if (from.size() > offsets.size()) {
            trouble = Optional.of("the topic had " + from.size() + " partitions before the run and has "
                    + offsets.size() + " after it: it was made anew");
        } else {
            grow(offsets.size());
            until = List.copyOf(offsets);
        }
        begun = true;
        free = Optional.empty();
        movedAt = Optional.of(now);
        // what a reader may have passed before it was contested, or could not read, is read anew now that all stands
        // still
        newestLive = newestTask;
        Set<Integer> troubled = found.values().stream()
                .filter(audited -> !audited.trouble().isEmpty())
                .map(PartitionAuditReport::task)
                .collect(Collectors.toSet());
        List.copyOf(tasks.values()).stream()
                .filter(task ->
                        contestedAt.getOrDefault(task.id(), 0) < contested.size() || troubled.contains(task.id()))
                .forEach(this::remove);
    }

    /** It cannot be done. */
    void giveUp(String why) {
        trouble = trouble.or(() -> Optional.of(why));
    }

    /** The topic is not there any more, or is another: what is missing in it says nothing. */
    void loseTopic(String why) {
        topicLost = true;
        trouble = Optional.of(why);
    }

    /** Nothing is missing, and all was read. */
    boolean isSound() {
        return trouble.isEmpty()
                && found.values().stream().allMatch(audited -> audited.trouble().isEmpty())
                && findings()
                        .filter(found -> found.lost() + found.truncated() + found.mismatched() > 0)
                        .isEmpty();
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
        List<Task> lost = tasks.values().stream()
                .filter(task -> !holders.contains(task.worker()) && !isDone(task))
                .toList();
        lost.forEach(this::remove);
        readersLost += begun && !lost.isEmpty() ? 1 : 0;
        List<Integer> unread = unread();
        if (unread.isEmpty() || workers.isEmpty()) {
            return !lost.isEmpty();
        }
        // those who have least to do first: live tasks last as long as the run
        List<String> readers = workers.stream()
                .sorted(Comparator.comparingLong(worker -> tasks.values().stream()
                        .filter(task -> task.worker().equals(worker))
                        .count()))
                .toList();
        int shares = Math.min(readers.size(), unread.size());
        for (int i = 0; i < shares; i++) {
            List<Integer> share = new ArrayList<>();
            for (int k = i; k < unread.size(); k += shares) {
                share.add(unread.get(k));
            }
            add(new Task(newestTask + 1, readers.get(i), share));
            contestedAt.put(newestTask, contested.size());
        }
        movedAt = Optional.of(now);
        return true;
    }

    /** Partitions that are in no task, and have something in them, or may have. */
    private List<Integer> unread() {
        if (free.isEmpty()) {
            int partitions = begun ? until.size() : from.size();
            free = Optional.of(IntStream.range(0, partitions)
                    .filter(partition -> !taskOf.containsKey(partition) && !(begun && isEmpty(partition)))
                    .boxed()
                    .toList());
        }
        return free.get();
    }

    private boolean isDone(Task task) {
        boolean read = Objects.equals(open.get(task.id()), 0);
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
        if (readersLost > READERS_LOST_MAX) {
            giveUp("workers were lost " + readersLost + " times while they read it, without one partition more read"
                    + " to its end");
            return true;
        }
        return false;
    }

    /** When it ends as inconclusive if no reader makes progress. */
    Optional<Instant> givenUpAt() {
        return movedAt.map(moved -> moved.plus(STALL_MAX));
    }

    /** Offsets that are not read yet. */
    long unreadOffsets() {
        return Math.round((1 - progress()) * growth().orElse(0L));
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

    /** All of the topic was read to its end, with nothing in doubt. */
    boolean isWhole() {
        return reads()
                && isBegun()
                && trouble.isEmpty()
                && unread().isEmpty()
                && tasks.values().stream().allMatch(this::isDone)
                && found.values().stream().allMatch(audited -> audited.trouble().isEmpty());
    }

    /** By how many offsets the topic has grown; empty when it is not known. */
    Optional<Long> growth() {
        if (!isBegun() || topicLost) {
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

    Map<Integer, PartitionAuditReport> found() {
        return found;
    }

    List<Contested> contested() {
        return contested;
    }

    Collection<ContestedRangeReport> seen() {
        return seen.values();
    }

    /** What was found, as far as that could be told; empty when nothing was read. */
    public Optional<AuditResult> findings() {
        return reads() && isBegun() && !topicLost ? Optional.of(Reconciliation.of(this)) : findingsSoFar();
    }

    /** What was found until now, but for what is missing: that shows at the end. Empty when nothing is read before that. */
    public Optional<AuditResult> findingsSoFar() {
        return isLive() ? Optional.of(Reconciliation.soFar(this)) : Optional.empty();
    }
}
