package klt.controller.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.interval.ProcessDelays;
import klt.common.protocol.interval.ProcessDelays.CpuThrottling;
import klt.common.protocol.interval.SenderTimes;
import klt.controller.core.CoreHarness;
import klt.controller.core.Intervals;
import org.junit.jupiter.api.Test;

class MeasuredTimesTest {

    private static final long SECOND = 1_000_000_000;
    private static final double LIMIT = 2;

    private static MeasuredTimes of(String spec) {
        return new MeasuredTimes(CoreHarness.spec(spec).load());
    }

    private static SenderTimes times(long elapsedNanos, ProcessDelays delays) {
        return new SenderTimes(elapsedNanos, Optional.empty(), 0, elapsedNanos / 2, delays);
    }

    private static Interval interval(int second, long sent, SenderTimes times) {
        return interval(second, sent, times, LatencyHistogram.EMPTY);
    }

    /** An interval of a second with one message for each lag. */
    private static Interval sent(int second, long blockedMillis, long... lagMillis) {
        long[] micros = LongStream.of(lagMillis).map(millis -> millis * 1_000).toArray();
        return interval(second, lagMillis.length, blocked(blockedMillis), Intervals.encoded(micros));
    }

    private static SenderTimes blocked(long millis) {
        return new SenderTimes(SECOND, Optional.empty(), millis * 1_000_000, 0, ProcessDelays.UNKNOWN);
    }

    private static Interval interval(int second, long sent, SenderTimes times, LatencyHistogram sendLag) {
        LatencyHistogram none = LatencyHistogram.EMPTY;
        return new Interval(
                "r",
                second,
                second,
                sent,
                new Interval.Outcomes(sent, 0, 0, 0),
                Interval.Outcomes.NONE,
                0,
                0,
                times,
                Intervals.latencies(none, none, sendLag),
                List.of());
    }

    @Test
    void theWarmUpAndSecondsWithoutMessagesDoNotCount() {
        MeasuredTimes measured = of("{messages: 100, rate: 10, warmup: 1500ms}");

        measured.add(interval(0, 10, times(SECOND, ProcessDelays.UNKNOWN)), LIMIT);
        measured.add(interval(1, 10, times(SECOND, ProcessDelays.UNKNOWN)), LIMIT);
        assertThat(measured.sum()).isEmpty();
        measured.add(interval(2, 10, times(SECOND, ProcessDelays.UNKNOWN)), LIMIT);
        measured.add(interval(3, 0, times(20 * SECOND, ProcessDelays.UNKNOWN)), LIMIT);

        assertThat(measured.sum()).map(SenderTimes::elapsedNanos).contains(SECOND);
        assertThat(measured.sum()).map(SenderTimes::cpuCores).contains(0.5);
    }

    @Test
    void withoutALoadEverySecondCounts() {
        MeasuredTimes measured = of("{rate: 0, consumers: {groups: 1}}");

        measured.add(interval(0, 0, times(SECOND, ProcessDelays.UNKNOWN)), LIMIT);

        assertThat(measured.sum()).map(SenderTimes::cpuCores).contains(0.5);
    }

    @Test
    void lessThanASecondIsTooShort() {
        MeasuredTimes measured = of("{messages: 100, rate: 10}");

        measured.add(interval(0, 10, times(SECOND - 1, ProcessDelays.UNKNOWN)), LIMIT);
        assertThat(measured.sum()).isEmpty();
        measured.add(interval(1, 10, times(1, ProcessDelays.UNKNOWN)), LIMIT);

        assertThat(measured.sum()).isPresent();
    }

    @Test
    void whatNoWorkerMeasuresHasNoShare() {
        MeasuredTimes measured = of("{messages: 100, rate: 10}");

        measured.add(interval(0, 10, times(SECOND, ProcessDelays.UNKNOWN)), LIMIT);

        assertThat(measured.sum().flatMap(SenderTimes::cpuThrottledShare)).isEmpty();
        assertThat(measured.sum().flatMap(SenderTimes::runQueueShare)).isEmpty();
        assertThat(measured.sum().flatMap(SenderTimes::gcShare)).isEmpty();
        assertThat(measured.sendQueueBytesMax()).isEmpty();
        assertThat(measured.longQueueShare()).isEmpty();
    }

    @Test
    void sharesAreThoseOfAllIntervals() {
        MeasuredTimes measured = of("{messages: 100, rate: 10}");

        measured.add(interval(0, 10, times(SECOND, delays(10, 5, 300, 100, 1))), LIMIT);
        measured.add(interval(1, 10, times(3 * SECOND, delays(30, 5, 500, 20, 200_000))), LIMIT);

        assertThat(measured.sum().flatMap(SenderTimes::cpuThrottledShare)).contains(0.25);
        assertThat(measured.sum().flatMap(SenderTimes::runQueueShare)).contains(0.2);
        assertThat(measured.sum().flatMap(SenderTimes::gcShare)).contains(0.03);
        assertThat(measured.sendQueueBytesMax()).contains(200_000L);
        assertThat(measured.longQueueShare()).contains(0.5);
    }

    private static void assertLate(MeasuredTimes measured, long late, long behindKafka) {
        assertThat(measured.late().messages()).isEqualTo(late);
        assertThat(measured.late().behindKafka()).isEqualTo(behindKafka);
    }

    @Test
    void aWaitExplainsNoMoreLatenessThanItLasted() {
        MeasuredTimes measured = of("{messages: 100, rate: 10}");

        measured.add(sent(0, 300, 0, 250, 305, 320), LIMIT);
        measured.add(sent(1, 0, 290, 400), LIMIT);
        measured.add(sent(2, 0, 800, 900, 1_000), LIMIT);

        assertLate(measured, 8, 3);
    }

