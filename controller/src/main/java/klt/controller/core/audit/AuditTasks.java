package klt.controller.core.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import klt.common.protocol.Audit.Task;
import klt.common.protocol.ContestedRangeReport;
import klt.common.protocol.PartitionAuditReport;

/**
 * Assigns partitions to readers and keeps the readers' reports. Partitions that move to another worker get a new task, and the old task's
 * reports are discarded.
 */
final class AuditTasks {

    private final Map<Integer, Task> tasks = new LinkedHashMap<>();
    /** task, by partition */
    private final Map<Integer, Integer> taskOf = new HashMap<>();
    /** number of incomplete partitions, by task */
    private final Map<Integer, Integer> open = new HashMap<>();
    /** number of contested ranges sent to the reader, by task */
    private final Map<Integer, Integer> contestedAt = new HashMap<>();
    /** unassigned partitions that may have records; empty until determined */
    private Optional<List<Integer>> unread = Optional.empty();

    private int newest;

    private final Map<Integer, PartitionAuditReport> found = new TreeMap<>();
    private final Map<Seen, ContestedRangeReport> seen = new HashMap<>();
    private int done;
    private int doneMax;
    private int readersLost;

    private record Seen(int task, int range) {}

    Collection<Task> all() {
        return List.copyOf(tasks.values());
    }

    /** Returns the newest task's id, or 0 before the first. */
    int newest() {
        return newest;
    }

    /** @param contested number of contested ranges sent to the reader with the task */
    void add(Task task, int contested) {
        tasks.put(task.id(), task);
        open.put(task.id(), task.partitions().size());
        contestedAt.put(task.id(), contested);
        task.partitions().forEach(partition -> taskOf.put(partition, task.id()));
        newest = Math.max(newest, task.id());
        unread = Optional.empty();
    }

