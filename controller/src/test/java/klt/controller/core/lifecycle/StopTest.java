package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.schedule.LoadRequest;
import org.junit.jupiter.api.Test;

class StopTest {

    private static final String SPEC = "{messages: 100, rate: 10}";
    private static final End END = EndCode.USER.with();

    private final CoreHarness harness = new CoreHarness();

    private Reply stop() {
        return harness.on(new Event.StopRequested("r"));
    }

    @Test
    void aRunThatWaitsIsStoppedAtOnce() {
        harness.submit("r", SPEC);

        assertThat(stop()).isEqualTo(new Reply.Accepted());

        assertThat(harness.phase("r")).isEqualTo(RunPhase.STOPPED);
        assertThat(harness.run("r").end()).contains(END);
    }

    @Test
    void aRunThatPreparesIsStoppedAtOnceAndItsRecordDeleted() {
        harness.prepared("r", SPEC, "a");

        assertThat(stop()).isEqualTo(new Reply.Accepted());

        assertThat(harness.phase("r")).isEqualTo(RunPhase.STOPPED);
        assertThat(harness.commanded(Command.RetireRun.class)).containsExactly(new Command.RetireRun("r"));
    }

    @Test
    void aRunThatIsScheduledDrainsAndEndsByTheWordOfItsWorkers() {
        harness.scheduled("r", SPEC, "a");

        assertThat(stop()).isEqualTo(new Reply.Accepted());
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.STOPPED);
    }

    @Test
    void aRunThatSendsIsDrainedAndKeepsTheReason() {
        harness.running("r", SPEC, "a", "b");
        harness.ticks(2);

        assertThat(stop()).isEqualTo(new Reply.Accepted());
        assertThat(harness.published("r")).get().extracting("phase").isEqualTo(RunPhase.DRAINING);
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);
        harness.heartbeat("b", Progress.of("r", RunState.FINISHED).acked(11));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.STOPPED);
        assertThat(harness.run("r").end()).contains(END);
        assertThat(harness.run("r").stats().totals().acked()).isEqualTo(21);
    }

    @Test
    void aRunInAPauseCanBeStopped() {
        harness.running("r", SPEC, "a");
        harness.on(new Event.LoadChangeRequested("r", new LoadRequest.Pause()));
        harness.pass(Duration.ofSeconds(2));
        harness.tick();
        assertThat(harness.phase("r")).isEqualTo(RunPhase.PAUSED);

        assertThat(stop()).isEqualTo(new Reply.Accepted());
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(15));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.STOPPED);
    }

    @Test
    void aRunThatDrainsIsNotStopped() {
        harness.running("r", SPEC, "a");
        harness.heartbeat(
                "a",
                Progress.of("r", RunState.SENDING)
                        .acked(100)
                        .at(100, 100, new OutcomeCounts(100, 0, 0, 0, 0))
                        .stopped());

        assertThat(stop()).isEqualTo(new Reply.Conflict("the run is already DRAINING"));
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(100));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
    }

    @Test
    void aRunThatHasEndedOrNeverWasIsNotFound() {
        harness.submit("r", SPEC);
        stop();

        assertThat(stop()).isEqualTo(new Reply.NotFound("r"));
        assertThat(harness.on(new Event.StopRequested("never"))).isEqualTo(new Reply.NotFound("never"));
    }

    @Test
    void theFirstReasonIsTheCause() {
        harness.running("r", SPEC, "a", "b");
        stop();

        harness.heartbeat("a", Progress.of("r", RunState.FAILED).failure(EndCode.WORKER_FAILED, "PRODUCER: fenced"));
        harness.heartbeat("b", Progress.of("r", RunState.FINISHED));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.STOPPED);
        assertThat(harness.run("r").end()).contains(END);
    }

    @Test
    void onlyAnEndedRunThatIsKeptIsForgotten() {
        harness.submit("r", SPEC);

        assertThat(harness.on(new Event.DeleteRequested("r")))
                .isEqualTo(new Reply.Conflict("the run has not ended; stop it first"));
        stop();
        assertThat(harness.on(new Event.DeleteRequested("never"))).isEqualTo(new Reply.NotFound("never"));
        assertThat(harness.on(new Event.DeleteRequested("r"))).isEqualTo(new Reply.Accepted());

        assertThat(harness.commanded(Command.Forget.class)).containsExactly(new Command.Forget("r"));
        assertThat(harness.on(new Event.DeleteRequested("r"))).isEqualTo(new Reply.NotFound("r"));
    }
}
