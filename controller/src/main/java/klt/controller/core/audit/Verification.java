package klt.controller.core.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import klt.common.code.Args;
import klt.common.protocol.Audit;
import klt.common.protocol.Audit.Contested;
import klt.common.protocol.ContestedRangeReport;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.SendLedgerReport;
import klt.common.report.AuditResult;
import klt.common.spec.RunSpec;
import klt.controller.core.stats.OpenTransaction;

/**
 * One run's verification: its offset ranges in the topics, the assignment of partitions to readers, and the readers' reports. If a reader
 * is lost, another worker rereads its unfinished partitions from the beginning, and the reports about them are discarded.
 */
public final class Verification {

    /** Verification ends as inconclusive if no reader makes progress for this long. */
    static final Duration STALL_MAX = Duration.ofSeconds(60);

    /** Verification ends as inconclusive once this many readers have been lost since a partition was last completed. */
    static final int READERS_LOST_MAX = 10;

    private final RunSpec.Verification mode;
    private List<Long> from = List.of();
    private List<Long> until = List.of();
    private final List<Contested> contested = new ArrayList<>();

    private final AuditTasks tasks = new AuditTasks();
    private final Map<String, SendLedger> sources = new LinkedHashMap<>();
    private boolean begun;
    private boolean topicLost;
    /** id of the last task started while the run was live */
    private int newestLive;

    private Optional<Instant> movedAt = Optional.empty();
    private Optional<OpenTransaction> heldBackBy = Optional.empty();
    /** why verification is inconclusive, as arguments of {@code AUDIT_INCOMPLETE} */
    private Optional<Args> trouble = Optional.empty();

    /** @param mode when messages are verified; if they are not, only the topics' growth is checked */
    public Verification(RunSpec.Verification mode) {
        this.mode = mode;
    }

    /** Restores another controller's verification. */
    public Verification(RunSpec.Verification mode, Audit audit) {
        this(mode);
        from = audit.from();
        until = audit.until();
        begun = !until.isEmpty();
        contested.addAll(audit.contested());
        // a restored reader may not know the newest ranges, so its tasks are reread at the end
        audit.tasks().forEach(task -> tasks.add(task, 0));
        // it is unknown which tasks were started while the run was live; at worst, a task is read twice
        newestLive = isLive() ? tasks.newest() : 0;
    }

    /** @param topicIds the topics' ids; empty if unknown */
    public Audit audit(List<String> topicIds) {
        return new Audit(topicIds, from, until, List.copyOf(tasks.all()), contested);
    }

    /** Returns whether messages are verified. */
    public boolean reads() {
        return mode != RunSpec.Verification.NONE;
    }

    /** Returns whether messages are verified while the run is live. */
    private boolean isLive() {
        return mode == RunSpec.Verification.LIVE;
    }

    /** @param offsets end offsets before the run, by partition */
    public void onTopicsReady(List<Long> offsets) {
        from = offsets;
    }

    /** Returns the first offset that may hold one of the run's messages, by partition. */
    public List<Long> from() {
        return Collections.unmodifiableList(from);
    }

    /** @param partitions new partition count; the added partitions were initially empty */
    public void grow(int partitions) {
        if (!begun && partitions > from.size()) {
            List<Long> grown = new ArrayList<>(from);
            grown.addAll(Collections.nCopies(partitions - from.size(), 0L));
            from = grown;
            tasks.onPartitionsChanged();
        }
    }

    /** Adds messages that two workers may have sent, split into ranges small enough for a report. Drops ranges beyond the limit. */
    public void contest(List<Integer> shards, long first, long end, int epoch, Instant takenAt) {
        for (long at = first; reads() && at < end; at += ContestedRangeReport.SEQUENCES_MAX) {
            if (isFull()) {
                return;
            }
            contested.add(
                    new Contested(shards, at, Math.min(end, at + ContestedRangeReport.SEQUENCES_MAX), epoch, takenAt));
        }
    }