    /** Removes a task and its reader's reports. */
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
        unread = Optional.empty();
    }

    /** Called when the set of partitions that may have records has changed. */
    void onPartitionsChanged() {
        unread = Optional.empty();
    }

    /**
     * Returns the unassigned partitions that may have records.
     *
     * @param partitions the topic's partition count
     */
    List<Integer> unread(int partitions, IntPredicate isEmpty) {
        if (unread.isEmpty()) {
            unread = Optional.of(IntStream.range(0, partitions)
                    .filter(partition -> !taskOf.containsKey(partition) && !isEmpty.test(partition))
                    .boxed()
                    .toList());
        }
        return unread.get();
    }

    /**
     * Removes unfinished tasks of readers that are no longer available.
     *
     * @param holders workers that keep their tasks
     * @param contested number of contested ranges
     * @return whether any were removed
     */
    boolean removeLost(Collection<String> holders, int contested) {
        List<Task> lost = tasks.values().stream()
                .filter(task -> !holders.contains(task.worker()) && !isDone(task, contested))
                .toList();
        lost.forEach(this::remove);
        return !lost.isEmpty();
    }

    /** Called when a reader is lost after the topic's end became known. */
    void countLostReader() {
        readersLost++;
    }

    /** Returns the number of readers lost since the last partition was completed. */
    int readersLost() {
        return readersLost;
    }

    /**
     * Divides partitions among workers.
     *
     * @param partitions at least one
     * @param workers at least one
     * @param contested number of contested ranges sent to the readers
     */
    void assign(List<Integer> partitions, Collection<String> workers, int contested) {
        // workers with the fewest partitions first, because live tasks last as long as the run
        List<String> readers = workers.stream()
                .sorted(Comparator.comparingLong(worker -> tasks.values().stream()
                        .filter(task -> task.worker().equals(worker))
                        .count()))
                .toList();
        int shares = Math.min(readers.size(), partitions.size());
        for (int i = 0; i < shares; i++) {
            List<Integer> share = new ArrayList<>();
            for (int k = i; k < partitions.size(); k += shares) {
                share.add(partitions.get(k));
            }
            add(new Task(newest + 1, readers.get(i), share), contested);
        }
    }

    /** Returns whether a report comes from its partition's current reader and is not outdated. */
    boolean isCurrent(String worker, PartitionAuditReport report) {
        boolean older = found(report.partition())
                .filter(known -> known.task() == report.task() && known.position() > report.position())
                .isPresent();
        return !older && Objects.equals(taskOf.get(report.partition()), report.task()) && isOf(worker, report.task());
    }

    private boolean isOf(String worker, int task) {
        return Optional.ofNullable(tasks.get(task))
                .filter(known -> known.worker().equals(worker))
                .isPresent();
    }

    /** Removes a task by id, which must be known. */
    void remove(int task) {
        remove(Objects.requireNonNull(tasks.get(task)));
    }

    /**
     * @param report must be current
     * @return whether the reader has made progress
     */
    boolean onReport(PartitionAuditReport report) {
        Optional<PartitionAuditReport> before = found(report.partition());
        found.put(report.partition(), report);
        if (report.done() && before.filter(PartitionAuditReport::done).isEmpty()) {
            open.merge(report.task(), -1, Integer::sum);
            done++;
        }
        if (done > doneMax) {
            doneMax = done;
            readersLost = 0;
        }
        return before.map(PartitionAuditReport::position).orElse(-1L) != report.position();
    }

    void onContestedSeen(String worker, ContestedRangeReport report) {
        if (isOf(worker, report.task())) {
            seen.put(new Seen(report.task(), report.range()), report);
        }
    }

    /** Removes tasks whose readers had already passed ranges when these became contested, or could not read their partitions. */
    void removeIncomplete(int contested) {
        Set<Integer> troubled = found.values().stream()
                .filter(audited -> !audited.trouble().isEmpty())
                .map(PartitionAuditReport::task)
                .collect(Collectors.toSet());
        all().stream()
                .filter(task -> contestedAt.getOrDefault(task.id(), 0) < contested || troubled.contains(task.id()))
                .forEach(this::remove);
    }

    private boolean isDone(Task task, int contested) {
        boolean read = Objects.equals(open.get(task.id()), 0);
        for (int range = 0; read && range < contested; range++) {
            read = seen.containsKey(new Seen(task.id(), range));
        }
        return read;
    }

    /** Returns whether a partition's reader has not reached an offset yet, or has failed to read. */
    boolean hasToRead(int partition, long offset) {
        return found(partition)
                .map(report -> report.position() <= offset
                        && !(report.done() && report.trouble().isEmpty()))
                .orElse(taskOf.containsKey(partition));
    }

    /**
     * Returns the fraction of offsets read, from 0 to 1.
     *
     * @param from first offset to read, by partition
     * @param until offset after the last one to read, by partition
     */
    double progress(List<Long> from, List<Long> until) {
        long all = 0;
        long read = 0;
        for (int partition = 0; partition < until.size(); partition++) {
            long begin = from.get(partition);
            long end = until.get(partition);
            all += end - begin;
            read += found(partition)
                    .map(report -> Math.max(0, (report.done() ? end : report.position()) - begin))
                    .orElse(0L);
        }
        return all == 0 ? 1 : Math.min(1, (double) read / all);
    }

    /** Returns whether every reader has read all its partitions and checked every contested range. */
    boolean areDone(int contested) {
        return tasks.values().stream().allMatch(task -> isDone(task, contested));
    }

    /** Returns whether no reader has failed to read. */
    boolean areUntroubled() {
        return found.values().stream().allMatch(audited -> audited.trouble().isEmpty());
    }

    /** Returns the readers' reports, by partition. */
    Map<Integer, PartitionAuditReport> found() {
        return found;
    }

    Optional<PartitionAuditReport> found(int partition) {
        return Optional.ofNullable(found.get(partition));
    }

    Collection<ContestedRangeReport> seen() {
        return seen.values();
    }
}
