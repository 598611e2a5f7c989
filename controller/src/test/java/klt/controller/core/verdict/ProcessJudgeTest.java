package klt.controller.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.interval.ProcessDelays;
import klt.common.protocol.interval.ProcessDelays.CpuThrottling;
import klt.common.protocol.interval.SenderTimes;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict;
import klt.common.report.Verdict.Reason;
import klt.common.report.Verdict.Validity;
import klt.controller.core.CoreHarness;
import klt.controller.core.Intervals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What delayed a worker with two cores, in a run of ten seconds whose first second is the warm-up. */
class ProcessJudgeTest {

    private static final long SECOND = 1_000_000_000;
    private static final long ON_TIME = 900;
    private static final long LATE = 50_000;
    private static final ProcessDelays NO_DELAYS =
            new ProcessDelays(Optional.of(CpuThrottling.NONE), Optional.of(0L), Optional.of(0L), Optional.of(0L));

    private final JudgedRun judged = new JudgedRun();
    private final CoreHarness harness = judged.harness();

    private void send(long lagMicros, SenderTimes measured) {
        harness.running("r", "{messages: 100, rate: 10, warmup: 1s}", "a");
        judged.passTo(10);
        for (int second = 1; second < 10; second++) {
            interval(second, 10, lagMicros, measured);
        }
    }

    private void run(long lagMicros, SenderTimes measured) {
        send(lagMicros, measured);
        harness.heartbeat("a", judged.finished(100, 9.9).intervals(9).bufferWaitNanos(9 * measured.blockedNanos()));
    }

    private void interval(int second, long messages, long lagMicros, SenderTimes times) {
        harness.interval(
                "a",
                new Interval(
                        "r",
                        second,
                        second,
                        messages,
                        new Interval.Outcomes(messages, 0, 0, 0),
                        Interval.Outcomes.NONE,
                        messages * 1_024,
                        0,
                        times,
                        Intervals.latencies(
                                Intervals.encoded(lagMicros),
                                Intervals.encoded(lagMicros),
                                Intervals.encoded(lagMicros)),
                        List.of()));
    }

    private static SenderTimes cpu(long nanos) {
        return new SenderTimes(SECOND, Optional.empty(), 0, nanos, NO_DELAYS);
    }

    private static SenderTimes delayed(ProcessDelays delays) {
        return new SenderTimes(SECOND, Optional.empty(), 0, 0, delays);
    }

