package klt.controller.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.Interval.Outcomes;
import klt.common.protocol.interval.SenderTimes;
import klt.common.report.RunResult;
import klt.controller.core.CoreHarness;
import klt.controller.core.Intervals;
import klt.controller.core.run.Event;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.core.stats.TimeSeries.Row;
import klt.controller.core.verdict.StageJudge.JudgedStage;
import org.junit.jupiter.api.Test;

class StageJudgeTest {

    private static final String OBJECTIVES = "warmup: 0s, objectives: ['response.p99<3ms', 'rate>=99%', 'errors<1%']";

    private final JudgedRun judged = new JudgedRun();
    private final CoreHarness harness = judged.harness();

    private void run(String stages) {
        harness.running("r", "{" + OBJECTIVES + ", load: {stages: " + stages + "}}", "a");
    }

    private List<JudgedStage> stages() {
        return StageJudge.stages(judged.run(), harness.now());
    }

    private static List<Optional<Boolean>> met(JudgedStage stage) {
        return stage.objectives().stream().map(Judge.Judged::met).toList();
    }

    private static List<Optional<Boolean>> met(boolean... met) {
        return IntStream.range(0, met.length).mapToObj(k -> Optional.of(met[k])).toList();
    }

    @Test
    void eachStageIsJudgedByTheFiguresOfItsOwnSeconds() {
        run(
                "[{duration: 0s, target: 10}, {duration: 4s, target: 10}, {duration: 0s, target: 20}, {duration: 5s, target: 20, name: high}, {pause: 2s}]");
        judged.acked(0, 4, 10, 1_000);
        judged.acked(4, 9, 18, 5_000);
        judged.acked(9, 11, 0, 1);

        assertThat(stages()).hasSize(3);
        JudgedStage low = stages().getFirst();
        assertThat(low.row()).extracting(Row::second, Row::seconds).containsExactly(0, 4);
        assertThat(low.row().messages().acked()).isEqualTo(40);
        assertThat(low.targetRate()).isCloseTo(10, within(1e-9));
        assertThat(met(low)).isEqualTo(met(true, true, true));
        JudgedStage high = stages().get(1);
        assertThat(high.window().span().stage().name()).contains("high");
        assertThat(high.row()).extracting(Row::second, Row::seconds).containsExactly(4, 5);
        assertThat(high.objectives().get(1).value().orElseThrow()).isCloseTo(0.9, within(1e-9));
        assertThat(met(high)).isEqualTo(met(false, false, true));
    }

    @Test
    void theThrottleTimeOfAStageIsThatOfItsOwnSeconds() {
        harness.running(
                "r", "{warmup: 0s, objectives: ['throttle<1%'], load: {stages: '0s:10,2s:10,0s:20,2s:20,9s:20'}}", "a");
        judged.passTo(7);
        for (int second = 0; second < 5; second++) {
            harness.interval("a", Intervals.throttled(second, second, 10, second < 2 ? 0 : 0.4));
        }

        assertThat(stages())
                .extracting(stage -> stage.objectives().getFirst().value())
                .containsExactly(Optional.of(0.0), Optional.of(0.4), Optional.empty());
    }

    @Test
    void aStageIsNotJudgedUntilItIsOver() {
        run("[{duration: 2s, target: 10}, {duration: 20s, target: 10}]");
        judged.acked(0, 5, 9, 1_000);

        assertThat(met(stages().getFirst()).getFirst()).contains(true);
        assertThat(met(stages().get(1))).containsOnly(Optional.empty());
        assertThat(stages().get(1).row().messages().acked()).isEqualTo(27);
    }

    @Test
    void aStageIsNotJudgedBeforeTheLastReportsAboutItHaveArrived() {
        run("[{duration: 2s, target: 10}, {duration: 20s, target: 10}]");
        judged.acked(0, 2, 5, 1_000);
        // from another worker, slightly earlier
        harness.interval("a", Intervals.interval("r", judged.nextInterval(), 2, 1_000));
        assertThat(met(stages().getFirst())).containsOnly(Optional.empty());

        harness.interval("a", Intervals.interval("r", judged.nextInterval(), 1, 1_000, 1_000, 1_000, 1_000, 1_000));
        judged.acked(3, 4, 10, 1_000);

        assertThat(met(stages().getFirst())).doesNotContain(Optional.empty());
    }

    @Test
    void theWarmupDoesNotCount() {
        harness.running(
                "r",
                "{warmup: 3s, objectives: ['rate>=1', 'rate>=99%', 'errors<1%'],"
                        + " load: {stages: '0s:10,2s:10,0s:20,4s:20,9s:20'}}",
                "a");
        judged.passTo(9);
        warmup(0, new Outcomes(4, 6, 0, 0), new Outcomes(4, 6, 0, 0));
        warmup(1, new Outcomes(4, 6, 0, 0), new Outcomes(4, 6, 0, 0));
        warmup(2, new Outcomes(5, 5, 0, 0), new Outcomes(5, 5, 0, 0));
        // the last ones fail when others have already been measured
        warmup(3, new Outcomes(20, 0, 5, 0), new Outcomes(0, 0, 5, 0));
        warmup(4, new Outcomes(24, 0, 0, 0), new Outcomes(4, 0, 0, 0));
        warmup(5, new Outcomes(19, 0, 0, 1), Outcomes.NONE);
        warmup(6, new Outcomes(20, 0, 0, 0), Outcomes.NONE);

        assertThat(stages())
                .extracting(
                        stage -> stage.window().span().index(),
                        stage -> stage.row().second(),
                        stage -> stage.row().seconds(),
                        JudgedStage::targetRate)
                .containsExactly(tuple(3, 3, 3, 20.0), tuple(4, 6, 1, 20.0));
        assertThat(stages().getFirst().objectives())
                .extracting(objective -> objective.value().orElseThrow())
                .containsExactly(20.0, 1.0, 0.0);
    }

