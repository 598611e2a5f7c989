package klt.controller.core.stats;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import klt.common.code.Args;
import klt.common.histogram.LatencyAggregate;
import klt.common.protocol.Consumed;
import klt.common.protocol.GroupPositions.Position;
import klt.common.spec.consumers.Group;
import klt.common.spec.consumers.GroupProtocol;
import klt.common.spec.consumers.Start;
import klt.controller.core.stats.group.CatchUpTime;

/**
 * One of a run's consumer groups, aggregated from the workers' reports. Counts are cumulative, intervals are numbered, and positions only
 * increase, so repeated reports, late reports and reassigned partitions are harmless.
 */
public final class GroupStats {

    private final int number;
    private final Group settings;
    /** offset after the highest acked offset, by partition; shared by a run's groups */
    private final Map<Integer, Long> acked;

    private final Map<String, Consumed> newest = new LinkedHashMap<>();
    private final Map<String, SlidingDedup> seen = new LinkedHashMap<>();
    private final Map<Integer, Position> places = new TreeMap<>();
    private final LatencyAggregate endToEnd = new LatencyAggregate();
    private long lagMax;
    private final CatchUpTime catchUp = new CatchUpTime();
    private Optional<OpenTransaction> heldBackBy = Optional.empty();

    GroupStats(int number, Group settings, Map<Integer, Long> acked) {
        this.number = number;
        this.settings = settings;
        this.acked = acked;
    }

    /** Returns the group's index in the spec, from 0. */
    public int number() {
        return number;
    }

    public Group settings() {
        return settings;
    }

    /** Returns the group's name, or its number if it has none. */
    public Object label() {
        return settings.name().<Object>map(name -> name).orElse(number);
    }

    public LatencyAggregate endToEnd() {
        return endToEnd;
    }

    private long sum(ToLongFunction<Consumed> figure) {
        return newest.values().stream().mapToLong(figure).sum();
    }

    public int members() {
        return (int) sum(report -> report.members().joined());
    }

    int missingMembers() {
        return Math.max(0, settings.members() - members());
    }

    /** Returns missing members or unassigned partitions, as arguments of {@code CONSUMERS_NOT_READY}, or empty if there are none. */
    Optional<Args> unready(int topicPartitions) {
        return missingMembers() == 0 && partitions() >= topicPartitions
                ? Optional.empty()
                : Optional.of(Args.of(
                        "group",
                        label(),
                        "members",
                        members(),
                        "expected",
                        settings.members(),
                        "partitions",
                        partitions(),
                        "topicPartitions",
                        topicPartitions,
                        "trouble",
                        trouble()));
    }

    public int partitions() {
        return (int) sum(report -> report.members().partitions());
    }

    /** Returns the number of records delivered to members, including redeliveries. */
    public long records() {
        return sum(report -> report.records().received());
    }

    public long bytes() {
        return sum(report -> report.records().bytes());
    }

    public long foreign() {
        return sum(report -> report.records().foreign());
    }

    public long rebalances() {
        return sum(report -> report.members().rebalances());
    }

    /**
     * Returns a worker's rebalances since its previous report, as arguments of a REBALANCE event except for the worker, or empty if there
     * were none.
     *
     * @param report the worker's newest report
     */
    Optional<Args> rebalances(Optional<Consumed> before, Consumed report) {
        long more = report.members().rebalances()
                - before.map(known -> known.members().rebalances()).orElse(0L);
        long micros = report.members().pausedMicros()
                - before.map(known -> known.members().pausedMicros()).orElse(0L);
        return more <= 0
                ? Optional.empty()
                : Optional.of(Args.of(
                        "group",
                        label(),
                        "rebalances",
                        more,
                        "pausedMillis",
                        Optional.of(micros / 1_000).filter(millis -> micros > 0)));
    }

    /** Returns how long rebalances kept members from reading, summed across members. */
    public Duration paused() {
        return Duration.of(sum(report -> report.members().pausedMicros()), ChronoUnit.MICROS);
    }

    /** Returns the longest time for which a rebalance kept a single member from reading, or empty if no member has joined the group. */
    public Optional<Duration> pausedMax() {
        LongStream longest = newest.values().stream()
                .map(Consumed::members)
                .filter(members -> members.rebalances() > 0 || members.pausedMicrosMax() > 0)
                .mapToLong(Consumed.Members::pausedMicrosMax);
        return longest.boxed().max(Long::compare).map(micros -> Duration.of(micros, ChronoUnit.MICROS));
    }

    /** Returns how long quotas throttled members, summed across members. */
    public Throttled throttled() {
        return newest.values().stream().map(Throttled::of).reduce(Throttled.UNKNOWN, Throttled::plus);
    }

    /** Returns the number of redelivered records: deliveries in excess of the offsets covered by the group. */
    public long redelivered() {
        if (settings.protocol() == GroupProtocol.SHARE) {
            // the broker counts redeliveries, because a group's position is reported later than its deliveries
            return sum(report -> report.records().redelivered());
        }
        return Math.max(sum(report -> report.records().redelivered()), records() - covered());
    }

    /**
     * Returns the number of records read by the group, each counted once. Some offsets have no record because they are transaction markers.
     */
    long distinct() {
        return records() - redelivered();
    }

