package klt.controller.core.verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.interval.SenderTimes;
import klt.common.report.Verdict;
import klt.controller.core.CoreHarness;
import klt.controller.core.Intervals;
import klt.controller.core.Progress;
import klt.controller.core.run.Run;

/** The run {@code r} on a harness, and its verdict; times are in seconds after its start. */
public final class JudgedRun {

    private final CoreHarness harness = new CoreHarness();
    private long intervals;

    public CoreHarness harness() {
        return harness;
    }

    public Run run() {
        return harness.run("r");
    }

    public Instant at(double seconds) {
        return run().startAt().orElseThrow().plusNanos(Math.round(seconds * 1e9));
    }

    public void passTo(double seconds) {
        harness.pass(Duration.between(harness.now(), at(seconds)));
    }

    /** Number of the next interval of worker {@code a}. */
    long nextInterval() {
        return intervals++;
    }

    /** Worker {@code a} acks the same number of messages in each second, all with one latency. */
    void acked(int fromSecond, int toSecond, int perSecond, long micros) {
        passTo(toSecond);
        for (int second = fromSecond; second < toSecond; second++) {
            long[] samples =
                    LongStream.range(0, perSecond).map(message -> micros).toArray();
            harness.interval("a", Intervals.interval("r", nextInterval(), second, samples));
        }
    }

    Progress finished(long acked, double lastAckSeconds) {
        return Progress.of("r", RunState.FINISHED).acked(acked).lastAckAt(at(lastAckSeconds));
    }

    public Verdict verdict() {
        return Judge.verdict(run(), harness.now());
    }

    List<String> codes() {
        return verdict().reasons().stream().map(Verdict.Reason::code).toList();
    }

    List<Judge.Judged> objectives() {
        return Judge.objectives(run(), harness.now());
    }

    Optional<Double> achieved() {
        return AchievedLoad.rate(run());
    }

    /** Messages that were sent and acked in a second. */
    static Interval sentIn(int second, long messages) {
        LatencyHistogram none = LatencyHistogram.EMPTY;
        return new Interval(
                "r",
                second,
                second,
                messages,
                new Interval.Outcomes(messages, 0, 0, 0),
                Interval.Outcomes.NONE,
                0,
                0,
                SenderTimes.NONE,
                Intervals.latencies(none, none, none),
                List.of());
    }

    /** Messages that were acked in a second and sent before it. */
    static Interval ackedIn(int second, long messages) {
        LatencyHistogram none = LatencyHistogram.EMPTY;
        return new Interval(
                "r",
                second,
                second,
                0,
                new Interval.Outcomes(messages, 0, 0, 0),
                Interval.Outcomes.NONE,
                0,
                0,
                SenderTimes.NONE,
                Intervals.latencies(none, none, none),
                List.of());
    }

    /** An interval of one message. */
    static Interval latencies(long responseMicros, long lagMicros) {
        return interval(1, responseMicros, 1_000, lagMicros);
    }

    /** An interval of messages with one sample of each latency. */
    public static Interval interval(long messages, long responseMicros, long serviceMicros, long lagMicros) {
        return new Interval(
                "r",
                0,
                0,
                messages,
                new Interval.Outcomes(messages, 0, 0, 0),
                Interval.Outcomes.NONE,
                messages * 1_024,
                0,
                SenderTimes.NONE,
                Intervals.latencies(
                        Intervals.encoded(responseMicros),
                        Intervals.encoded(serviceMicros),
                        Intervals.encoded(lagMicros)),
                List.of());
    }
}