    private void warmup(int second, Outcomes completed, Outcomes ofWarmup) {
        Interval plain = Intervals.interval("r", judged.nextInterval(), second, 1_000);
        harness.interval(
                "a",
                new Interval(
                        "r",
                        plain.number(),
                        second,
                        20,
                        completed,
                        ofWarmup,
                        0,
                        0,
                        SenderTimes.NONE,
                        plain.latencies(),
                        List.of()));
    }

    @Test
    void eachLevelOfAStaircaseIsJudgedWithoutTheRampBeforeIt() {
        run("[{steps: {from: 10, by: 10, times: 3, hold: 4s, ramp: 2s}}, {duration: 4s, target: 30}]");
        judged.acked(0, 20, 10, 1_000);

        assertThat(stages())
                .extracting(
                        stage -> stage.window().level(),
                        stage -> stage.row().second(),
                        stage -> stage.row().seconds())
                .containsExactly(
                        tuple(OptionalInt.of(0), 0, 4),
                        tuple(OptionalInt.of(1), 6, 4),
                        tuple(OptionalInt.of(2), 12, 4),
                        tuple(OptionalInt.empty(), 16, 4));
        assertThat(stages()).extracting(JudgedStage::targetRate).containsExactly(10.0, 20.0, 30.0, 30.0);
    }

    @Test
    void messagesInFlightAtTheEndOfAStageAreInTimeIfTheyWereDueInItsLastSecond() {
        run(
                "[{duration: 0s, target: 10}, {duration: 10s, target: 10}, {duration: 2s, target: 10}, {duration: 9s, target: 10}]");
        judged.acked(0, 9, 10, 1_000);
        judged.passTo(12);
        harness.interval("a", inFlight(9, 0, 10));
        harness.interval("a", inFlight(10, 2, 18));
        harness.interval("a", inFlight(11, 2, 30));
        judged.acked(12, 20, 1, 1_000);

        assertThat(stages().getFirst().objectives().get(1).value()).contains(1.0);
        // of thirty messages in flight, only the ten of the last second may be late
        assertThat(stages().get(1).objectives().get(1).value().orElseThrow()).isCloseTo((4 + 10) / 20.0, within(1e-9));
    }

    private Interval inFlight(int second, long acked, long inFlight) {
        Interval plain = Intervals.interval("r", judged.nextInterval(), second, 1_000);
        return new Interval(
                "r",
                plain.number(),
                second,
                acked,
                new Interval.Outcomes(acked, 0, 0, 0),
                Interval.Outcomes.NONE,
                0,
                inFlight,
                SenderTimes.NONE,
                plain.latencies(),
                List.of());
    }

    @Test
    void errorsCountInTheStageInWhichTheyAreReported() {
        run("[{duration: 2s, target: 10}, {duration: 2s, target: 10}, {duration: 4s, target: 10}]");
        judged.acked(0, 2, 10, 1_000);
        judged.passTo(3);
        harness.interval("a", Intervals.unanswered("r", judged.nextInterval(), 2, 5, 1_000, 1_000));
        judged.acked(3, 5, 10, 1_000);

        assertThat(stages().getFirst().objectives().get(2).value()).contains(0.0);
        assertThat(stages().get(1).objectives().get(2).value().orElseThrow()).isCloseTo(5.0 / 17, within(1e-9));
        assertThat(stages().get(1).objectives().getFirst().value()).isEmpty();
        assertThat(met(stages().get(1)).getFirst()).contains(false);
    }

    @Test
    void aSkippedStageHasNoResults() {
        run("[{duration: 20s, target: 10}, {duration: 20s, target: 10}, {duration: 20s, target: 10}]");
        judged.acked(0, 3, 10, 1_000);
        harness.on(new Event.LoadChangeRequested("r", new LoadRequest.SkipStage()));
        judged.acked(3, 20, 10, 1_000);

        assertThat(stages()).hasSize(2);
        int skipped = stages().get(1).row().second();
        assertThat(skipped).isBetween(3, 8);
        assertThat(stages().getFirst().row().seconds()).isEqualTo(skipped);
        assertThat(stages().get(1).window().span().index()).isEqualTo(1);
    }

    @Test
    void aConstantLoadHasNoStages() {
        harness.running("r", "{messages: 100, rate: 10}", "a");
        judged.acked(0, 5, 10, 1_000);

        assertThat(stages()).isEmpty();
    }

    @Test
    void theFirstTwoHundredStagesHaveResults() {
        harness.running("r", "{warmup: 0s, load: {stages: '1s:10,1s:20', repeat: 150}}", "a");
        judged.acked(0, 290, 1, 1_000);

        assertThat(stages()).hasSize(RunResult.STAGES_MAX);
    }

    @Test
    void aStageIsJudgedByItsRateAndByIndeterminateMessagesToo() {
        harness.running(
                "r", "{warmup: 0s, objectives: ['rate>=9', 'errors<1%'], load: {stages: '0s:10,4s:10,4s:10'}}", "a");
        judged.passTo(6);
        for (int second = 0; second < 6; second++) {
            Interval plain = Intervals.interval("r", judged.nextInterval(), second, 1_000);
            harness.interval(
                    "a",
                    new Interval(
                            "r",
                            plain.number(),
                            second,
                            10,
                            new Interval.Outcomes(8, 0, 2, 0),
                            Interval.Outcomes.NONE,
                            0,
                            0,
                            SenderTimes.NONE,
                            plain.latencies(),
                            List.of()));
        }

        assertThat(stages().getFirst().objectives())
                .extracting(objective -> objective.value().orElseThrow())
                .containsExactly(8.0, 0.2);
    }
}
