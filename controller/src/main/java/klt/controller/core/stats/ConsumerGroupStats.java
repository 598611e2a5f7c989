package klt.controller.core.stats;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import klt.common.histogram.EncodedHistogram;
import klt.common.histogram.LatencyAggregate;
import klt.common.protocol.Consumed;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.GroupPositions.Position;
import klt.common.protocol.SendLedgerReport;
import klt.common.spec.RunSpec.Consumers;
import klt.common.spec.RunSpec.GroupProtocol;
import klt.common.spec.RunSpec.Start;
import klt.common.text.Counted;

/**
 * The consumer groups of one run, aggregated from the workers' reports. Counts are cumulative, intervals are numbered, and positions only
 * increase, so repeats, late reports and reassigned partitions do no harm.
 */
public final class ConsumerGroupStats {

    private static final long NANOS_PER_MICRO = 1_000;

    private final Consumers consumers;
    private final TimeSeries series;
    private final List<Group> groups = new ArrayList<>();
    private final LatencyAggregate endToEnd = new LatencyAggregate();
    /** by partition, the offset after the highest acked one */
    private final Map<Integer, Long> acked = new HashMap<>();

    private List<Long> until = List.of();
    private Optional<Instant> drainingSince = Optional.empty();
    private Optional<String> givenUp = Optional.empty();
    private long uncertaintyMicros;
    private boolean clocksKnown = true;

    /** @param series receives the figures over time */
    public ConsumerGroupStats(Consumers consumers, TimeSeries series) {
        this.consumers = consumers;
        this.series = series;
        for (int group = 0; group < consumers.groups(); group++) {
            groups.add(new Group(group));
        }
    }

    /** One group. */
    public final class Group {
        private final int number;
        private final Map<String, Consumed> newest = new LinkedHashMap<>();
        private final Map<String, SlidingDedup> seen = new LinkedHashMap<>();
        private final Map<Integer, Position> places = new TreeMap<>();
        private final LatencyAggregate endToEnd = new LatencyAggregate();
        private long lagMax;
        private Optional<Instant> caughtUpAt = Optional.empty();

        private Group(int number) {
            this.number = number;
        }

        /** Zero-based. */
        public int number() {
            return number;
        }

        public LatencyAggregate endToEnd() {
            return endToEnd;
        }

        private long sum(ToLongFunction<Consumed> figure) {
            return newest.values().stream().mapToLong(figure).sum();
        }

        public int members() {
            return (int) sum(Consumed::members);
        }

        public int partitions() {
            return (int) sum(Consumed::partitions);
        }

        /** Records delivered to members, including redelivered ones. */
        public long records() {
            return sum(Consumed::records);
        }

        public long bytes() {
            return sum(Consumed::bytes);
        }

        public long foreign() {
            return sum(Consumed::foreign);
        }

        public long rebalances() {
            return sum(Consumed::rebalances);
        }

        /** How long members could not read because of rebalances, summed over the members. */
        public Duration paused() {
            return Duration.of(sum(Consumed::pausedMicros), ChronoUnit.MICROS);
        }

        /** How long quotas throttled members, summed over the members. */
        public Throttled throttled() {
            return newest.values().stream()
                    .map(ConsumerGroupStats::throttled)
                    .reduce(Throttled.UNKNOWN, Throttled::plus);
        }

        /** Redelivered records: the number of delivered records beyond those between the first and the last. */
        public long redelivered() {
            if (consumers.protocol() == GroupProtocol.SHARE) {
                // the broker counts redeliveries, and the position of a group is reported later than its deliveries
                return sum(Consumed::redelivered);
            }
            long distinct = places.values().stream()
                    .mapToLong(place -> place.next() - place.first())
                    .sum();
            return Math.max(sum(Consumed::redelivered), records() - distinct);
        }

        /**
         * Records in the topic that no member has completed. A throttled member does not know the end of the topic, so the end comes from the
         * senders.
         */
        public long lag() {
            return places.values().stream()
                    .mapToLong(place -> end(place) - place.next())
                    .sum();
        }

        private long end(Position place) {
            return Math.max(place.end(), acked.getOrDefault(place.partition(), 0L));
        }

        private double progress() {
            long all = places.values().stream()
                    .mapToLong(place -> end(place) - place.first())
                    .sum();
            return all == 0 ? 0 : (double) (all - lag()) / all;
        }

        /** Messages of the run in the topic that the group has not read. */
        private long unread(List<Long> from) {
            long unread = 0;
            for (int partition = 0; partition < from.size(); partition++) {
                Position place = places.get(partition);
                long next = Math.max(from.get(partition), place == null ? 0 : place.next());
                long end = partition < until.size() ? until.get(partition) : place == null ? 0 : end(place);
                unread += Math.max(0, end - next);
            }
            return unread;
        }

        public long lagMax() {
            return lagMax;
        }

        /** What keeps members from reading. */
        public Optional<String> trouble() {
            return newest.values().stream()
                    .map(Consumed::trouble)
                    .filter(words -> !words.isEmpty())
                    .findFirst();
        }

