package klt.worker.consume;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import klt.common.histogram.LatencyHistogram;
import klt.common.histogram.LatencyRecorder;
import klt.common.protocol.Consumed;
import klt.common.protocol.GroupPositions;
import org.HdrHistogram.Histogram;

/** Measurements of one group's members on this worker. Members record them; one thread reports them. */
final class GroupMeter {

    private static final long NANOS_PER_MICRO = 1_000;
    private static final int POSITIONS_ROUND = 10;

    private final String run;
    private final int group;
    private final GroupPlaces places = new GroupPlaces();
    private final List<LatencyRecorder> endToEnd = new CopyOnWriteArrayList<>();
    private final LongAdder records = new LongAdder();
    private final LongAdder redelivered = new LongAdder();
    private final LongAdder foreign = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder recordsOfAll;
    private final LongAdder redeliveredOfAll;
    private final LongAdder throttledNanosOfAll;
    private final LongAdder rebalances = new LongAdder();
    private final LongAdder pausedNanos = new LongAdder();
    private final LongAccumulator pausedNanosMax = new LongAccumulator(Math::max, 0);
    private final LongAdder throttledNanos = new LongAdder();
    private volatile boolean throttleMeasured;

    // reporting thread only
    private long number;
    private long positionsTaken;
    private final Map<Integer, GroupPositions> positionsReported = new HashMap<>();
    private Histogram interval = new Histogram(LatencyRecorder.SIGNIFICANT_DIGITS);

    /**
     * @param recordsOfAll counts all groups' records
     * @param redeliveredOfAll counts all groups' redelivered records
     * @param throttledNanosOfAll counts all groups' throttle time
     */
    GroupMeter(
            String run, int group, LongAdder recordsOfAll, LongAdder redeliveredOfAll, LongAdder throttledNanosOfAll) {
        this.run = run;
        this.group = group;
        this.recordsOfAll = recordsOfAll;
        this.redeliveredOfAll = redeliveredOfAll;
        this.throttledNanosOfAll = throttledNanosOfAll;
    }

    GroupPlaces places() {
        return places;
    }

    /** Creates a recorder for a member. Only the member's thread may use it. */
    LatencyRecorder recorder() {
        LatencyRecorder recorder = new LatencyRecorder();
        endToEnd.add(recorder);
        return recorder;
    }

    /** Removes the recorder of a member that has left. */
    void remove(LatencyRecorder recorder) {
        interval.add(recorder.takeInterval());
        endToEnd.remove(recorder);
    }

    void record(int size) {
        records.increment();
        recordsOfAll.increment();
        bytes.add(size);
    }

    void redelivered() {
        redelivered.increment();
        redeliveredOfAll.increment();
    }

    void foreign() {
        foreign.increment();
    }

    /** @param nanosPaused how long the member had nothing to read; 0 if it had no partitions before */
    void rebalanced(long nanosPaused) {
        rebalances.increment();
        pausedNanos.add(nanosPaused);
    }

    /** @param nanos how long a rebalance has kept a member from reading so far, without the time before the run's start */
    void paused(long nanos) {
        pausedNanosMax.accumulate(nanos);
    }

    /** @param nanos time during which quotas throttled the member since its last report */
    void throttled(long nanos) {
        throttleMeasured = true;
        throttledNanos.add(nanos);
        throttledNanosOfAll.add(nanos);
    }

    /**
     * Returns the measurements since the last call, for the controller.
     *
     * @param partitions number of partitions currently assigned to the members
     * @param uncertaintyMicros this worker's maximum clock error; empty if unknown
     */
    Consumed consumed(
            int second, int members, int partitions, Optional<Long> uncertaintyMicros, Optional<String> trouble) {
        endToEnd.forEach(recorder -> interval.add(recorder.takeInterval()));
        LatencyHistogram encoded = LatencyHistogram.of(interval);
        interval = new Histogram(LatencyRecorder.SIGNIFICANT_DIGITS);
        number++;
        // read subsets before totals, because members may be writing concurrently
        long again = redelivered.sum();
        long others = foreign.sum();
        return new Consumed(
                run,
                group,
                number,
                second,
                new Consumed.Members(
                        members,
                        partitions,
                        rebalances.sum(),
                        pausedNanos.sum() / NANOS_PER_MICRO,
                        pausedNanosMax.get() / NANOS_PER_MICRO,
                        throttleMeasured ? Optional.of(throttledNanos.sum() / NANOS_PER_MICRO) : Optional.empty()),
                new Consumed.Records(records.sum(), again, others, bytes.sum()),
                new Consumed.EndToEnd(encoded, uncertaintyMicros.orElse(-1L)),
                trouble.orElse(""));
    }

    /** Returns the positions that have changed since the last call. Every {@value #POSITIONS_ROUND}th call returns all positions. */
    List<GroupPositions> positions() {
        boolean all = positionsTaken++ % POSITIONS_ROUND == 0;
        List<GroupPositions> changed = places.positions(run, group).stream()
                .filter(part -> all || !part.equals(positionsReported.get(part.part())))
                .toList();
        changed.forEach(part -> positionsReported.put(part.part(), part));
        return changed;
    }
}
