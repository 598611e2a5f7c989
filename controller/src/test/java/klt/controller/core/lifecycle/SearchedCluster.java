package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.interval.SenderTimes;
import klt.controller.core.CoreHarness;
import klt.controller.core.Intervals;
import klt.controller.core.Progress;
import klt.controller.core.limit.LimitTrials.Limit;
import klt.controller.core.run.Run;

/** A worker and a cluster that answers a fixed number of messages per second; more of them wait. */
class SearchedCluster {

    private static final String SPEC =
            "{kind: limit, duration: 2h, warmup: 5s, objectives: ['response.p99<20ms', 'errors<1%'],"
                    + " limit: {from: 1000, window: 10s, hold: 60s}}";
    /** The spec of a search that begins with the lowest load that can be measured. */
    static final String FROM_THE_LOWEST = SPEC.replace("from: 1000, window: 10s", "from: 20, window: 5s");

    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int SECONDS_MAX = 7_000;

    private final double capacity;
    private final double senderCapacity;
    private final SenderTimes times;
    private CoreHarness harness = new CoreHarness();
    private long second;
    private long sent;
    private long acked;

    SearchedCluster(double capacity, double senderCapacity, SenderTimes times) {
        this(capacity, senderCapacity, times, SPEC);
    }

    SearchedCluster(double capacity, double senderCapacity, SenderTimes times, String spec) {
        this.capacity = capacity;
        this.senderCapacity = senderCapacity;
        this.times = times;
        harness.running("r", spec, "a");
    }

    SearchedCluster(double capacity) {
        this(capacity, 1e9, SenderTimes.NONE);
    }

    Run run() {
        return harness.run("r");
    }

    SenderTimes times() {
        return times;
    }

    /** Messages per second that it answers. */
    double capacity() {
        return capacity;
    }

    long seconds() {
        return second;
    }

    long sent() {
        return sent;
    }

    CoreHarness harness() {
        return harness;
    }

    /** Another controller takes over. */
    void replaceController() {
        harness = harness.successor();
    }

    /** The rate in the newest second that was simulated. */
    double rate() {
        return run().fireTimes().orElseThrow().rateAt((second - 1) * SECOND_NANOS);
    }

    void second() {
        harness.tick();
        long due = run().fireTimes().orElseThrow().firstAtOrAfter((second + 1) * SECOND_NANOS);
        long sentNow = Math.min(due - sent, (long) senderCapacity);
        long late = due - sent - sentNow;
        sent += sentNow;
        long ackedNow = Math.min(sent - acked, (long) capacity());
        acked += ackedNow;
        long lagMicros = 100 + (long) (late / senderCapacity * 1e6);
        long micros = 1_000 + lagMicros + (long) ((sent - acked) / capacity * 1e6);
        Interval interval = new Interval(
                "r",
                second,
                (int) second,
                sentNow,
                new Interval.Outcomes(ackedNow, 0, 0, 0),
                Interval.Outcomes.NONE,
                0,
                sent - acked,
                times(),
                Intervals.latencies(Intervals.encoded(micros), Intervals.encoded(micros), Intervals.encoded(lagMicros)),
                List.of());
        second++;
        harness.interval("a", interval);
        harness.heartbeat(
                "a",
                Progress.of("r", RunState.SENDING).messages(sent, acked, 0, 0).intervals(second));
    }

    /** Until the search is over. */
    void search() {
        while (run().phase() == RunPhase.RUNNING) {
            assertThat(second).isLessThan(SECONDS_MAX);
            second();
        }
    }

    void end() {
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(sent).intervals(second));
        harness.ticks(2);
    }

    Limit limit() {
        return run().stats().limit().orElseThrow().limit();
    }
}