        private void note(Position report) {
            places.merge(
                    report.partition(),
                    report,
                    (known, other) -> new Position(
                            known.partition(),
                            Math.min(known.first(), other.first()),
                            Math.max(known.next(), other.next()),
                            Math.max(known.end(), other.end())));
        }

        private boolean isAt(List<Long> ends, List<Long> from) {
            for (int partition = 0; partition < ends.size(); partition++) {
                Position place = places.get(partition);
                boolean nothing = ends.get(partition) <= from.get(partition);
                if (!nothing && (place == null || place.next() < ends.get(partition))) {
                    return false;
                }
            }
            return true;
        }
    }

    public List<Group> groups() {
        return List.copyOf(groups);
    }

    /** End-to-end latency over all groups, µs. */
    public LatencyAggregate endToEnd() {
        return endToEnd;
    }

    /** Upper bound of the uncertainty (±) of every end-to-end latency, µs: that of the sender's clock plus that of the consumer's. */
    public OptionalLong uncertaintyMicros() {
        return clocksKnown && !endToEnd.summary().isEmpty()
                ? OptionalLong.of(2 * uncertaintyMicros)
                : OptionalLong.empty();
    }

    /**
     * @param senders uncertainty (±) of the senders' clocks, µs; empty for an unknown one
     * @return the event text for the time line; empty if there is no event
     */
    public Optional<String> onConsumed(String worker, Consumed report, Collection<Optional<Long>> senders) {
        if (report.group() >= groups.size()) {
            return Optional.empty();
        }
        Group group = groups.get(report.group());
        SlidingDedup numbers = group.seen.computeIfAbsent(worker, w -> new SlidingDedup());
        if (!numbers.isNew(report.number()) || !isWhole(report)) {
            return Optional.empty();
        }
        numbers.note(report.number());
        group.endToEnd.add(report.endToEnd());
        endToEnd.add(report.endToEnd());
        if (!report.endToEnd().equals(EncodedHistogram.EMPTY)) {
            noteClock(report.uncertaintyMicros() < 0 ? Optional.empty() : Optional.of(report.uncertaintyMicros()));
            senders.forEach(this::noteClock);
        }
        Optional<Consumed> before = Optional.ofNullable(group.newest.get(worker));
        long more = report.records() - before.map(Consumed::records).orElse(0L);
        series.addConsumed(report.second(), Math.max(0, more), report.endToEnd(), throttledSince(before, report));
        if (before.filter(known -> known.number() > report.number()).isPresent()) {
            return Optional.empty();
        }
        group.newest.put(worker, report);
        long again = report.rebalances() - before.map(Consumed::rebalances).orElse(0L);
        long micros = report.pausedMicros() - before.map(Consumed::pausedMicros).orElse(0L);
        return again <= 0
                ? Optional.empty()
                : Optional.of("group " + group.number + ": members went through " + again
                        + (again == 1 ? " rebalance" : " rebalances")
                        + (micros > 0 ? " and read nothing for " + micros / 1_000 + " ms" : ""));
    }

    private static Throttled throttledSince(Optional<Consumed> before, Consumed report) {
        long earlier = before.flatMap(Consumed::throttledMicros).orElse(0L);
        return Throttled.fetch(report.throttledMicros().map(micros -> Math.max(0, micros - earlier) * NANOS_PER_MICRO));
    }

    /** How long quotas throttled the members on a worker, over all groups. */
    public Throttled throttled(String worker) {
        return groups.stream()
                .flatMap(group -> Optional.ofNullable(group.newest.get(worker)).stream())
                .map(ConsumerGroupStats::throttled)
                .reduce(Throttled.UNKNOWN, Throttled::plus);
    }

    /** How long quotas throttled the members of all groups. */
    public Throttled throttled() {
        return groups.stream().map(Group::throttled).reduce(Throttled.UNKNOWN, Throttled::plus);
    }

    private static Throttled throttled(Consumed consumed) {
        return Throttled.fetch(consumed.throttledMicros().map(micros -> micros * NANOS_PER_MICRO));
    }