    /** Returns the number of offsets between the group's start, or the topic's beginning, and its positions. */
    long covered() {
        return places.values().stream()
                .mapToLong(place -> place.next() - place.first())
                .sum();
    }

    /** Number of records in the topic that no member has completed. Senders report the end too: a throttled member does not know it. */
    public long lag() {
        return places.values().stream()
                .mapToLong(place -> end(place) - place.next())
                .sum();
    }

    private long end(Position place) {
        return Math.max(place.end(), acked.getOrDefault(place.partition(), 0L));
    }

    double progress() {
        long all = places.values().stream()
                .mapToLong(place -> end(place) - place.first())
                .sum();
        return all == 0 ? 0 : (double) (all - lag()) / all;
    }

    /** Returns the number of the run's messages in the topic that the group has not read. */
    long unread(List<Long> from, List<Long> until) {
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

    /** Returns the problem that keeps members from reading, or empty if there is none. */
    public Optional<String> trouble() {
        return newest.values().stream()
                .map(Consumed::trouble)
                .filter(words -> !words.isEmpty())
                .findFirst();
    }

    void note(Position report) {
        places.merge(
                report.partition(),
                report,
                (known, other) -> new Position(
                        known.partition(),
                        Math.min(known.first(), other.first()),
                        Math.max(known.next(), other.next()),
                        Math.max(known.end(), other.end())));
    }

    boolean isAt(List<Long> ends, List<Long> from) {
        return IntStream.range(0, ends.size())
                .filter(partition -> ends.get(partition) > from.get(partition))
                .allMatch(partition -> hasReadTo(partition, ends.get(partition)));
    }

    /** Returns whether the group has read a partition up to an offset. */
    boolean hasReadTo(int partition, long offset) {
        Position place = places.get(partition);
        return place != null && place.next() >= offset;
    }

    /**
     * Returns whether the group has read past a transaction, which is impossible while the transaction is open. The group may have started
     * after the transaction's first record.
     */
    boolean isPast(OpenTransaction open) {
        Position place = places.get(open.number());
        return place != null && place.next() > Math.max(place.first(), open.startOffset());
    }

    /** @param open another producer's transaction before the offset that the group has to reach, if any */
    public void heldBackBy(Optional<OpenTransaction> open) {
        heldBackBy = open;
    }

    /** The open transaction of another producer that holds the group back, as arguments of a reason; empty if none is known. */
    public Args heldBack() {
        return heldBackBy
                .filter(open -> !hasCaughtUp() && !isPast(open))
                .map(OpenTransaction::args)
                .orElse(Args.NONE);
    }

    /** Returns whether a report has not been received before. */
    boolean isNew(String worker, Consumed report) {
        SlidingDedup numbers = seen.get(worker);
        return numbers == null || numbers.isNew(report.number());
    }

    /** Returns a worker's newest report. */
    Optional<Consumed> newest(String worker) {
        return Optional.ofNullable(newest.get(worker));
    }

    /**
     * @param report must be new
     * @return whether the report is newer than all the worker's other reports
     */
    boolean onConsumed(String worker, Consumed report) {
        seen.computeIfAbsent(worker, w -> new SlidingDedup()).note(report.number());
        endToEnd.add(report.endToEnd().latency());
        if (newest(worker).filter(known -> known.number() > report.number()).isPresent()) {
            return false;
        }
        newest.put(worker, report);
        return true;
    }

    /** Called when a worker departs. Its partitions are released, but its counts remain. */
    void onWorkerDeparted(String worker) {
        newest.computeIfPresent(worker, (w, last) -> last.withoutMembers());
    }

    /**
     * Called before a replayed report is applied. Replayed positions do not show when the group read the records.
     *
     * @param end when the members had read the report's records, at the latest
     */
    public void onReplayed(String worker, Consumed report, Instant end) {
        long before = newest(worker).map(known -> known.records().received()).orElse(0L);
        if (report.records().received() > before) {
            catchUp.noteRead(end);
        }
    }

    void noteLag() {
        lagMax = Math.max(lagMax, lag());
    }

    boolean hasCaughtUp() {
        return catchUp.caughtUpAt().isPresent();
    }

    public CatchUpTime catchUp() {
        return catchUp;
    }

    /** Returns the number of records that the group had not read when the run gave up on it, or ended. */
    public long unreadInTime() {
        return catchUp.waitEnd().isPresent() ? catchUp.unread() : lag();
    }

    /** @param hasReadAll false if the run stops waiting for the group, which then no longer counts as caught up */
    void endWait(boolean hasReadAll, Instant now) {
        catchUp.endWait(hasReadAll, distinct(), lag(), now);
    }

    /** Sets the end offsets, including those of partitions that no member has read yet. */
    void noteEnds(List<Long> ends, List<Long> from) {
        for (int partition = 0; partition < ends.size(); partition++) {
            Position known = places.get(partition);
            long end = ends.get(partition);
            if (known != null) {
                note(new Position(partition, known.first(), known.next(), end));
            } else if (settings.start() instanceof Start.Latest) {
                note(new Position(partition, from.get(partition), from.get(partition), end));
            }
        }
        noteLag();
    }
}
