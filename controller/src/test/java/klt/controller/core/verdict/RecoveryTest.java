package klt.controller.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import klt.controller.core.CoreHarness;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.core.verdict.StageJudge.JudgedStage;
import org.junit.jupiter.api.Test;

/** The time to recover from a spike, which is the second stage of the load unless a test sets another. */
class RecoveryTest {

    private final JudgedRun judged = new JudgedRun();
    private final CoreHarness harness = judged.harness();

    private void run(String stages) {
        harness.running("r", "{warmup: 0s, objectives: [], load: {stages: " + stages + "}}", "a");
    }

    private Optional<Recovery> recovery(int stage) {
        JudgedStage judgedStage = StageJudge.stages(judged.run(), harness.now()).get(stage);
        return judgedStage.recovery();
    }

    private static final String SPIKE =
            "[{duration: 0s, target: 10}, {duration: 10s, target: 10}, {spike: {base: 10, peak: 50, rise: 1s, hold: 4s, fall: 1s}}, {duration: 20s, target: 10}]";

    private Optional<Recovery> recovery() {
        return recovery(1);
    }

    @Test
    void aSpikeHasRecoveredWhenItsLatencyIsThatOfBeforeForSomeSeconds() {
        run(SPIKE);
        judged.acked(0, 10, 10, 2_000);
        judged.acked(10, 14, 10, 90_000);
        assertThat(recovery()).isEmpty();
        judged.acked(14, 18, 10, 60_000);
        // one good second among bad ones
        judged.acked(18, 19, 10, 2_000);
        judged.acked(19, 21, 10, 9_000);
        assertThat(recovery().orElseThrow().seconds()).isEmpty();
        judged.acked(21, 25, 10, 3_900);

        assertThat(recovery().orElseThrow().baselineMicros()).isBetween(2_000L, 2_010L);
        // the rate falls from second 15 on
        assertThat(recovery().orElseThrow().seconds()).contains(6);
        assertThat(recovery(0)).isEmpty();
    }

    @Test
    void theBaselineIsTheMedianOfTheSecondsBefore() {
        run(SPIKE);
        for (int second = 0; second < 10; second++) {
            judged.acked(second, second + 1, 10, 1_000 + 10 * second);
        }
        // of the spike itself
        judged.acked(10, 20, 10, 9_000);

        assertThat(recovery().orElseThrow().baselineMicros()).isEqualTo(1_040);
    }

    private void change(LoadRequest request) {
        assertThat(harness.on(new Event.LoadChangeRequested("r", request))).isEqualTo(new Reply.Accepted());
    }

    @Test
    void aRateThatAClientSetDuringASpikeIsNoRecovery() {
        run(SPIKE);
        judged.acked(0, 10, 10, 2_000);
        judged.acked(10, 16, 10, 90_000);
        change(new LoadRequest.SetRate(5));
        judged.acked(16, 17, 10, 90_000);
        assertThat(recovery(1)).isEmpty();
        judged.acked(17, 30, 10, 2_000);

        assertThat(recovery()).isEmpty();
    }

    @Test
    void aRateThatAClientSetBeforeASpikeReplacesIt() {
        run(SPIKE);
        judged.acked(0, 5, 10, 2_000);
        change(new LoadRequest.SetRate(5));
        judged.acked(5, 30, 10, 2_000);

        assertThat(recovery()).isEmpty();
    }

    @Test
    void aChangeAfterTheRecoveryIsNoPartOfIt() {
        run(SPIKE);
        judged.acked(0, 18, 10, 2_000);
        change(new LoadRequest.SetRate(5));
        judged.acked(18, 30, 10, 90_000);

        assertThat(recovery().orElseThrow().seconds()).contains(0);
    }

    @Test
    void theFallOfASpikeIsThatOfTheLoadWithItsSkippedStages() {
        run(
                "[{duration: 0s, target: 10}, {duration: 20s, target: 10}, {spike: {base: 10, peak: 50, rise: 1s, hold: 4s, fall: 1s}}, {duration: 20s, target: 10}]");
        judged.acked(0, 4, 10, 2_000);
        change(new LoadRequest.SkipStage());
        // the spike begins at second 5.5, and its rate falls from 10.5 on
        judged.acked(4, 12, 10, 90_000);
        judged.acked(12, 20, 10, 2_000);

        assertThat(recovery().orElseThrow().baselineMicros()).isBetween(2_000L, 2_010L);
        assertThat(recovery().orElseThrow().seconds()).contains(1);
    }

    @Test
    void theBaselineBeginsWithTheFactorOfTheSpike() {
        run(SPIKE);
        judged.acked(0, 6, 10, 1_000);
        change(new LoadRequest.Scale(2));
        judged.acked(6, 8, 10, 1_000);
        judged.acked(8, 30, 10, 4_000);

        assertThat(recovery().orElseThrow().baselineMicros()).isBetween(4_000L, 4_010L);
    }

    @Test
    void aSpikeThatDisturbedNothingHasRecoveredAtOnce() {
        run(SPIKE);
        judged.acked(0, 20, 10, 2_000);

        assertThat(recovery().orElseThrow().seconds()).contains(0);
    }

    @Test
    void aSecondWithoutAnyAckIsNotSteady() {
        run(SPIKE);
        judged.acked(0, 15, 10, 2_000);
        judged.acked(15, 20, 0, 1);
        judged.acked(20, 26, 10, 2_000);

        assertThat(recovery().orElseThrow().seconds()).contains(5);
    }

    @Test
    void withoutALoadBeforeASpikeNothingIsKnownOfItsRecovery() {
        run("[{spike: {base: 10, peak: 50, rise: 1s, hold: 4s, fall: 1s}}, {duration: 20s, target: 10}]");
        judged.acked(0, 20, 10, 2_000);

        assertThat(recovery(0)).isEmpty();
    }
}