    @Test
    void waitsAddUpUntilTheSenderHasCaughtUp() {
        MeasuredTimes measured = of("{messages: 100, rate: 10}");

        measured.add(sent(0, 700, 0, 600), LIMIT);
        measured.add(sent(1, 700, 1_300, 1_350), LIMIT);
        measured.add(sent(2, 0, 1_000, 500), LIMIT);
        measured.add(sent(3, 0, 200, 5, 40), LIMIT);
        measured.add(sent(4, 0, 200, 5, 40), LIMIT);

        assertLate(measured, 9, 7);
    }

    @Test
    void shortWaitsExplainWhatTheySumUpTo() {
        MeasuredTimes measured = of("{messages: 100, rate: 10}");

        for (int second = 0; second < 10; second++) {
            measured.add(sent(second, 8, 8 * (second + 1) + 6), LIMIT);
        }

        assertLate(measured, 10, 10);
    }

    @Test
    void aWaitThatEndsInASecondWithoutMessagesExplainsTheNextOnes() {
        MeasuredTimes measured = of("{messages: 100, rate: 10}");

        measured.add(sent(0, 0, 1), LIMIT);
        measured.add(sent(1, 0), LIMIT);
        measured.add(sent(2, 1_500), LIMIT);
        measured.add(sent(3, 0, 1_500, 1_000), LIMIT);

        assertLate(measured, 2, 2);
    }

    @Test
    void aWaitInTheWarmUpExplainsTheFirstMeasuredMessages() {
        MeasuredTimes measured = of("{messages: 100, rate: 10, warmup: 2s}");

        measured.add(interval(0, 10, blocked(700)), LIMIT);
        measured.add(interval(1, 10, blocked(700)), LIMIT);
        measured.add(sent(2, 0, 1_300, 900), LIMIT);

        assertLate(measured, 2, 2);
    }

    @Test
    void aWarmUpThatEndsWithoutAWaitExplainsNothing() {
        MeasuredTimes measured = of("{messages: 100, rate: 10, warmup: 2s}");

        measured.add(interval(0, 10, blocked(700)), LIMIT);
        measured.add(interval(1, 10, blocked(0)), LIMIT);
        measured.add(sent(2, 0, 600, 500), LIMIT);

        assertLate(measured, 2, 0);
    }

    @Test
    void lateMessagesOfTheSecondInWhichTheWarmUpEndsCount() {
        MeasuredTimes measured = of("{messages: 100, rate: 10, warmup: 1500ms}");

        measured.add(sent(1, 0, 50, 1), LIMIT);

        assertLate(measured, 1, 0);
    }

    @Test
    void messagesThatTheProcessHadNoCpuToSendAreNotBehindAFullBuffer() {
        MeasuredTimes measured = of("{messages: 100, rate: 10}");

        measured.add(interval(0, 1, using(1, 0), Intervals.encoded(1_000)), LIMIT);
        measured.add(interval(1, 1, using(1.9, 400), Intervals.encoded(350_000)), LIMIT);
        measured.add(interval(2, 1, using(1.9, 400), Intervals.encoded(700_000)), LIMIT);
        measured.add(interval(3, 1, using(1, 0), Intervals.encoded(600_000)), LIMIT);

        assertLate(measured, 3, 3);
        assertThat(measured.late().behindFullBuffer()).isZero();
        assertThat(measured.lateSum()).map(SenderTimes::elapsedNanos).contains(3 * SECOND);
        assertThat(measured.lateOutOfCpu()).map(SenderTimes::cpuCores).contains(1.9);
    }

    @Test
    void theCpuTimeInWhichABacklogIsSentIsNotWhatDelayedIt() {
        MeasuredTimes measured = of("{messages: 100, rate: 10}");

        measured.add(interval(0, 1, using(1, 0), Intervals.encoded(1_000)), LIMIT);
        measured.add(interval(1, 0, using(0.1, 0)), LIMIT);
        measured.add(interval(2, 0, using(0.1, 0)), LIMIT);
        measured.add(interval(3, 1, using(2, 2_100), Intervals.encoded(2_000_000)), LIMIT);

        assertThat(measured.late().behindFullBuffer()).isEqualTo(1);
    }

    @Test
    void fewSecondsWithoutCpuDoNotExplainManyLateOnes() {
        MeasuredTimes measured = of("{messages: 100, rate: 10}");

        for (int second = 0; second < 4; second++) {
            measured.add(interval(second, 1, using(second < 2 ? 1.9 : 1.8, 0), Intervals.encoded(50_000)), LIMIT);
        }

        assertThat(measured.lateOutOfCpu()).isEmpty();
    }

    @Test
    void withoutAKnownLimitNoProcessIsOutOfCpu() {
        MeasuredTimes measured = of("{messages: 100, rate: 10}");

        measured.add(interval(0, 1, using(64, 100), Intervals.encoded(50_000)), 0);

        assertThat(measured.lateOutOfCpu()).isEmpty();
        assertThat(measured.late().behindFullBuffer()).isEqualTo(1);
    }

    private static SenderTimes using(double cores, long blockedMillis) {
        return new SenderTimes(
                SECOND, Optional.empty(), blockedMillis * 1_000_000, (long) (cores * SECOND), ProcessDelays.UNKNOWN);
    }

    private static ProcessDelays delays(
            long periods, long throttled, long runQueueMillis, long gcMillis, long queueBytes) {
        return new ProcessDelays(
                Optional.of(new CpuThrottling(periods, throttled)),
                Optional.of(runQueueMillis * 1_000_000),
                Optional.of(gcMillis * 1_000_000),
                Optional.of(queueBytes));
    }
}
