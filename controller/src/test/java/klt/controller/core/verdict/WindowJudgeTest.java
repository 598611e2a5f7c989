package klt.controller.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.interval.SenderTimes;
import klt.controller.core.CoreHarness;
import klt.controller.core.Intervals;
import klt.controller.core.limit.JudgedWindow.Result;
import klt.controller.core.verdict.WindowJudge.WindowResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows of ten seconds at 100 messages per second, the first of which begins at second 0. */
class WindowJudgeTest {

    private static final String SPEC = "{kind: limit, duration: 1h, warmup: 0s, objectives: [%s],"
            + " limit: {from: 100, window: 10s, windows: 4, hold: 0s}}";
    private static final String FAST = "'response.p99<20ms'";
    private static final int SECONDS = 10;
    private static final long RATE = 100;
    private static final long FAST_MICROS = 1_000;
    private static final long SLOW_MICROS = 30_000;
    private static final long NO_LAG_MICROS = 100;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final JudgedRun judged = new JudgedRun();
    private final CoreHarness harness = judged.harness();

    private void running(String objectives) {
        harness.running("r", String.format(SPEC, objectives), "a");
    }

    /** What worker a reports about each second. */
    private record Second(long sent, long acked, long failed, long inFlight, long micros, long lag, SenderTimes times) {

        static final Second GOOD = new Second(RATE, RATE, 0, 0, FAST_MICROS, NO_LAG_MICROS, SenderTimes.NONE);

        static final Second SLOW = GOOD.responseMicros(SLOW_MICROS);

        Second sent(long count) {
            return new Second(count, count, failed, inFlight, micros, lag, times);
        }

        Second acked(long count) {
            return new Second(sent, count, failed, inFlight, micros, lag, times);
        }

        Second failed(long count) {
            return new Second(sent, sent - count, count, inFlight, micros, lag, times);
        }

        Second inFlight(long count) {
            return new Second(sent, acked, failed, count, micros, lag, times);
        }

        Second responseMicros(long response) {
            return new Second(sent, acked, failed, inFlight, response, lag, times);
        }

        Second lagMicros(long micros) {
            return new Second(sent, acked, failed, inFlight, this.micros, micros, times);
        }

        Second blocked(double share) {
            SenderTimes blocked = Intervals.times(1, Math.round(share * SECOND_NANOS), times.cpuNanos());
            return new Second(sent, acked, failed, inFlight, micros, lag, blocked);
        }

        Second throttled(double share) {
            SenderTimes throttled = Intervals.throttled(0, 0, 1, share).times();
            return new Second(sent, acked, failed, inFlight, micros, lag, throttled);
        }

        Second cores(double cores) {
            SenderTimes busy = Intervals.times(1, times.blockedNanos(), Math.round(cores * SECOND_NANOS));
            return new Second(sent, acked, failed, inFlight, micros, lag, busy);
        }

        Interval interval(int second) {
            return new Interval(
                    "r",
                    second,
                    second,
                    sent,
                    new Interval.Outcomes(acked, failed, 0, 0),
                    Interval.Outcomes.NONE,
                    0,
                    inFlight,
                    times,
                    Intervals.latencies(Intervals.encoded(micros), Intervals.encoded(micros), Intervals.encoded(lag)),
                    List.of());
        }
    }

    /** Of the first window, when worker a reports the same about each of its seconds. */
    private WindowResult judge(Second each) {
        for (int second = 0; second < SECONDS; second++) {
            harness.interval("a", each.interval(second));
        }
        return windows(SECONDS).getFirst();
    }

    private List<WindowResult> windows(int untilSecond) {
        List<WindowResult> results = new ArrayList<>();
        judged.run().stats().series().windows().orElseThrow().take(untilSecond, window -> {
            WindowResult result = WindowJudge.judge(judged.run(), window);
            results.add(result);
            return result.result();
        });
        return results;
    }

    @Test
    void aWindowThatMeetsAllObjectivesIsGood() {
        running(FAST);

        assertThat(judge(Second.GOOD)).isEqualTo(new WindowResult(Result.GOOD, List.of()));
    }

    @Test
    void aBadWindowNamesAllObjectivesThatItMissed() {
        running(FAST + ", 'errors<1%', 'response.p50<1h'");

        WindowResult result = judge(Second.SLOW.failed(2));

        assertThat(result.result()).isEqualTo(Result.BAD);
        assertThat(result.missed()).containsExactly("response.p99<20ms", "errors<1%", "rate>=99%");
    }

    @Test
    void withoutAnObjectiveForTheRateAWindowMustAchieveItsLoad() {
        running(FAST);

        WindowResult result = judge(Second.GOOD.acked(98).inFlight(0));

        assertThat(result).isEqualTo(new WindowResult(Result.BAD, List.of("rate>=99%")));
    }

    @Test
    void anObjectiveForTheRateReplacesThatRule() {
        running("'rate>=90%'");

        assertThat(judge(Second.GOOD.acked(91)).result()).isEqualTo(Result.GOOD);
    }

