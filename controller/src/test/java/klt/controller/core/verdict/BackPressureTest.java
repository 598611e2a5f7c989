package klt.controller.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import klt.common.code.Args;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.interval.ProcessDelays;
import klt.common.protocol.interval.SenderTimes;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict.Objectives;
import klt.common.report.Verdict.Reason;
import klt.common.report.Verdict.Validity;
import klt.controller.core.CoreHarness;
import klt.controller.core.Intervals;
import klt.controller.core.Progress;
import klt.controller.core.stats.Throttled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What held the load back, in a run of ten seconds. */
class BackPressureTest {

    private static final long SECOND = 1_000_000_000;
    private static final long LATE_MICROS = 50_000;

    /** Number of batches of 16 KiB that do not fit in 32 MiB. */
    private static final int BATCHES = 3_000;

    private static final String SPEC = "{messages: 100, rate: 10, payload: {size: 1000}}";

    private final JudgedRun judged = new JudgedRun();
    private final CoreHarness harness = judged.harness();

    private void run(
            String yaml, long inFlight, long serviceMicros, long lagMicros, long bufferNanos, long leaderNanos) {
        run(
                yaml,
                inFlight,
                serviceMicros,
                lagMicros,
                bufferNanos + leaderNanos,
                () -> blocked(bufferNanos, leaderNanos));
    }

    private void run(
            String yaml,
            long inFlight,
            long serviceMicros,
            long lagMicros,
            long blockedNanos,
            Supplier<Progress> finished) {
        harness.running("r", yaml, "a");
        judged.passTo(10);
        interval("a", inFlight, serviceMicros, blockedNanos, lagMicros);
        harness.heartbeat("a", finished.get().intervals(1));
    }

    /** An interval of 100 messages with one sample for each lag. */
    private void interval(String worker, long inFlight, long serviceMicros, long blockedNanos, long... lagMicros) {
        harness.interval(
                worker,
                new Interval(
                        "r",
                        0,
                        0,
                        100,
                        new Interval.Outcomes(100, 0, 0, 0),
                        Interval.Outcomes.NONE,
                        102_400,
                        inFlight,
                        new SenderTimes(10 * SECOND, Optional.empty(), blockedNanos, 0, ProcessDelays.UNKNOWN),
                        Intervals.latencies(
                                Intervals.encoded(serviceMicros),
                                Intervals.encoded(serviceMicros),
                                Intervals.encoded(lagMicros)),
                        List.of()));
    }

    private Progress blocked(long bufferNanos, long leaderNanos) {
        return judged.finished(100, 9.9).bufferWaitNanos(bufferNanos).leaderWaitNanos(leaderNanos);
    }

    private Reason only() {
        assertThat(judged.verdict().reasons()).hasSize(1);
        return judged.verdict().reasons().getFirst();
    }

    @Test
    void aQuotaThatFillsTheBufferIsNamedAsTheCause() {
        harness.running("r", "{messages: 100, rate: 10}", "a");
        judged.passTo(10);
        interval("a", 0, 1_000, 4 * SECOND, LATE_MICROS);
        harness.heartbeat("a", blocked(4 * SECOND, 0).throttledNanos(6 * SECOND).intervals(1));

        assertThat(judged.verdict().validity()).isEqualTo(Validity.DEGRADED);
        assertThat(judged.codes()).containsExactly("BACKPRESSURE", "THROTTLED");
        Args args = judged.verdict().reasons().getFirst().args();
        assertThat(args.get("cause")).contains("QUOTA");
        assertThat(args.get("blockedSeconds")).contains(4.0);
    }

    @Test
    void lateMessagesOfAllWorkersDecide() {
        harness.running("r", "{messages: 200, rate: 20}", "a", "b");
        judged.passTo(10);
        interval("a", 0, 1_000, 4 * SECOND, LATE_MICROS);
        interval("b", 0, 1_000, 0, LATE_MICROS, LATE_MICROS);
        harness.heartbeat("a", blocked(4 * SECOND, 0).intervals(1));
        harness.heartbeat("b", blocked(0, 0).intervals(1));

        assertThat(only().code()).isEqualTo("SEND_LAG");
    }

    @Test
    void theWorkerThatWasBlockedForLongestNeedNotBeTheLateOne() {
        harness.running("r", "{messages: 200, rate: 20}", "a", "b");
        judged.passTo(10);
        interval("a", 0, 1_000, SECOND / 20, 1_000);
        interval("b", 0, 1_000, SECOND / 25, LATE_MICROS);
        harness.heartbeat("a", blocked(SECOND / 20, 0).intervals(1));
        harness.heartbeat("b", blocked(0, SECOND / 25).intervals(1));

        assertThat(only().code()).isEqualTo("BACKPRESSURE");
        assertThat(only().args().get("cause")).contains("NO_LEADER");
        assertThat(only().args().get("blockedSeconds")).contains(0.04);
    }

    @Test
    void aWaitThatDoesNotExplainTheLatenessIsNotTheCauseHoweverLongTheRunWasBlocked() {
        run(SPEC, 32_000, 1_500_000, 900_000, SECOND / 2, 0);

        assertThat(only().code()).isEqualTo("SEND_LAG");
    }

