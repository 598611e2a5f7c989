package klt.controller.core.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import klt.common.code.Args;
import klt.common.histogram.LatencyAggregate;
import klt.common.protocol.Consumed;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.SendLedgerReport;
import klt.common.spec.RunSpec;
import klt.common.spec.consumers.Consumers;

/**
 * The consumer groups of one run, aggregated from the workers' reports. Counts are cumulative, intervals are numbered, and positions only
 * increase, so repeated reports, late reports and reassigned partitions are harmless.
 */
public final class ConsumerGroupStats {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Consumers consumers;
    private final ReadingGoal goal;
    private final TimeSeries series;
    private final List<GroupStats> groups = new ArrayList<>();
    private final LatencyAggregate endToEnd = new LatencyAggregate();
    private final ClockUncertainty clocks = new ClockUncertainty();
    /** offset after the highest acked offset, by partition */
    private final Map<Integer, Long> acked = new HashMap<>();

    /** range of offsets that the groups have to read, by partition */
    private List<Long> since = List.of();

    private List<Long> until = List.of();
    /** when the run started waiting for the groups: after the last ack, or at the start of a run without a load */
    private Optional<Instant> drainingSince = Optional.empty();
    /** why the wait for the groups ended, as arguments of a reason */
    private Args givenUp = Args.NONE;
    /** the groups that were behind at the end of the wait; they may read on while the topics are verified */
    private List<Args> behind = List.of();

    /** @param series receives the figures over time */
    public ConsumerGroupStats(RunSpec spec, TimeSeries series) {
        consumers = spec.consumers();
        goal = ReadingGoal.of(spec.load());
        this.series = series;
        for (int group = 0; group < consumers.groups().size(); group++) {
            groups.add(new GroupStats(group, consumers.groups().get(group), acked));
        }
    }

    public List<GroupStats> groups() {
        return List.copyOf(groups);
    }

    /** The group with this name. */
    public GroupStats group(String name) {
        return groups.stream()
                .filter(group -> group.settings().name().equals(Optional.of(name)))
                .findFirst()
                .orElseThrow();
    }

    /** End-to-end latency across all groups, µs. */
    public LatencyAggregate endToEnd() {
        return endToEnd;
    }

    /** Upper bound of the uncertainty (±) of end-to-end latencies, µs: the sum of the senders' and the consumers' clock uncertainties. */
    public OptionalLong uncertaintyMicros() {
        // the uncertainty of other producers' clocks is unknown
        boolean areKnown =
                goal instanceof ReadingGoal.Sent && !endToEnd.summary().isEmpty();
        return areKnown ? clocks.ofDifference() : OptionalLong.empty();
    }

    /**
     * @param senders uncertainty (±) of the senders' clocks, µs; empty if unknown
     * @return the arguments of a REBALANCE event except the worker; empty if there was no rebalance
     */
    public Optional<Args> onConsumed(String worker, Consumed report, Collection<Optional<Long>> senders) {
        if (report.group() >= groups.size() || goal.endsBefore(report.second())) {
            return Optional.empty();
        }
        GroupStats group = groups.get(report.group());
        if (!group.isNew(worker, report)) {
            return Optional.empty();
        }
        Optional<Consumed> before = group.newest(worker);
        boolean newest = group.onConsumed(worker, report);
        endToEnd.add(report.endToEnd().latency());
        if (!report.endToEnd().latency().isEmpty()) {
            clocks.note(report.endToEnd().uncertaintyMicros());
            senders.forEach(sender -> clocks.note(sender.orElse(-1L)));
        }
        long more = report.records().received()
                - before.map(known -> known.records().received()).orElse(0L);
        series.addConsumed(
                report.second(), Math.max(0, more), report.endToEnd().latency(), Throttled.since(before, report));
        return newest ? group.rebalances(before, report) : Optional.empty();
    }

    /** How long quotas throttled the members of all groups on a worker. */
    public Throttled throttled(String worker) {
        return groups.stream()
                .flatMap(group -> group.newest(worker).stream())
                .map(Throttled::of)
                .reduce(Throttled.UNKNOWN, Throttled::plus);
    }

