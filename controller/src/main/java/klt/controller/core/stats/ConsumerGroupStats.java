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
import klt.controller.core.stats.group.CatchUpTime;

/**
 * A run's consumer groups, aggregated from the workers' reports. Counts are cumulative, intervals are numbered, and positions only
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

    /** range of offsets to be read by the groups, by partition */
    private List<Long> since = List.of();

    private List<Long> until = List.of();
    /** when the run started waiting for the groups: after the last ack, or at the start of a read-only run */
    private Optional<Instant> drainingSince = Optional.empty();
    /** why the wait for the groups ended, as a reason's arguments */
    private Args givenUp = Args.NONE;
    /** the groups that were behind at the end of the wait; they may keep reading while the topics are verified */
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

    /** Returns the group with this name. */
    public GroupStats group(String name) {
        return groups.stream()
                .filter(group -> group.settings().name().equals(Optional.of(name)))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the end-to-end latency across all groups, µs. */
    public LatencyAggregate endToEnd() {
        return endToEnd;
    }

    /**
     * Returns an upper bound for the uncertainty (±) of end-to-end latencies, µs: the sum of the senders' and the consumers' clock
     * uncertainties.
     */
    public OptionalLong uncertaintyMicros() {
        // other producers' clock uncertainty is unknown
        boolean areKnown =
                goal instanceof ReadingGoal.Sent && !endToEnd.summary().isEmpty();
        return areKnown ? clocks.ofDifference() : OptionalLong.empty();
    }

    /**
     * @param senders uncertainty (±) of the senders' clocks, µs; empty if unknown
     * @return the arguments of a REBALANCE event, except for the worker; empty if there was no rebalance
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

    /** Returns how long quotas throttled all groups' members on a worker. */
    public Throttled throttled(String worker) {
        return groups.stream()
                .flatMap(group -> group.newest(worker).stream())
                .map(Throttled::of)
                .reduce(Throttled.UNKNOWN, Throttled::plus);
    }

    /** Returns how long quotas throttled all groups' members. */
    public Throttled throttled() {
        return groups.stream().map(GroupStats::throttled).reduce(Throttled.UNKNOWN, Throttled::plus);
    }

    /**
     * Returns the second of the last report from a lost worker whose members had more to read, after which it is unknown what they read.
     * Empty if the figures are complete, or if the worker never reported.
     *
     * @param numbers numbers of its members' groups
     */
    public OptionalInt incompleteFrom(String worker, IntStream numbers) {
        return numbers.mapToObj(groups::get)
                .filter(goal::isOpen)
                .flatMap(group -> group.newest(worker).stream())
                .mapToInt(Consumed::second)
                .filter(second -> !goal.endsBefore(second + 1))
                .min();
    }

    /** Called when a worker departs. Its partitions are released, but its counts remain. */
    public void onWorkerDeparted(String worker) {
        groups.forEach(group -> group.onWorkerDeparted(worker));
    }

    /** Updates the topic's end from a sender's ledger. */
    public void onEvidence(SendLedgerReport evidence) {
        for (int i = 0; i < evidence.given().size(); i++) {
            acked.merge(evidence.first() + i, evidence.given().get(i).lastOffset() + 1, Math::max);
        }
    }

    /** @param second the second after the run's start; empty before the start, and if the report is replayed */
    public void onPositions(GroupPositions report, OptionalInt second, Instant now) {
        if (report.group() >= groups.size()) {
            return;
        }
        GroupStats group = groups.get(report.group());
        long before = group.covered();
        report.positions().forEach(group::note);
        if (group.covered() > before) {
            group.catchUp().noteProgress(now);
            second.ifPresent(at -> group.catchUp().noteRead(now));
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
        // the start of a read-only run is known before the run begins
        boolean reads = drainingSince.filter(begun -> !now.isBefore(begun)).isPresent();
        if (reads && goal.isReached(group, since, until)) {
            group.endWait(true, now);
        }
    }

    /** Returns which group is not ready, as arguments of {@code CONSUMERS_NOT_READY}, or empty if the load can begin. */
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
     * Called when a read-only run starts: the groups read the existing records.
     *
     * @param ends end offsets by partition
     */
    public void read(List<Long> ends, Instant start) {
        until = ends;
        since = Collections.nCopies(ends.size(), 0L);
        drainingSince = Optional.of(start);
    }

    /** Returns the total number of records not yet read by the groups. */
    public long lag() {
        return groups.stream().mapToLong(GroupStats::lag).sum();
    }

    /** Returns the number of members that have not joined their groups yet. */
    public int missingMembers() {
        return groups.stream().mapToInt(GroupStats::missingMembers).sum();
    }

    /**
     * Returns when the wait for the groups will time out. In a read-only run, the timeout restarts whenever the slowest group makes
     * progress.
     */
    public Optional<Instant> givenUpAt() {
        return waitsSince().map(since -> since.plus(consumers.catchUp()));
    }

    /** Returns when the run started waiting for the groups or, without a load, for a group with more to read to make progress. */
    public Optional<Instant> waitsSince() {
        return drainingSince.flatMap(begun -> switch (goal) {
            case ReadingGoal.Sent all -> Optional.of(begun);
            case ReadingGoal.ToEnd all -> Optional.of(lastProgressSince(begun));
            case ReadingGoal.Records some -> Optional.of(lastProgressSince(begun));
            case ReadingGoal.Timed timed -> Optional.empty();
        });
    }

    /** Returns the numbers of the partitions in which a group has more to read; empty if it has caught up. */
    public IntStream unreadPartitions(GroupStats group) {
        return goal.unreadPartitions(group, since, until);
    }

    /** Returns whether an open transaction keeps a read_committed group from catching up. */
    public boolean isHeldBack(GroupStats group, OpenTransaction open) {
        return goal.isHeldBack(group, open, since, until);
    }

    /** Returns when the group that has been stuck the longest last made progress. */
    private Instant lastProgressSince(Instant begun) {
        return groups.stream()
                .filter(group -> !group.hasCaughtUp())
                .map(group ->
                        group.catchUp().lastProgressAt().filter(begun::isBefore).orElse(begun))
                .min(Comparator.naturalOrder())
                .orElse(begun);
    }

    /** Returns the slowest group's progress, 0 to 1. */
    public double progress() {
        return groups.stream().mapToDouble(goal::progress).min().orElse(1);
    }

    /**
     * Returns the records per second read by a group, counting each record once, or empty if no time has passed. The rate covers the time
     * from the run's start, or from the last ack if the run builds up a backlog, until the group caught up.
     *
     * @param runStart empty before the start is set
     */
    public Optional<Double> rate(GroupStats group, Optional<Instant> runStart, Instant now) {
        return (consumers.backlog() ? drainingSince : runStart).flatMap(start -> {
            CatchUpTime.Progress measured = goal.measured(group, start, now);
            double seconds = Duration.between(start, measured.at()).toNanos() / NANOS_PER_SECOND;
            return seconds > 0 ? Optional.of(measured.records() / seconds) : Optional.empty();
        });
    }

    /**
     * Stops waiting for the groups.
     *
     * @param why the cause, as a reason's arguments
     */
    public void giveUp(Args why, Instant now) {
        if (givenUp.isEmpty()) {
            givenUp = why;
            behind = unfinished();
            groups.forEach(group -> group.endWait(false, now));
        }
    }

    /** Returns whether the wait has ended, giving up on groups that have exceeded the time limit. */
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
     * Called when the run has ended. Messages that a group has not read count as unanswered.
     *
     * @param from end offset before the run, by partition
     * @param messagesMax number of measured acked messages, because the topics may also hold foreign records
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

    /**
     * Returns the groups that had not caught up when the wait for them ended, and why it ended, as arguments of {@code CONSUMERS_BEHIND}.
     */
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