    private static ProcessDelays throttled(long throttled) {
        return new ProcessDelays(
                Optional.of(new CpuThrottling(100, throttled)), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static ProcessDelays waiting(long runQueueNanos) {
        return new ProcessDelays(Optional.empty(), Optional.of(runQueueNanos), Optional.empty(), Optional.empty());
    }

    private static ProcessDelays collecting(long gcNanos) {
        return new ProcessDelays(Optional.empty(), Optional.empty(), Optional.of(gcNanos), Optional.empty());
    }

    private static ProcessDelays queued(long bytes) {
        return new ProcessDelays(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(bytes));
    }

    private void assertVerdict(Validity validity, Reason... reasons) {
        assertThat(judged.verdict().reasons()).containsExactly(reasons);
        assertThat(judged.verdict().validity()).isEqualTo(validity);
    }

    @Test
    void aWorkerWithoutDelaysIsValid() {
        run(ON_TIME, cpu(1_790_000_000));

        assertVerdict(Validity.VALID);
    }

    @Test
    void cpuUseIsThatOfTheMeasuredSecondsInWhichItSent() {
        harness.running("r", "{messages: 100, rate: 10, warmup: 1s}", "a");
        judged.passTo(60);
        interval(0, 10, ON_TIME, cpu(0));
        for (int second = 1; second < 10; second++) {
            interval(second, 10, ON_TIME, cpu(1_900_000_000));
        }
        for (int second = 10; second < 60; second++) {
            interval(second, 0, ON_TIME, cpu(0));
        }
        harness.heartbeat("a", judged.finished(100, 9.9).intervals(60));

        assertVerdict(
                Validity.DEGRADED,
                ReasonCode.WORKER_CPU.with("worker", "name-of-a", "cpuCores", 1.9, "limitCores", 2.0));
    }

    @ParameterizedTest
    @CsvSource({"900, 5, ''", "900, 6, VALID", "50000, 5, ''", "50000, 6, DEGRADED"})
    void aUsedUpQuotaDegradesOnlyWhatWasSentLate(long lagMicros, long throttled, String validity) {
        run(lagMicros, delayed(throttled(throttled)));

        assertStopped(
                lagMicros,
                validity,
                ReasonCode.CPU_THROTTLED,
                Args.of("throttledShare", throttled / 100.0, "limitCores", 2.0));
    }

    @ParameterizedTest
    @CsvSource({"900, 10, ''", "900, 11, VALID", "50000, 10, ''", "50000, 11, DEGRADED"})
    void garbageCollectionsDegradeOnlyWhatWasSentLate(long lagMicros, long millis, String validity) {
        run(lagMicros, delayed(collecting(millis * 1_000_000)));

        assertStopped(lagMicros, validity, ReasonCode.GC_PAUSES, Args.of("gcShare", millis / 1e3));
    }

    private void assertStopped(long lagMicros, String validity, ReasonCode code, Args args) {
        List<String> codes = validity.isEmpty() ? List.of() : List.of(code.name());
        assertThat(judged.codes().stream().filter(found -> !found.equals("SEND_LAG")))
                .containsExactlyElementsOf(codes);
        assertThat(judged.verdict().validity()).isEqualTo(lagMicros == LATE ? Validity.DEGRADED : Validity.VALID);
        judged.verdict().reasons().stream()
                .filter(reason -> reason.code().equals(code.name()))
                .forEach(reason -> assertThat(reason.args())
                        .isEqualTo(Args.of("worker", "name-of-a").and(args).and("validity", validity)));
    }

    @ParameterizedTest
    @CsvSource({"200, VALID", "201, DEGRADED"})
    void aThreadThatWaitedForACpuDegradesEvenWhatWasSentInTime(long millis, Validity validity) {
        run(ON_TIME, delayed(waiting(millis * 1_000_000)));

        assertVerdict(
                validity,
                validity == Validity.VALID
                        ? new Reason[0]
                        : new Reason[] {ReasonCode.RUN_QUEUE_DELAY.with("worker", "name-of-a", "runQueueShare", 0.201)
                        });
    }

    @ParameterizedTest
    @CsvSource({"900, 101, ''", "50000, 100, ''", "50000, 101, RUN_QUEUE_DELAY"})
    void halfOfThatExplainsWhatWasSentLate(long lagMicros, long millis, String code) {
        run(lagMicros, delayed(waiting(millis * 1_000_000)));

        assertThat(judged.codes().stream().filter(found -> !found.equals("SEND_LAG")))
                .containsExactlyElementsOf(code.isEmpty() ? List.of() : List.of(code));
    }

    @Test
    void theNextControllerJudgesTheSame() {
        send(LATE, delayed(throttled(50)));

        CoreHarness next = harness.successor();

        Verdict verdict = Judge.verdict(next.run("r"), next.now());
        assertThat(verdict).isEqualTo(judged.verdict());
        assertThat(verdict.reasons()).hasSize(2);
    }

    @Test
    void aLongSendQueueIsOnlyAHint() {
        run(ON_TIME, delayed(queued(110_000)));

        assertVerdict(
                Validity.VALID,
                ReasonCode.SEND_QUEUE_LONG.with("worker", "name-of-a", "queuedShare", 1.0, "queueBytes", 110_000));
    }

    @Test
    void aShortSendQueueIsNotMentioned() {
        run(ON_TIME, delayed(queued(100 << 10)));

        assertVerdict(Validity.VALID);
    }

    /** Kafka is named as the cause of a full buffer only if the worker could have sent what is in it. */
    @ParameterizedTest
    @CsvSource({
        "1790000000, 0, DEGRADED, BACKPRESSURE",
        "1810000000, 0, INVALID, SEND_LAG",
        "0, 50, DEGRADED, BACKPRESSURE",
        "0, 51, INVALID, SEND_LAG"
    })
    void aFullBufferOfAWorkerWithoutCpuIsTheTestersOwn(long cpuNanos, long throttled, Validity validity, String code) {
        run(200_000, new SenderTimes(SECOND, Optional.empty(), SECOND / 2, cpuNanos, throttled(throttled)));

        assertThat(judged.codes()).startsWith(code);
        assertThat(judged.verdict().validity()).isEqualTo(validity);
    }

    /** Blocked for less than 1 % of the time, in which most of the messages were due. */
    @ParameterizedTest
    @CsvSource({"400000000, DEGRADED, BACKPRESSURE", "100000000, INVALID, SEND_LAG"})
    void messagesThatWereSentLateBehindKafkaAreKafkas(long blockedNanos, Validity validity, String code) {
        harness.running("r", "{messages: 100, rate: 10}", "a");
        judged.passTo(60);
        interval(0, 10, ON_TIME, cpu(0));
        interval(1, 40, 400_000, new SenderTimes(SECOND, Optional.empty(), blockedNanos, 0, NO_DELAYS));
        interval(2, 40, 200_000, cpu(0));
        interval(3, 10, ON_TIME, cpu(0));
        harness.heartbeat("a", judged.finished(100, 9.9).intervals(4).bufferWaitNanos(blockedNanos));

        assertThat(judged.codes()).containsExactly(code);
        assertThat(judged.verdict().validity()).isEqualTo(validity);
    }

    /** Of nine measured seconds, the last one has late messages. */
    @ParameterizedTest
    @CsvSource({"50000, GC_PAUSES", "900, ''"})
    void whatDelayedTheLateSecondsIsNotHiddenByTheOthers(long lagMicros, String code) {
        harness.running("r", "{messages: 100, rate: 10, warmup: 1s}", "a");
        judged.passTo(10);
        for (int second = 1; second < 9; second++) {
            interval(second, 10, ON_TIME, delayed(collecting(0)));
        }
        interval(9, 10, lagMicros, delayed(collecting(80_000_000)));
        harness.heartbeat("a", judged.finished(100, 9.9).intervals(9));

        assertThat(judged.codes().stream().filter(found -> !found.equals("SEND_LAG")))
                .containsExactlyElementsOf(code.isEmpty() ? List.of() : List.of(code));
    }
}