    /** How long quotas throttled the members of all groups. */
    public Throttled throttled() {
        return groups.stream().map(GroupStats::throttled).reduce(Throttled.UNKNOWN, Throttled::plus);
    }

    /**
     * The second of the last report from a lost worker whose members had more to read; what they read afterwards is unknown. Empty if the
     * figures are complete, or if the worker never reported.
     *
     * @param numbers of its members' groups
     */
    public OptionalInt incompleteFrom(String worker, IntStream numbers) {
        return numbers.mapToObj(groups::get)
                .filter(goal::isOpen)
                .flatMap(group -> group.newest(worker).stream())
                .mapToInt(Consumed::second)
                .filter(second -> !goal.endsBefore(second + 1))
                .min();
    }

    /** Called when a worker departs: its partitions are released, and its counts remain. */
    public void onWorkerDeparted(String worker) {
        groups.forEach(group -> group.onWorkerDeparted(worker));
    }

    /** Updates the end of the topic from a sender's ledger. */
    public void onEvidence(SendLedgerReport evidence) {
        for (int i = 0; i < evidence.given().size(); i++) {
            acked.merge(evidence.first() + i, evidence.given().get(i).lastOffset() + 1, Math::max);
        }
    }

    /** @param second after the run's start; empty before the start */
    public void onPositions(GroupPositions report, OptionalInt second, Instant now) {
        if (report.group() >= groups.size()) {
            return;
        }
        GroupStats group = groups.get(report.group());
        long before = group.covered();
        report.positions().forEach(group::note);
        if (group.covered() > before) {
            group.noteProgress(now);
        }
        group.noteLag();
        second.ifPresent(at -> {
            if (!goal.endsBefore(at)) {
                series.addLag(at, group.number(), group.lag());
            }
        });
        noteCaughtUp(group, now);
    }

    private void noteCaughtUp(GroupStats group, Instant now) {
        // the start of a run without a load is known before the run begins
        boolean reads = drainingSince.filter(begun -> !now.isBefore(begun)).isPresent();
        if (reads && goal.isReached(group, since, until)) {
            group.endWait(true, now);
        }
    }

    /**
     * Why the load cannot begin: a group with missing members or unassigned partitions, as arguments of {@code CONSUMERS_NOT_READY}; empty
     * if all are ready.
     */
    public Optional<Args> unready(int partitions) {
        return groups.stream()
                .flatMap(group -> group.unready(partitions).stream())
                .filter(lack -> !consumers.backlog())
                .findFirst();
    }

    public boolean isNone() {
        return consumers.isNone();
    }

    /**
     * Called when all messages have been sent.
     *
     * @param ends offset that the groups have to reach, by partition
     * @param from end offset before the run, by partition
     */
    public void drain(List<Long> ends, List<Long> from, Instant now) {
        until = ends;
        since = from;
        drainingSince = Optional.of(now);
        groups.forEach(group -> group.noteEnds(ends, from));
        groups.forEach(group -> noteCaughtUp(group, now));
    }

    /**
     * Called when a run without a load starts: the groups read the existing records.
     *
     * @param ends end offsets by partition
     */
    public void read(List<Long> ends, Instant start) {
        until = ends;
        since = Collections.nCopies(ends.size(), 0L);
        drainingSince = Optional.of(start);
    }

    /** Number of unread records of all groups. */
    public long lag() {
        return groups.stream().mapToLong(GroupStats::lag).sum();
    }

    /** Number of members that have not joined their groups yet. */
    public int missingMembers() {
        return groups.stream().mapToInt(GroupStats::missingMembers).sum();
    }

    /**
     * When the wait for the groups times out. In a run without a load, the timeout restarts whenever the slowest group makes
     * progress.
     */
    public Optional<Instant> givenUpAt() {
        return waitsSince().map(since -> since.plus(consumers.catchUp()));
    }

