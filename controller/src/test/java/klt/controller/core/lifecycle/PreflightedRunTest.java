package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.history.RunLog;
import klt.controller.core.preflight.Finding;
import klt.controller.core.preflight.Finding.Code;
import klt.controller.core.preflight.Finding.Level;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import org.junit.jupiter.api.Test;

/** What findings of the preflight do to a run. */
class PreflightedRunTest {

    private static final Finding REFUSAL = new Finding(Level.REFUSE, Code.KEY_REQUIRED, "no key", "set key.kind");
    private static final Finding WARNING = new Finding(Level.WARN, Code.QUOTA, "too little", "raise it");

    private final CoreHarness stage = new CoreHarness();

    private List<String> told() {
        return stage.run("r").log().entries().stream()
                .filter(entry -> entry.kind() == RunLog.Kind.PREFLIGHT)
                .map(RunLog.Entry::message)
                .toList();
    }

    @Test
    void aRunThatIsRefusedFailsBeforeAWorkerKnowsOfIt() {
        stage.heartbeat("a");
        stage.submit("r", "{messages: 10}");

        stage.on(new Event.TopicChecked("r", List.of(WARNING, REFUSAL)));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").reason()).isEqualTo("PREFLIGHT_REFUSED: KEY_REQUIRED: no key; set key.kind");
        assertThat(told()).containsExactly("QUOTA: too little; raise it", "KEY_REQUIRED: no key; set key.kind");
        assertThat(stage.commanded(Command.PublishRun.class)).isEmpty();
    }

    @Test
    void aWarningIsAnEventAndTheRunGoesOn() {
        stage.heartbeat("a");
        stage.submit("r", "{messages: 10}");

        stage.on(new Event.TopicChecked("r", List.of(WARNING)));
        stage.on(new Event.TopicReady("r", List.of(), List.of(0L)));
        stage.heartbeat("a", Progress.of("r", RunState.READY));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.SCHEDULED);
        assertThat(told()).containsExactly("QUOTA: too little; raise it");
    }

    @Test
    void aFindingOfARunThatWasStoppedIsIgnored() {
        stage.heartbeat("a");
        stage.submit("r", "{messages: 10}");
        stage.on(new Event.StopRequested("r"));

        stage.on(new Event.TopicChecked("r", List.of(REFUSAL)));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.STOPPED);
        assertThat(told()).isEmpty();
    }

    /** The workers of the stage have a heap of 1 GiB. */
    @Test
    void aBufferThatAWorkerCannotHoldIsRefusedBeforeKafkaIsAsked() {
        stage.heartbeat("a");

        stage.submit("r", "{messages: 1M, rate: max, payload: {size: 100KiB}, producer: {bufferMemory: 2GiB}}");

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").reason())
                .startsWith("PREFLIGHT_REFUSED: WORKER_MEMORY: ")
                .contains("name-of-a has 1 GiB");
        assertThat(stage.commanded(Command.PrepareTopic.class)).isEmpty();
    }
}