    /** Returns whether there may be more contested ranges than readers can report. */
    public boolean isFull() {
        return contested.size() >= Audit.CONTESTED_MAX;
    }

    /** Applies a worker's send ledger. */
    public void onEvidence(String worker, SendLedgerReport evidence) {
        sources.computeIfAbsent(worker, w -> new SendLedger(evidence.producer(), new TreeMap<>()))
                .add(evidence);
    }

    /** Applies a reader's report; ignores it if the task was reassigned. */
    public void onAudited(String worker, PartitionAuditReport report, Instant now) {
        if (!tasks.isCurrent(worker, report)) {
            return;
        }
        if (report.task() <= newestLive && !report.trouble().isEmpty()) {
            tasks.remove(report.task());
        } else if (tasks.onReport(report)) {
            movedAt = Optional.of(now);
        }
    }

    public void onContestedSeen(String worker, ContestedRangeReport report) {
        if (report.range() < contested.size()) {
            tasks.onContestedSeen(worker, report);
        }
    }

    /** @param offsets end offsets after the last ack, by partition; there are at least as many partitions as before the run */
    public void begin(List<Long> offsets, Instant now) {
        if (from.size() > offsets.size()) {
            trouble = Optional.of(Args.of("partitionsBefore", from.size(), "partitionsAfter", offsets.size()));
        } else {
            grow(offsets.size());
            until = List.copyOf(offsets);
        }
        begun = true;
        tasks.onPartitionsChanged();
        movedAt = Optional.of(now);
        // workers no longer send, so tasks started from now on cover all messages
        newestLive = tasks.newest();
        tasks.removeIncomplete(contested.size());
    }

    /** @param why the cause, as arguments of {@code AUDIT_INCOMPLETE} */
    public void giveUp(Args why) {
        trouble = trouble.or(() -> Optional.of(why));
    }

    /** Called when the topic was deleted or replaced, so that missing messages prove nothing. */
    public void loseTopic(Args why) {
        topicLost = true;
        trouble = Optional.of(why);
    }

    /** Returns whether everything has been read and no message is missing. */
    public boolean isSound() {
        return trouble.isEmpty()
                && tasks.areUntroubled()
                && findings()
                        .filter(found -> found.lost()
                                        + found.partitions().truncated()
                                        + found.partitions().mismatched()
                                > 0)
                        .isEmpty();
    }

    /** Returns why verification ended as inconclusive, or empty if it did not. */
    public Optional<Args> trouble() {
        return trouble;
    }

    /** Returns whether the topics' ends after the run are known. */
    public boolean isBegun() {
        return begun;
    }

    /** Returns whether the partition has none of the run's messages. */
    boolean isEmpty(int partition) {
        return until.get(partition) <= from.get(partition);
    }

    /** Assigns tasks to these workers only, and revokes the tasks of all others. */
    public boolean assign(Collection<String> workers, Instant now) {
        return assign(workers, workers, now);
    }

    /**
     * Assigns unread partitions to workers.
     *
     * @param workers workers available for tasks
     * @param holders workers that keep their tasks
     * @return whether anything has changed
     */
    public boolean assign(Collection<String> workers, Collection<String> holders, Instant now) {
        if (!reads() || !(isBegun() || isLive())) {
            return false;
        }
        boolean lost = tasks.removeLost(holders, contested.size());
        if (begun && lost) {
            tasks.countLostReader();
        }
        List<Integer> unread = unread();
        if (unread.isEmpty() || workers.isEmpty()) {
            return lost;
        }
        tasks.assign(unread, workers, contested.size());
        movedAt = Optional.of(now);
        return true;
    }

    /** Returns the unassigned partitions that may have records. */
    private List<Integer> unread() {
        return tasks.unread(begun ? until.size() : from.size(), partition -> begun && isEmpty(partition));
    }