    @Test
    void messagesThatKafkaLeftNoTimeToSendAreKafkas() {
        harness.running("r", "{messages: 200, rate: 20}", "a");
        judged.passTo(10);
        interval("a", 0, 1_000, 0, 1_000);
        harness.heartbeat("a", blocked(5 * SECOND, 0).intervals(1));

        assertThat(judged.codes()).contains("RATE_NOT_ACHIEVED");
        assertThat(judged.verdict().validity()).isEqualTo(Validity.DEGRADED);
    }

    @Test
    void partitionsWithoutALeaderAreNamedAsTheCause() {
        run("{messages: 100, rate: 10}", 5, 1_000, LATE_MICROS, SECOND, 3 * SECOND);

        assertThat(only().code()).isEqualTo("BACKPRESSURE");
        assertThat(only().args().get("cause")).contains("NO_LEADER");
    }

    @Test
    void slowAnswersAreNamedAsTheCause() {
        run("{messages: 100, rate: 10}", 32_000, 1_500_000, LATE_MICROS, 4 * SECOND, 0);

        assertThat(only().code()).isEqualTo("BACKPRESSURE");
        assertThat(only().args().get("cause")).contains("SLOW_ACKS");
    }

    @Test
    void theEndOfTransactionsIsNamedIfItTookMostOfTheTime() {
        run(
                SPEC,
                4_000,
                3_000,
                LATE_MICROS,
                5 * SECOND,
                () -> blocked(SECOND, SECOND).transactionWaitNanos(3 * SECOND));

        assertThat(only().code()).isEqualTo("BACKPRESSURE");
        assertThat(only().args().get("cause")).contains("TRANSACTIONS");
    }

    @ParameterizedTest
    @CsvSource({"50000, DEGRADED", "150000, INVALID"})
    void aBufferWithoutRoomForABatchOfEachPartitionIsTheTestersOwn(long lagMicros, Validity validity) {
        harness.partitions(BATCHES);
        run(SPEC, 4_000, 3_000, lagMicros, 4 * SECOND, 0);

        assertThat(judged.verdict().validity()).isEqualTo(validity);
        assertThat(only().code()).isEqualTo("BUFFER_TOO_SMALL");
        assertThat(only().args().get("bufferBytes")).contains(33_554_432L);
        assertThat(only().args().get("neededBytes")).contains(49_152_000L);
    }

    @Test
    void thePartitionsOfAllTopicsNeedRoom() {
        harness.partitions(BATCHES / 2);
        run(
                "{messages: 100, rate: 10, topic: 't{0..1}', payload: {size: 1000}}",
                4_000,
                3_000,
                LATE_MICROS,
                4 * SECOND,
                0);

        assertThat(only().args().get("neededBytes")).contains(49_152_000L);
    }

    @ParameterizedTest
    @CsvSource({"1, BUFFER_TOO_SMALL", "2, BACKPRESSURE"})
    void eachProducerNeedsRoomForTheBatchesOfItsOwnPartitions(int producers, String code) {
        harness.partitions(BATCHES);
        run(
                "{messages: 100, rate: 10, payload: {size: 1000}, producer: {perWorker: " + producers + "}}",
                4_000,
                3_000,
                LATE_MICROS,
                4 * SECOND,
                0);

        assertThat(only().code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"30000, 3000", "4000, 900000"})
    void theSameBufferFullOfMessagesOrBehindSlowAnswersIsKafkas(long inFlight, long serviceMicros) {
        harness.partitions(BATCHES);
        run(SPEC, inFlight, serviceMicros, LATE_MICROS, 4 * SECOND, 0);

        assertThat(only().code()).isEqualTo("BACKPRESSURE");
    }

    @ParameterizedTest
    @CsvSource({"100000000, false", "101000000, true"})
    void throttlingIsNamedBeyondOnePercentOfTheRunAndLeavesItValid(long throttledNanos, boolean named) {
        harness.running("r", "{messages: 100, rate: 10, objectives: [errors<1%]}", "a");
        judged.passTo(10);
        harness.heartbeat("a", judged.finished(100, 9.9).throttledNanos(throttledNanos));

        assertThat(judged.codes()).isEqualTo(named ? List.of("THROTTLED") : List.of());
        assertThat(judged.verdict().validity()).isEqualTo(Validity.VALID);
        assertThat(judged.verdict().objectives()).isEqualTo(Objectives.PASS);
    }

    @Test
    void throttleTimeOfSeveralProducersAddsUp() {
        harness.running("r", "{messages: 100, rate: 10}", "a", "b");
        judged.passTo(10);
        harness.heartbeat("a", judged.finished(50, 9.9).throttledNanos(6 * SECOND));
        harness.heartbeat("b", judged.finished(50, 9.9).throttledNanos(5 * SECOND));

        assertThat(only()).isEqualTo(ReasonCode.THROTTLED.with("producers", 2, "throttledSeconds", 11.0));
        assertThat(judged.run().throttled()).isEqualTo(Throttled.produce(Optional.of(11 * SECOND)));
    }
}
