package klt.controller.core;

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
 * The consumer groups of one run, folded from what workers report. Counts are cumulative, intervals are numbered, and positions only move
 * one way, so that repeats, late reports and partitions that change hands do no harm.
 */
public final class ConsumerGroupStats {

    private static final long NANOS_PER_MICRO = 1_000;

    private final Consumers consumers;
    private final Series series;
    private final List<Group> groups = new ArrayList<>();
    private final LatencyAggregate endToEnd = new LatencyAggregate();
    /** by partition, the offset after the highest that a sender had an ack for */
    private final Map<Integer, Long> acked = new HashMap<>();

    private List<Long> until = List.of();
    private Optional<Instant> drainingSince = Optional.empty();
    private Optional<String> givenUp = Optional.empty();
    private long uncertaintyMicros;
    private boolean clocksKnown = true;

    /** @param series gets what there is over time */
    ConsumerGroupStats(Consumers consumers, Series series) {
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

        /** Counted from 0. */
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

        /** All that members were given. */
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

        /** How long members had nothing to read because of them, added up. */
        public Duration paused() {
            return Duration.of(sum(Consumed::pausedMicros), ChronoUnit.MICROS);
        }

        /** How long quotas held back members, added up. */
        public Throttled throttled() {
            return newest.values().stream()
                    .map(ConsumerGroupStats::throttled)
                    .reduce(Throttled.UNKNOWN, Throttled::plus);
        }

        /** Records that were given again: more were given than there are between the first and the last. */
        public long redelivered() {
            if (consumers.protocol() == GroupProtocol.SHARE) {
                // the broker counts them, and how far a group is comes later than what it was given
                return sum(Consumed::redelivered);
            }
            long distinct = places.values().stream()
                    .mapToLong(place -> place.next() - place.first())
                    .sum();
            return Math.max(sum(Consumed::redelivered), records() - distinct);
        }

        /**
         * Records that are in the topic and that no member is done with. A member that is held back does not learn of the end of the topic;
         * those who send do.
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

        /** Messages of the run that are in the topic and that it has not read. */
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

        private void note(Position news) {
            places.merge(
                    news.partition(),
                    news,
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

    /** Over all groups, µs. */
    public LatencyAggregate endToEnd() {
        return endToEnd;
    }

    /** ± of every end-to-end latency, µs: the clock that says when a message was due, and the one that says when it came. */
    public OptionalLong uncertaintyMicros() {
        return clocksKnown && !endToEnd.summary().isEmpty()
                ? OptionalLong.of(2 * uncertaintyMicros)
                : OptionalLong.empty();
    }

    /**
     * @param senders ± of the clocks of those who send, µs; empty for one that is not known
     * @return what is to be said of it on the time line; empty when nothing has happened
     */
    Optional<String> onConsumed(String worker, Consumed news, Collection<Optional<Long>> senders) {
        if (news.group() >= groups.size()) {
            return Optional.empty();
        }
        Group group = groups.get(news.group());
        SlidingDedup numbers = group.seen.computeIfAbsent(worker, w -> new SlidingDedup());
        if (!numbers.isNew(news.number()) || !isWhole(news)) {
            return Optional.empty();
        }
        numbers.note(news.number());
        group.endToEnd.add(news.endToEnd());
        endToEnd.add(news.endToEnd());
        if (!news.endToEnd().equals(EncodedHistogram.EMPTY)) {
            noteClock(news.uncertaintyMicros() < 0 ? Optional.empty() : Optional.of(news.uncertaintyMicros()));
            senders.forEach(this::noteClock);
        }
        Optional<Consumed> before = Optional.ofNullable(group.newest.get(worker));
        long more = news.records() - before.map(Consumed::records).orElse(0L);
        series.addConsumed(news.second(), Math.max(0, more), news.endToEnd(), throttledSince(before, news));
        if (before.filter(known -> known.number() > news.number()).isPresent()) {
            return Optional.empty();
        }
        group.newest.put(worker, news);
        long again = news.rebalances() - before.map(Consumed::rebalances).orElse(0L);
        long micros = news.pausedMicros() - before.map(Consumed::pausedMicros).orElse(0L);
        return again <= 0
                ? Optional.empty()
                : Optional.of("group " + group.number + ": members went through " + again
                        + (again == 1 ? " rebalance" : " rebalances")
                        + (micros > 0 ? " and read nothing for " + micros / 1_000 + " ms" : ""));
    }

    private static Throttled throttledSince(Optional<Consumed> before, Consumed news) {
        long earlier = before.flatMap(Consumed::throttledMicros).orElse(0L);
        return Throttled.fetch(news.throttledMicros().map(micros -> Math.max(0, micros - earlier) * NANOS_PER_MICRO));
    }

    /** How long quotas held back the members on a worker, of all groups. */
    Throttled throttled(String worker) {
        return groups.stream()
                .flatMap(group -> Optional.ofNullable(group.newest.get(worker)).stream())
                .map(ConsumerGroupStats::throttled)
                .reduce(Throttled.UNKNOWN, Throttled::plus);
    }

    /** How long quotas held back the members of all groups. */
    Throttled throttled() {
        return groups.stream().map(Group::throttled).reduce(Throttled.UNKNOWN, Throttled::plus);
    }

    private static Throttled throttled(Consumed consumed) {
        return Throttled.fetch(consumed.throttledMicros().map(micros -> micros * NANOS_PER_MICRO));
    }

    private static boolean isWhole(Consumed news) {
        try {
            new LatencyAggregate().add(news.endToEnd());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void noteClock(Optional<Long> micros) {
        clocksKnown &= micros.isPresent();
        uncertaintyMicros = Math.max(uncertaintyMicros, micros.orElse(0L));
    }

    /** A worker is gone: it has nothing any more, and what it did stays. */
    void onGone(String worker) {
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

    /** What those who send know of the topic's end. */
    void onEvidence(SendLedgerReport evidence) {
        for (int i = 0; i < evidence.given().size(); i++) {
            acked.merge(evidence.first() + i, evidence.given().get(i).lastOffset() + 1, Math::max);
        }
    }

    /**
     * @param from by partition, where the topic ended before the run
     * @param second after the run's start; empty before it
     */
    void onPositions(GroupPositions news, List<Long> from, OptionalInt second, Instant now) {
        if (news.group() >= groups.size()) {
            return;
        }
        Group group = groups.get(news.group());
        news.positions().forEach(group::note);
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

    /** What keeps the load from beginning: a group whose members are not all there, or have not got all partitions yet. */
    Optional<String> unready(int partitions) {
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

    boolean isNone() {
        return consumers.isNone();
    }

    /**
     * All is sent.
     *
     * @param ends by partition, what is to be read
     */
    void drain(List<Long> ends, List<Long> from, Instant now) {
        until = ends;
        drainingSince = Optional.of(now);
        groups.forEach(group -> noteEnds(group, ends, from));
        groups.forEach(group -> noteCaughtUp(group, from, now));
    }

    /** What is to be read is known now, also where no member has been yet. */
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

    /** Records that groups have not read, of all groups. */
    long lag() {
        return groups.stream().mapToLong(Group::lag).sum();
    }

    /** Members that are not in their groups yet. */
    int missingMembers() {
        return groups.stream()
                .mapToInt(group -> Math.max(0, consumers.members() - group.members()))
                .sum();
    }

    /** When they are not waited for any more. */
    Optional<Instant> givenUpAt() {
        return drainingSince.map(since -> since.plus(consumers.catchUp()));
    }

    /** How much of what is to be read was read by the group that has read least, 0 to 1. */
    public double progress() {
        return groups.stream().mapToDouble(Group::progress).min().orElse(1);
    }

    /** They are not waited for any more. */
    void giveUp(String why) {
        givenUp = givenUp.or(() -> Optional.of(why));
    }

    /** Nothing more is waited for; those who took too long are given up. */
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

    /** How long a group read on after the last answer to a sender. */
    public Optional<Duration> catchUp(Group group) {
        return drainingSince.flatMap(since -> group.caughtUpAt.map(at -> Duration.between(since, at)));
    }

    /**
     * The run has ended: messages that a group has not read have no end-to-end latency, and never will.
     *
     * @param from by partition, where the topic ended before the run
     * @param messagesMax acked messages that are measured; there may be records of others in the topic
     */
    void end(List<Long> from, long messagesMax) {
        for (Group group : groups) {
            if (group.caughtUpAt.isEmpty()) {
                long unread = Math.min(group.unread(from), messagesMax);
                group.endToEnd.addUnanswered(unread);
                endToEnd.addUnanswered(unread);
            }
        }
    }

    /** Groups that have not read all, and why they were not waited for. */
    List<String> behind() {
        return groups.stream()
                .filter(group -> group.caughtUpAt.isEmpty())
                .map(group -> "group " + group.number + " has not read everything ("
                        + givenUp.orElse("the run ended before") + "): " + Counted.of(group.lag(), "record") + " left"
                        + group.trouble().map(words -> "; " + words).orElse(""))
                .toList();
    }
}