    private static boolean isWhole(Consumed report) {
        try {
            new LatencyAggregate().add(report.endToEnd());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void noteClock(Optional<Long> micros) {
        clocksKnown &= micros.isPresent();
        uncertaintyMicros = Math.max(uncertaintyMicros, micros.orElse(0L));
    }

    /** A worker departed: its partitions are released, and its counts stay. */
    public void onWorkerDeparted(String worker) {
        for (Group group : groups) {
            group.newest.computeIfPresent(
                    worker,
                    (w, last) -> new Consumed(
                            last.run(),
                            last.group(),
                            last.number(),
                            last.second(),
                            0,
                            0,
                            last.records(),
                            last.redelivered(),
                            last.foreign(),
                            last.bytes(),
                            last.rebalances(),
                            last.pausedMicros(),
                            last.throttledMicros(),
                            last.uncertaintyMicros(),
                            last.endToEnd(),
                            ""));
        }
    }

    /** Updates the end of the topic from a sender's ledger. */
    public void onEvidence(SendLedgerReport evidence) {
        for (int i = 0; i < evidence.given().size(); i++) {
            acked.merge(evidence.first() + i, evidence.given().get(i).lastOffset() + 1, Math::max);
        }
    }

    /**
     * @param from by partition, the end offset before the run
     * @param second after the run's start; empty before the start
     */
    public void onPositions(GroupPositions report, List<Long> from, OptionalInt second, Instant now) {
        if (report.group() >= groups.size()) {
            return;
        }
        Group group = groups.get(report.group());
        report.positions().forEach(group::note);
        long lag = group.lag();
        group.lagMax = Math.max(group.lagMax, lag);
        second.ifPresent(at -> series.addLag(at, group.number, lag));
        noteCaughtUp(group, from, now);
    }

    private void noteCaughtUp(Group group, List<Long> from, Instant now) {
        if (drainingSince.isPresent() && group.caughtUpAt.isEmpty() && group.isAt(until, from)) {
            group.caughtUpAt = Optional.of(now);
        }
    }

    /** Why the load cannot begin: a group with missing members or unassigned partitions; empty if all are ready. */
    public Optional<String> unready(int partitions) {
        if (consumers.backlog()) {
            return Optional.empty();
        }
        return groups.stream()
                .filter(group -> group.members() < consumers.members() || group.partitions() < partitions)
                .findFirst()
                .map(group -> "group " + group.number + " has " + group.members() + " of "
                        + Counted.of(consumers.members(), "member") + " and " + group.partitions() + " of "
                        + Counted.of(partitions, "partition")
                        + group.trouble().map(words -> ": " + words).orElse(""));
    }

    public boolean isNone() {
        return consumers.isNone();
    }

    /**
     * All messages are sent.
     *
     * @param ends by partition, the offset to read up to
     */
    public void drain(List<Long> ends, List<Long> from, Instant now) {
        until = ends;
        drainingSince = Optional.of(now);
        groups.forEach(group -> noteEnds(group, ends, from));
        groups.forEach(group -> noteCaughtUp(group, from, now));
    }

    /** Sets the end offsets, also for partitions that no member has read yet. */
    private void noteEnds(Group group, List<Long> ends, List<Long> from) {
        for (int partition = 0; partition < ends.size(); partition++) {
            Position known = group.places.get(partition);
            long end = ends.get(partition);
            if (known != null) {
                group.note(new Position(partition, known.first(), known.next(), end));
            } else if (consumers.start() == Start.LATEST) {
                group.note(new Position(partition, from.get(partition), from.get(partition), end));
            }
        }
        group.lagMax = Math.max(group.lagMax, group.lag());
    }

    /** Unread records, over all groups. */
    public long lag() {
        return groups.stream().mapToLong(Group::lag).sum();
    }

    /** Number of members that have not joined their groups yet. */
    public int missingMembers() {
        return groups.stream()
                .mapToInt(group -> Math.max(0, consumers.members() - group.members()))
                .sum();
    }

    /** When the wait for the groups times out. */
    public Optional<Instant> givenUpAt() {
        return drainingSince.map(since -> since.plus(consumers.catchUp()));
    }

    /** Progress of the slowest group, 0 to 1. */
    public double progress() {
        return groups.stream().mapToDouble(Group::progress).min().orElse(1);
    }

    /** Stops waiting for the groups. */
    public void giveUp(String why) {
        givenUp = givenUp.or(() -> Optional.of(why));
    }

    /** Whether the wait is over; gives up groups that exceeded the time limit. */
    public boolean isOver(Instant now) {
        boolean over = drainingSince.isPresent() && groups.stream().allMatch(group -> group.caughtUpAt.isPresent());
        if (!over
                && drainingSince
                        .filter(since -> now.isAfter(since.plus(consumers.catchUp())))
                        .isPresent()) {
            giveUp("not within " + consumers.catchUp().toSeconds() + " s");
        }
        return over || isNone() || givenUp.isPresent();
    }

    /** How long a group continued to read after the last ack. */
    public Optional<Duration> catchUp(Group group) {
        return drainingSince.flatMap(since -> group.caughtUpAt.map(at -> Duration.between(since, at)));
    }

    /**
     * The run has ended: messages that a group has not read count as unanswered.
     *
     * @param from by partition, the end offset before the run
     * @param messagesMax number of measured acked messages; the topic may hold foreign records
     */
    public void end(List<Long> from, long messagesMax) {
        for (Group group : groups) {
            if (group.caughtUpAt.isEmpty()) {
                long unread = Math.min(group.unread(from), messagesMax);
                group.endToEnd.addUnanswered(unread);
                endToEnd.addUnanswered(unread);
            }
        }
    }

    /** Describes the groups that have not read everything, and why the wait for them ended. */
    public List<String> behind() {
        return groups.stream()
                .filter(group -> group.caughtUpAt.isEmpty())
                .map(group -> "group " + group.number + " has not caught up ("
                        + givenUp.orElse("the run ended before") + "): " + Counted.of(group.lag(), "record")
                        + " remaining"
                        + group.trouble().map(words -> "; " + words).orElse(""))
                .toList();
    }
}
