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

    private final CoreHarness stage = new CoreHarness();

    private Reply stop() {
        return stage.on(new Event.StopRequested("r"));
    }

    @Test
    void aRunThatWaitsIsStoppedAtOnce() {
        stage.submit("r", SPEC);

        assertThat(stop()).isEqualTo(new Reply.Accepted());

        assertThat(stage.phase("r")).isEqualTo(RunPhase.STOPPED);
        assertThat(stage.run("r").end()).contains(END);
    }

    @Test
    void aRunThatPreparesIsStoppedAtOnceAndItsRecordDeleted() {
        stage.prepared("r", SPEC, "a");

        assertThat(stop()).isEqualTo(new Reply.Accepted());

        assertThat(stage.phase("r")).isEqualTo(RunPhase.STOPPED);
        assertThat(stage.commanded(Command.RetireRun.class)).containsExactly(new Command.RetireRun("r"));
    }

    @Test
    void aRunThatIsScheduledDrainsAndEndsByTheWordOfItsWorkers() {
        stage.scheduled("r", SPEC, "a");

        assertThat(stop()).isEqualTo(new Reply.Accepted());
        assertThat(stage.phase("r")).isEqualTo(RunPhase.DRAINING);
        stage.heartbeat("a", Progress.of("r", RunState.FINISHED));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.STOPPED);
    }

    @Test
    void aRunThatSendsIsToldToDrainAndKeepsTheReason() {
        stage.running("r", SPEC, "a", "b");
        stage.ticks(2);

        assertThat(stop()).isEqualTo(new Reply.Accepted());
        assertThat(stage.published("r")).get().extracting("phase").isEqualTo(RunPhase.DRAINING);
        stage.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
        assertThat(stage.phase("r")).isEqualTo(RunPhase.DRAINING);
        stage.heartbeat("b", Progress.of("r", RunState.FINISHED).acked(11));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.STOPPED);
        assertThat(stage.run("r").end()).contains(END);
        assertThat(stage.run("r").stats().totals().acked()).isEqualTo(21);
    }

    @Test
    void aRunInAPauseCanBeStopped() {
        stage.running("r", SPEC, "a");
        stage.on(new Event.LoadChangeRequested("r", new LoadRequest.Pause()));
        stage.pass(Duration.ofSeconds(2));
        stage.tick();
        assertThat(stage.phase("r")).isEqualTo(RunPhase.PAUSED);

        assertThat(stop()).isEqualTo(new Reply.Accepted());
        stage.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(15));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.STOPPED);
    }

    @Test
    void aRunThatDrainsIsNotStopped() {
        stage.running("r", SPEC, "a");
        stage.heartbeat(
                "a",
                Progress.of("r", RunState.SENDING)
                        .acked(100)
                        .at(100, 100, new OutcomeCounts(100, 0, 0, 0))
                        .stopped());

        assertThat(stop()).isEqualTo(new Reply.Conflict("the run is already DRAINING"));
        stage.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(100));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.DONE);
    }

    @Test
    void aRunThatHasEndedOrNeverWasIsNotFound() {
        stage.submit("r", SPEC);
        stop();

        assertThat(stop()).isEqualTo(new Reply.NotFound("r"));
        assertThat(stage.on(new Event.StopRequested("never"))).isEqualTo(new Reply.NotFound("never"));
    }

    @Test
    void theFirstReasonIsTheCause() {
        stage.running("r", SPEC, "a", "b");
        stop();

        stage.heartbeat("a", Progress.of("r", RunState.FAILED).failure(EndCode.WORKER_FAILED, "PRODUCER: fenced"));
        stage.heartbeat("b", Progress.of("r", RunState.FINISHED));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.STOPPED);
        assertThat(stage.run("r").end()).contains(END);
    }

    @Test
    void onlyAnEndedRunThatIsKeptIsForgotten() {
        stage.submit("r", SPEC);

        assertThat(stage.on(new Event.DeleteRequested("r", true)))
                .isEqualTo(new Reply.Conflict("the run has not ended; stop it first"));
        stop();
        assertThat(stage.on(new Event.DeleteRequested("never", false))).isEqualTo(new Reply.NotFound("never"));
        assertThat(stage.on(new Event.DeleteRequested("r", true))).isEqualTo(new Reply.Accepted());

        assertThat(stage.commanded(Command.Forget.class)).containsExactly(new Command.Forget("r"));
    }
}