    /** When the run started waiting for the groups or, without a load, for progress of a group that has more to read. */
    public Optional<Instant> waitsSince() {
        return drainingSince.flatMap(begun -> switch (goal) {
            case ReadingGoal.Sent all -> Optional.of(begun);
            case ReadingGoal.ToEnd all -> Optional.of(lastProgressSince(begun));
            case ReadingGoal.Records some -> Optional.of(lastProgressSince(begun));
            case ReadingGoal.Timed timed -> Optional.empty();
        });
    }

    /** Numbers of the partitions in which a group has more to read; empty if the group has caught up. */
    public IntStream unreadPartitions(GroupStats group) {
        return goal.unreadPartitions(group, since, until);
    }

    /** Whether an open transaction prevents a read_committed group from catching up. */
    public boolean isHeldBack(GroupStats group, OpenTransaction open) {
        return goal.isHeldBack(group, open, since, until);
    }

    /** The time of the last progress of the group that has made no progress for the longest time. */
    private Instant lastProgressSince(Instant begun) {
        return groups.stream()
                .filter(group -> !group.hasCaughtUp())
                .map(group -> group.lastProgressAt().filter(begun::isBefore).orElse(begun))
                .min(Comparator.naturalOrder())
                .orElse(begun);
    }

    /** Progress of the slowest group, 0 to 1. */
    public double progress() {
        return groups.stream().mapToDouble(goal::progress).min().orElse(1);
    }

    /**
     * Records per second that a group has read; each record counts once. The rate covers the time from the start of the run, or from the
     * last ack if the run builds up a backlog, until the group had caught up. Empty if no time has passed.
     *
     * @param runStart empty before the start is set
     */
    public Optional<Double> rate(GroupStats group, Optional<Instant> runStart, Instant now) {
        return (consumers.backlog() ? drainingSince : runStart).flatMap(start -> {
            GroupStats.Progress measured = goal.measured(group, start, now);
            double seconds = Duration.between(start, measured.at()).toNanos() / NANOS_PER_SECOND;
            return seconds > 0 ? Optional.of(measured.records() / seconds) : Optional.empty();
        });
    }

    /**
     * Stops waiting for the groups.
     *
     * @param why the cause, as arguments of a reason
     */
    public void giveUp(Args why, Instant now) {
        if (givenUp.isEmpty()) {
            givenUp = why;
            behind = unfinished();
            groups.forEach(group -> group.endWait(false, now));
        }
    }

    /** Whether the wait has ended; gives up on groups that exceeded the time limit. */
    public boolean isOver(Instant now) {
        if (goal instanceof ReadingGoal.Timed(Duration time)) {
            return drainingSince
                    .filter(start -> !now.isBefore(start.plus(time)))
                    .isPresent();
        }
        boolean over = drainingSince.isPresent() && groups.stream().allMatch(GroupStats::hasCaughtUp);
        if (!over && givenUpAt().filter(now::isAfter).isPresent()) {
            String limit = goal instanceof ReadingGoal.Sent ? "catchUpSeconds" : "stalledSeconds";
            giveUp(Args.of(limit, consumers.catchUp()), now);
        }
        return over || isNone() || !givenUp.isEmpty();
    }

    /**
     * Called when the run has ended: messages that a group has not read count as unanswered.
     *
     * @param from end offset before the run, by partition
     * @param messagesMax number of measured acked messages, because the topics may contain foreign records too
     */
    public void end(List<Long> from, long messagesMax) {
        for (GroupStats group : groups) {
            if (!group.hasCaughtUp()) {
                long unread = Math.min(group.unread(from, until), messagesMax);
                group.endToEnd().addUnanswered(unread);
                endToEnd.addUnanswered(unread);
            }
        }
    }

    /** The groups that had not caught up when the wait for them ended, and why it ended: arguments of {@code CONSUMERS_BEHIND}. */
    public List<Args> behind() {
        return givenUp.isEmpty() ? unfinished() : behind;
    }

    private List<Args> unfinished() {
        return groups.stream()
                .filter(group -> !group.hasCaughtUp() && !(goal instanceof ReadingGoal.Timed))
                .map(group -> Args.of("group", group.label(), "unread", group.lag())
                        .and(givenUp)
                        .and("trouble", group.trouble())
                        .and(group.heldBack()))
                .toList();
    }
}