    /** Returns whether verification is complete or has ended as inconclusive. */
    public boolean isOver(Instant now) {
        if (trouble.isPresent() || (isBegun() && (!reads() || isRead()))) {
            return true;
        }
        if (movedAt.map(moved -> now.isAfter(moved.plus(STALL_MAX))).orElse(false)) {
            giveUp(Args.of("timeoutSeconds", STALL_MAX).and(heldBack()));
            return true;
        }
        if (tasks.readersLost() > READERS_LOST_MAX) {
            giveUp(Args.of("readersLost", tasks.readersLost()));
            return true;
        }
        return false;
    }

    private boolean isRead() {
        return unread().isEmpty() && tasks.areDone(contested.size());
    }

    /** Returns when verification will end as inconclusive unless a reader makes progress. */
    public Optional<Instant> givenUpAt() {
        return movedAt.map(moved -> moved.plus(STALL_MAX));
    }

    /** Returns when a reader last made progress. */
    public Optional<Instant> movedAt() {
        return movedAt;
    }

    /** Returns the numbers of the partitions not yet completely read. */
    public IntStream unreadPartitions() {
        return IntStream.range(0, until.size())
                .filter(partition -> tasks.hasToRead(partition, until.get(partition) - 1));
    }

    /** Returns whether an open transaction keeps read_committed readers from reaching the end. */
    public boolean isHeldBack(OpenTransaction open) {
        int partition = open.number();
        return partition < until.size()
                && open.startOffset() < until.get(partition)
                // the transaction may have begun before the run
                && tasks.hasToRead(partition, Math.max(from.get(partition), open.startOffset()));
    }

    /** @param open another producer's transaction that blocks the readers, if any */
    public void heldBackBy(Optional<OpenTransaction> open) {
        heldBackBy = open;
    }

    /** Returns the other producer's open transaction that blocks the readers, as a reason's arguments, or empty if none is known. */
    public Args heldBack() {
        return heldBackBy.filter(this::isHeldBack).map(OpenTransaction::args).orElse(Args.NONE);
    }

    /** Returns the number of unread offsets. */
    public long unreadOffsets() {
        return Math.round((1 - progress()) * growth().orElse(0L));
    }

    /** Returns the fraction of offsets read, from 0 to 1. */
    public double progress() {
        return tasks.progress(from, until);
    }

    /** Returns whether the topics were read completely and the result is certain. */
    public boolean isWhole() {
        return reads() && isBegun() && trouble.isEmpty() && isRead() && tasks.areUntroubled();
    }

    /** Returns the topics' growth in offsets, or empty if unknown. */
    public Optional<Long> growth() {
        return growthByPartition()
                .map(grown -> grown.stream().mapToLong(Long::longValue).sum());
    }

    /** Returns each partition's growth in offsets, or empty if unknown. */
    public Optional<List<Long>> growthByPartition() {
        return isBegun() && !topicLost && from.size() == until.size()
                ? Optional.of(IntStream.range(0, until.size())
                        .mapToObj(partition -> until.get(partition) - from.get(partition))
                        .toList())
                : Optional.empty();
    }

    public List<Long> ends() {
        return until;
    }

    public Map<String, SendLedger> sources() {
        return sources;
    }

    public Map<Integer, PartitionAuditReport> found() {
        return tasks.found();
    }

    List<Contested> contested() {
        return contested;
    }

    Collection<ContestedRangeReport> seen() {
        return tasks.seen();
    }

    /** Returns the result, as far as it could be determined, or empty if nothing was read. */
    public Optional<AuditResult> findings() {
        return reads() && isBegun() && !topicLost ? Optional.of(Reconciliation.of(this)) : findingsSoFar();
    }

    /**
     * Returns the result so far, without missing messages, which can only be determined at the end. Empty unless the run is verified live.
     */
    public Optional<AuditResult> findingsSoFar() {
        return isLive() ? Optional.of(Reconciliation.soFar(this)) : Optional.empty();
    }
}
