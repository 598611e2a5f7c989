package klt.controller.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.RunDocument;
import klt.common.report.RunView.CurrentStage;
import klt.common.report.RunView.Deviation;
import klt.common.report.RunView.Status;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.run.Event;
import klt.controller.core.schedule.LoadRequest;
import org.junit.jupiter.api.Test;

class RunStatusTest {

    private static final String STAGES =
            "load: {stages: [{duration: 20s, target: 10, name: up}, {duration: 20s, target: 10}], repeat: 2}";

    private final CoreHarness harness = new CoreHarness();

    private Status status() {
        return RunStatus.of(harness.run("r"), harness.now());
    }

    private void change(LoadRequest request) {
        harness.on(new Event.LoadChangeRequested("r", request));
    }

    @Test
    void aStageIsCurrentUntilItsEnd() {
        harness.running("r", STAGES, "a");
        Instant start = harness.run("r").startAt().orElseThrow();

        assertThat(status().stage()).contains(new CurrentStage(0, 0, Optional.of("up"), start.plusSeconds(20), false));
        harness.pass(Duration.ofSeconds(65));
        assertThat(status().stage()).contains(new CurrentStage(1, 1, Optional.empty(), start.plusSeconds(80), true));
        assertThat(status().deviation()).isEmpty();
    }

    @Test
    void aStageThatBeginsEarlierEndsEarlier() {
        harness.running("r", STAGES, "a");
        Instant start = harness.run("r").startAt().orElseThrow();
        harness.pass(Duration.ofSeconds(5));

        change(new LoadRequest.SkipStage());
        harness.pass(Duration.ofMillis(1_500));

        assertThat(status().stage())
                .contains(new CurrentStage(1, 0, Optional.empty(), start.plusMillis(26_500), false));
    }

    @Test
    void aChangedLoadDeviatesUntilItReturnsToItsSchedule() {
        harness.running("r", STAGES, "a");

        change(new LoadRequest.Scale(2));
        assertThat(status().deviation()).contains(new Deviation(Optional.empty(), 2));
        change(new LoadRequest.SetRate(30));
        assertThat(status().deviation()).contains(new Deviation(Optional.of(30.0), 2));
        change(new LoadRequest.Scale(1));
        assertThat(status().deviation()).isEmpty();
    }

    @Test
    void aFixedRateHasNoStage() {
        harness.running("r", "{messages: 1000, rate: 10}", "a");

        assertThat(status().stage()).isEmpty();
    }

    @Test
    void anEndedRunIsCompleteThoughMessagesWereAborted() {
        harness.running("r", "{messages: 15, rate: 10, transactions: {messages: 5, abortShare: 0.5}}", "a");
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10).aborted(5));

        RunDocument document = new Reporter("test").document(harness.run("r"), harness.now());

        assertThat(document.result().run().phase()).isEqualTo(RunPhase.DONE);
        assertThat(RunStatus.of(document).progress()).contains(1.0);
    }
}
