package klt.controller.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
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

    private static MeasuredTimes of(String spec) {
        return new MeasuredTimes(CoreHarness.spec(spec).load());
    }

    private static SenderTimes times(long elapsedNanos, ProcessDelays delays) {
        return new SenderTimes(elapsedNanos, Optional.empty(), 0, elapsedNanos / 2, delays);
    }

    private static Interval interval(int second, long sent, SenderTimes times) {
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
                Intervals.latencies(none, none, none),
                List.of());
    }

    @Test
    void theWarmUpAndSecondsWithoutMessagesDoNotCount() {
        MeasuredTimes measured = of("{messages: 100, rate: 10, warmup: 1500ms}");

        measured.add(interval(0, 10, times(SECOND, ProcessDelays.UNKNOWN)));
        measured.add(interval(1, 10, times(SECOND, ProcessDelays.UNKNOWN)));
        assertThat(measured.sum()).isEmpty();
        measured.add(interval(2, 10, times(SECOND, ProcessDelays.UNKNOWN)));
        measured.add(interval(3, 0, times(20 * SECOND, ProcessDelays.UNKNOWN)));

        assertThat(measured.sum()).map(SenderTimes::elapsedNanos).contains(SECOND);
        assertThat(measured.cpuCores()).contains(0.5);
    }

    @Test
    void withoutALoadEverySecondCounts() {
        MeasuredTimes measured = of("{rate: 0, consumers: {groups: 1}}");

        measured.add(interval(0, 0, times(SECOND, ProcessDelays.UNKNOWN)));

        assertThat(measured.cpuCores()).contains(0.5);
    }

    @Test
    void lessThanASecondIsTooShort() {
        MeasuredTimes measured = of("{messages: 100, rate: 10}");

        measured.add(interval(0, 10, times(SECOND - 1, ProcessDelays.UNKNOWN)));
        assertThat(measured.cpuCores()).isEmpty();
        measured.add(interval(1, 10, times(1, ProcessDelays.UNKNOWN)));

        assertThat(measured.cpuCores()).isPresent();
    }

    @Test
    void whatNoWorkerMeasuresHasNoShare() {
        MeasuredTimes measured = of("{messages: 100, rate: 10}");

        measured.add(interval(0, 10, times(SECOND, ProcessDelays.UNKNOWN)));

        assertThat(measured.cpuThrottledShare()).isEmpty();
        assertThat(measured.runQueueShare()).isEmpty();
        assertThat(measured.gcShare()).isEmpty();
        assertThat(measured.sendQueueBytesMax()).isEmpty();
        assertThat(measured.longQueueShare()).isEmpty();
    }

    @Test
    void sharesAreThoseOfAllIntervals() {
        MeasuredTimes measured = of("{messages: 100, rate: 10}");

        measured.add(interval(0, 10, times(SECOND, delays(10, 5, 300, 100, 1))));
        measured.add(interval(1, 10, times(3 * SECOND, delays(30, 5, 500, 20, 200_000))));

        assertThat(measured.cpuThrottledShare()).contains(0.25);
        assertThat(measured.runQueueShare()).contains(0.2);
        assertThat(measured.gcShare()).contains(0.03);
        assertThat(measured.sendQueueBytesMax()).contains(200_000L);
        assertThat(measured.longQueueShare()).contains(0.5);
    }

    private static ProcessDelays delays(
            long periods, long throttled, long runQueueMillis, long gcMillis, long queueBytes) {
        return new ProcessDelays(
                Optional.of(new CpuThrottling(periods, throttled, 0)),
                Optional.of(runQueueMillis * 1_000_000),
                Optional.of(gcMillis * 1_000_000),
                Optional.of(queueBytes));
    }
}
