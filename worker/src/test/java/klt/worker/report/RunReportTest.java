package klt.worker.report;

import static klt.worker.TestRuns.everything;
import static klt.worker.TestRuns.grant;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import klt.common.protocol.EndCode;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunProgress.Failure;
import klt.common.protocol.StatusRecord.GrantProgress;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.interval.ProcessDelays;
import klt.common.protocol.interval.SenderTimes;
import klt.worker.clock.BusTime;
import klt.worker.process.ProcessCounters;
import klt.worker.produce.MeteredRun;
import klt.worker.produce.RunMeter;
import org.junit.jupiter.api.Test;

class RunReportTest {

    private static final Failure FAILURE = new Failure(EndCode.WORKER_FAILED, "TopicAuthorizationException: no");

    private static final long SECOND = 1_000_000_000L;
    private static final long START = 1_000 * SECOND;

    private final BusTime busTime = new BusTime(() -> 0, InstantSource.fixed(Instant.EPOCH));
    private final RunReport report = new RunReport("r", new RunMeter(), busTime);

    /** Of a process that has used this much CPU time, and measures nothing else. */
    private static Supplier<ProcessCounters> used(long cpuSeconds) {
        return () -> new ProcessCounters(
                cpuSeconds * SECOND, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void hasNothingToHarvestBeforeTheStart() {
        assertThat(report.nextHarvestNanos()).isEmpty();
        report.toStart(START);
        report.toState(RunState.SENDING, Optional.empty());

        assertThat(report.nextHarvestNanos()).hasValue(START);
        assertThat(report.harvest(START - 1, used(5))).isEmpty();
        assertThat(report.harvest(START, used(5))).isEmpty();
        assertThat(report.nextHarvestNanos()).hasValue(START + SECOND);
    }

    @Test
    void numbersTheIntervalsAndNamesTheirSeconds() {
        start();

        assertInterval(report.harvest(START + SECOND + 50_000, used(6)), 1, 0);
        assertThat(report.harvest(START + SECOND + 60_000, used(6))).isEmpty();
        assertInterval(report.harvest(START + 2 * SECOND, used(7)), 2, 1);
        assertInterval(report.harvest(START + 3 * SECOND, used(8)), 3, 2);
        assertThat(report.progress().intervals()).isEqualTo(3);
        assertThat(report.progress().cpuSeconds()).isEqualTo(3);
    }

    @Test
    void comesBackToWholeSecondsAfterALateHarvest() {
        start();

        assertInterval(report.harvest(START + SECOND, used(6)), 1, 0);
        assertInterval(report.harvest(START + 4 * SECOND + SECOND / 2, used(6)), 2, 1);
        assertThat(report.nextHarvestNanos()).hasValue(START + 5 * SECOND);
        assertInterval(report.harvest(START + 5 * SECOND, used(6)), 3, 4);
    }

    @Test
    void aJoinersFirstIntervalIsTheRestOfTheSecondInWhichItJoined() {
        report.toState(RunState.SENDING, Optional.empty());
        report.toStart(START);

        assertThat(report.harvest(START + 7 * SECOND + SECOND / 4, used(5))).isEmpty();
        assertThat(report.nextHarvestNanos()).hasValue(START + 8 * SECOND);
        Optional<RunReport.Harvest> first = report.harvest(START + 8 * SECOND, used(6));

        assertInterval(first, 1, 7);
        assertThat(first.orElseThrow().nanos()).isEqualTo(SECOND * 3 / 4);
        assertThat(report.progress().cpuSeconds()).isEqualTo(1);
        assertInterval(report.harvest(START + 9 * SECOND, used(6)), 2, 8);
    }

    @Test
    void theFirstIntervalBeginsWithTheRun() {
        report.toState(RunState.SENDING, Optional.empty());
        report.toStart(START);
        report.harvest(START + SECOND / 10, used(5));

        assertThat(report.harvest(START + SECOND, used(6)).orElseThrow().nanos())
                .isEqualTo(SECOND);
    }

    @Test
    void anIntervalHasTheTimesOfTheProcessInIt() {
        start();
        report.harvest(START + SECOND, counted(6, 40, 10));

        SenderTimes times = report.harvest(START + 3 * SECOND, counted(7, 90, 35))
                .orElseThrow()
                .interval()
                .times();

        assertThat(times.elapsedNanos()).isEqualTo(2 * SECOND);
        assertThat(times.cpuNanos()).isEqualTo(SECOND);
        assertThat(times.delays())
                .isEqualTo(
                        new ProcessDelays(Optional.empty(), Optional.of(50L), Optional.of(25L), Optional.of(4_096L)));
    }

    private static Supplier<ProcessCounters> counted(long cpuSeconds, long waitNanos, long gcNanos) {
        return () -> new ProcessCounters(
                cpuSeconds * SECOND,
                Optional.empty(),
                Optional.of(Map.of("1", waitNanos)),
                Optional.of(gcNanos),
                Optional.of(4_096L));
    }

    @Test
    void awaitsAcksFromTheLastMessageToTheLastAnswer() {
        MeteredRun run = new MeteredRun();
        RunReport sending = new RunReport("r", run.meter(), busTime);
        sending.toState(RunState.SENDING, Optional.empty());
        assertAwaitingAcks(sending, false);

        run.send(
                "{messages: 3, rate: max}",
                List.of(grant(1, "w1.1", 0, List.of(0, 1)), grant(2, "w1.1", 0, List.of(2))),
                () -> assertAwaitingAcks(sending, false),
                () -> {
                    assertAwaitingAcks(sending, true);
                    run.answer();
                    run.answer();
                    assertAwaitingAcks(sending, true);
                    run.answer();
                    assertAwaitingAcks(sending, false);
                    assertThat(sending.progress().grants()).allMatch(GrantProgress::isOver);
                    assertThat(sending.progress().completed()).isEqualTo(new OutcomeCounts(3, 0, 0, 0, 0));
                });
    }

    @Test
    void anIntervalTellsTheWarmupFromTheMeasuredMessages() {
        MeteredRun run = new MeteredRun();
        RunReport warming = new RunReport("r", run.meter(), busTime);
        warming.toState(RunState.SENDING, Optional.empty());
        warming.toStart(START);
        warming.harvest(START, used(0));

        run.send("{messages: 3, rate: max, warmup: 1m}", List.of(everything(1, "w1.1")), () -> {}, () -> {
            run.answer();
            Interval first =
                    warming.harvest(START + SECOND, used(0)).orElseThrow().interval();
            run.answer();
            run.answer();
            Interval second =
                    warming.harvest(START + 2 * SECOND, used(0)).orElseThrow().interval();

            assertThat(first.warmup()).isEqualTo(new Interval.Outcomes(1, 0, 0, 0));
            assertThat(second.warmup()).isEqualTo(new Interval.Outcomes(2, 0, 0, 0));
            assertThat(second.completed()).isEqualTo(second.warmup());
            assertThat(second.measured().completed()).isEqualTo(Interval.Outcomes.NONE);
        });
    }

    @Test
    void doesNotAwaitAcksWhenItDrains() {
        MeteredRun run = new MeteredRun();
        RunReport draining = new RunReport("r", run.meter(), busTime);
        draining.toState(RunState.DRAINING, Optional.empty());

        run.send(
                "{messages: 3, rate: max}",
                List.of(everything(1, "w1.1")),
                () -> {},
                () -> assertAwaitingAcks(draining, false));
    }

    @Test
    void saysThatARunIsFinalOnlyAfterItsLastHarvest() {
        start();
        report.harvest(START + SECOND, used(6));

        report.toState(RunState.FINISHED, Optional.empty());
        assertThat(report.progress().state()).isEqualTo(RunState.DRAINING);
        assertInterval(report.harvest(START + SECOND + 1, used(6)), 2, 1);

        assertThat(report.progress().state()).isEqualTo(RunState.FINISHED);
        assertThat(report.progress().intervals()).isEqualTo(2);
        assertThat(report.nextHarvestNanos()).isEmpty();
        assertThat(report.harvest(START + 9 * SECOND, used(6))).isEmpty();
    }

    @Test
    void saysAtOnceThatARunFailedBeforeItsStart() {
        report.toState(RunState.FAILED, Optional.of(FAILURE));

        assertThat(report.progress().state()).isEqualTo(RunState.FAILED);
        assertThat(report.progress().failure()).contains(FAILURE);
    }

    @Test
    void repeatsItsLastWordsBeforeItIsForgotten() {
        report.toState(RunState.FAILED, Optional.of(FAILURE));
        report.progress();
        report.toForgotten();
        int words = 0;
        while (!report.isReported()) {
            report.progress();
            words++;
        }
        assertThat(words).isGreaterThan(1);
    }

    private void start() {
        report.toStart(START);
        report.toState(RunState.SENDING, Optional.empty());
        assertThat(report.harvest(START, used(5))).isEmpty();
    }

    private static void assertAwaitingAcks(RunReport report, boolean awaiting) {
        report.progress();
        assertThat(report.isAwaitingAcks()).isEqualTo(awaiting);
    }

    private static void assertInterval(Optional<RunReport.Harvest> harvest, long number, int second) {
        Interval interval = harvest.orElseThrow().interval();
        assertThat(interval.number()).isEqualTo(number);
        assertThat(interval.second()).isEqualTo(second);
    }
}