    @ParameterizedTest
    @CsvSource({"100, GOOD", "50, GOOD", "20, BAD"})
    void theMessagesOfTheLastSecondMayBeInFlight(long inFlight, Result expected) {
        running(FAST);

        // 50 of 1,000 messages are missing
        assertThat(judge(Second.GOOD.acked(95).inFlight(inFlight)).result()).isEqualTo(expected);
    }

    @Test
    void noMoreThanTheMessagesOfTheLastSecondMayBeInFlight() {
        running(FAST);

        // 200 of 1,000 messages are missing, of which 100 were due in the last second
        assertThat(judge(Second.GOOD.acked(80).inFlight(200)).result()).isEqualTo(Result.BAD);
    }

    @Test
    void endToEndTimesThatWereNotMeasuredAreMissed() {
        running("'endToEnd.p99<1s'");

        assertThat(judge(Second.GOOD).missed()).containsExactly("endToEnd.p99<1s");
    }

    @ParameterizedTest
    @CsvSource({"0.009, GOOD", "0.011, BAD"})
    void aWindowInWhichAQuotaThrottledTheProducersIsBad(double share, Result expected) {
        running("'throttle<1%'");

        assertThat(judge(Second.GOOD.throttled(share)).result()).isEqualTo(expected);
    }

    @Test
    void throttleTimeThatWasNotMeasuredIsMissed() {
        running("'throttle<1%'");

        assertThat(judge(Second.GOOD).missed()).containsExactly("throttle<1%");
    }

    @Test
    void otherFiguresThatWereNotMeasuredAreNotMissed() {
        running(FAST + ", 'errors<1%'");

        // all messages are in flight; they were sent in time
        WindowResult result = judge(Second.GOOD.acked(0).inFlight(1_000).blocked(0.5));

        assertThat(result).isEqualTo(new WindowResult(Result.BAD, List.of("rate>=99%")));
    }

    @ParameterizedTest
    @CsvSource({"9_000, BAD", "11_000, EXCLUDED"})
    void aWindowIsExcludedIfItsMessagesWereSentLate(String lagMicros, Result expected) {
        running(FAST);

        WindowResult result = judge(Second.SLOW.lagMicros(Long.parseLong(lagMicros.replace("_", ""))));

        assertThat(result.result()).isEqualTo(expected);
        assertThat(result.missed().isEmpty()).isEqualTo(expected == Result.EXCLUDED);
    }

    @Test
    void aGoodWindowCountsEvenIfItsMessagesWereSentLate() {
        running(FAST);

        assertThat(judge(Second.GOOD.lagMicros(11_000)).result()).isEqualTo(Result.GOOD);
    }

    @ParameterizedTest
    @CsvSource({"99, BAD", "98, EXCLUDED"})
    void aWindowIsExcludedIfItsMessagesWereNotSent(long sent, Result expected) {
        running(FAST);

        assertThat(judge(Second.SLOW.sent(sent)).result()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0.01, EXCLUDED", "0.011, BAD"})
    void messagesThatKafkaBlockedAreNotLateThroughTheLoadTester(double share, Result expected) {
        running(FAST);

        assertThat(judge(Second.SLOW.sent(50).blocked(share)).result()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0.3, EXCLUDED", "0.5, BAD"})
    void aWaitOfKafkaExplainsOnlyMessagesThatWereLateByAsMuch(double blockedSeconds, Result expected) {
        running(FAST);
        harness.interval("a", Second.SLOW.blocked(blockedSeconds).interval(0));
        for (int second = 1; second < SECONDS; second++) {
            harness.interval("a", Second.SLOW.lagMicros(400_000).interval(second));
        }

        assertThat(windows(SECONDS).getFirst().result()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1.8, BAD", "1.81, EXCLUDED"})
    void aWindowIsExcludedIfAWorkerHadTooLittleCpu(double cores, Result expected) {
        running(FAST);

        // the worker has two cores
        assertThat(judge(Second.SLOW.blocked(0.5).cores(cores)).result()).isEqualTo(expected);
    }

    @Test
    void oneWorkerWithoutCpuIsEnough() {
        harness.running("r", String.format(SPEC, FAST), "a", "b");
        for (int second = 0; second < SECONDS; second++) {
            harness.interval("a", Second.SLOW.sent(50).interval(second));
            harness.interval("b", Second.SLOW.sent(50).cores(1.9).interval(second));
        }

        assertThat(windows(SECONDS).getFirst().result()).isEqualTo(Result.EXCLUDED);
    }

    @Test
    void windowsInWhichTheFleetCouldNotBeControlledAreExcluded() {
        running(FAST);
        for (int second = 0; second < 5 * SECONDS; second++) {
            harness.interval("a", Second.SLOW.interval(second));
        }

        // from second 10 to 20, so exactly the second window
        judged.run().onOutage(Duration.ofSeconds(SECONDS), judged.at(2 * SECONDS));
        // within the fourth
        judged.run().onOutage(Duration.ofMillis(100), judged.at(3.5 * SECONDS));

        assertThat(windows(5 * SECONDS))
                .extracting(WindowResult::result)
                .containsExactly(Result.BAD, Result.EXCLUDED, Result.BAD, Result.EXCLUDED, Result.BAD);
    }
}
