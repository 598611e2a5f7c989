package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import klt.common.code.Args;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
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

    private static final Finding REFUSAL = new Finding(Level.REFUSE, Code.KEY_REQUIRED, Args.of("topic", "t"));
    private static final Finding WARNING =
            new Finding(Level.WARN, Code.CLUSTER_UNKNOWN, Args.of("cluster", "c", "error", "no answer"));

    private final CoreHarness harness = new CoreHarness();

    private List<Object> findings() {
        return harness.run("r").log().entries().stream()
                .filter(entry -> entry.kind() == RunLog.Kind.PREFLIGHT)
                .map(entry -> entry.args().get("finding").orElseThrow())
                .toList();
    }

    @Test
    void aRunThatIsRefusedFailsBeforeAWorkerKnowsOfIt() {
        harness.heartbeat("a");
        harness.submit("r", "{messages: 10}");

        harness.on(new Event.TopicsChecked("r", List.of(WARNING, REFUSAL), List.of()));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(harness.run("r").end())
                .contains(EndCode.PREFLIGHT_REFUSED.with("findings", List.of(REFUSAL.line())));
        assertThat(findings()).containsExactly("CLUSTER_UNKNOWN", "KEY_REQUIRED");
        assertThat(harness.commanded(Command.PublishRun.class)).isEmpty();
    }

    @Test
    void aWarningIsAnEventAndTheRunGoesOn() {
        harness.heartbeat("a");
        harness.submit("r", "{messages: 10}");

        harness.on(new Event.TopicsChecked("r", List.of(WARNING), List.of()));
        harness.on(CoreHarness.topicsReady("r", List.of(0L)));
        harness.heartbeat("a", Progress.of("r", RunState.READY));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.SCHEDULED);
        assertThat(findings()).containsExactly("CLUSTER_UNKNOWN");
    }

    @Test
    void aFindingOfARunThatWasStoppedIsIgnored() {
        harness.heartbeat("a");
        harness.submit("r", "{messages: 10}");
        harness.on(new Event.StopRequested("r"));

        harness.on(new Event.TopicsChecked("r", List.of(REFUSAL), List.of()));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.STOPPED);
        assertThat(findings()).isEmpty();
    }

    /** The workers of the harness have a heap of 1 GiB. */
    @Test
    void aBufferThatAWorkerCannotHoldIsRefusedBeforeKafkaIsAsked() {
        harness.heartbeat("a");

        harness.submit("r", "{messages: 1M, rate: max, payload: {size: 100KiB}, producer: {bufferMemory: 2GiB}}");

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(harness.run("r").end().map(End::code)).contains(EndCode.PREFLIGHT_REFUSED);
        assertThat(findings()).containsExactly("WORKER_MEMORY");
        assertThat(harness.commanded(Command.PrepareTopics.class)).isEmpty();
    }
}
