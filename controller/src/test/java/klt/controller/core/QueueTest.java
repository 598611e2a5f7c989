package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.core.history.RunHistory;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Run;
import org.junit.jupiter.api.Test;

class QueueTest {

    private static final String SPEC = "{messages: 100, rate: 10}";

    /** One worker is there, and three runs are asked for. */
    private static CoreHarness withThreeRuns(int concurrentRunsMax) {
        CoreHarness stage = new CoreHarness(concurrentRunsMax);
        stage.heartbeat("a");
        for (String run : List.of("first", "second", "third")) {
            stage.submit(run, SPEC);
        }
        return stage;
    }

    @Test
    void runsBeginInTheOrderInWhichTheyCameOneAtATime() {
        CoreHarness stage = withThreeRuns(1);
        assertThat(stage.core().runs())
                .extracting(Run::phase)
                .containsExactly(RunPhase.PREPARING, RunPhase.QUEUED, RunPhase.QUEUED);

        stage.on(new Event.StopRequested("first"));
        stage.tick();

        assertThat(stage.core().runs())
                .extracting(Run::id, Run::phase)
                .containsExactly(tuple("second", RunPhase.PREPARING), tuple("third", RunPhase.QUEUED));
    }

    @Test
    void aQueuedRunThatIsStoppedIsPassedOver() {
        CoreHarness stage = withThreeRuns(1);

        stage.on(new Event.StopRequested("second"));
        stage.on(new Event.StopRequested("first"));
        stage.tick();

        assertThat(stage.phase("third")).isEqualTo(RunPhase.PREPARING);
    }

    @Test
    void asManyRunsGoOnAtATimeAsAreAllowed() {
        CoreHarness stage = withThreeRuns(2);

        assertThat(stage.core().runs())
                .extracting(Run::phase)
                .containsExactly(RunPhase.PREPARING, RunPhase.PREPARING, RunPhase.QUEUED);
    }

    @Test
    void oneHeartbeatTellsOfSeveralRuns() {
        CoreHarness stage = new CoreHarness(2);
        stage.scheduled("first", SPEC, "a");
        stage.scheduled("second", SPEC, "a");

        stage.heartbeat(
                "a",
                Progress.of("first", RunState.SENDING).acked(3),
                Progress.of("second", RunState.SENDING).acked(4));

        assertThat(stage.run("first").stats().totals().acked()).isEqualTo(3);
        assertThat(stage.run("second").stats().totals().acked()).isEqualTo(4);
    }

    @Test
    void theQueueIsBounded() {
        CoreHarness stage = new CoreHarness(1);
        for (int i = 0; i < ControllerCore.QUEUE_MAX; i++) {
            assertThat(stage.submit("r" + i, SPEC)).isEqualTo(new Reply.Accepted());
        }

        assertThat(stage.submit("one-too-many", SPEC)).isInstanceOf(Reply.Refused.class);

        assertThat(stage.core().runs()).hasSize(ControllerCore.QUEUE_MAX);
        assertThat(stage.core().run("one-too-many")).isEmpty();
    }

    @Test
    void anIdIsTakenOnlyOnce() {
        CoreHarness stage = new CoreHarness(1);
        stage.submit("r", SPEC);

        assertThat(stage.submit("r", SPEC)).isInstanceOf(Reply.Conflict.class);
    }

    @Test
    void aRunThatWaitedWhenTheControllerEndedWaitsAgainAndIsNotStoredTwice() {
        CoreHarness stage = new CoreHarness(1);

        stage.on(new Event.Recovered(
                "r",
                CoreHarness.spec(SPEC),
                CoreHarness.BEGIN.minus(Duration.ofHours(1)),
                true,
                Optional.empty(),
                RunHistory.NONE));
        assertThat(stage.commanded(Command.class)).isEmpty();
        stage.heartbeat("a");
        stage.tick();

        assertThat(stage.phase("r")).isEqualTo(RunPhase.PREPARING);
        assertThat(stage.run("r").createdAt()).isEqualTo(CoreHarness.BEGIN.minus(Duration.ofHours(1)));
    }

    @Test
    void aRecoveredRunWaitsForItsWorkersFromNowOn() {
        CoreHarness stage = new CoreHarness(1);
        stage.on(new Event.Recovered(
                "r",
                CoreHarness.spec(SPEC),
                CoreHarness.BEGIN.minus(Duration.ofHours(1)),
                true,
                Optional.empty(),
                RunHistory.NONE));

        stage.tick();

        assertThat(stage.phase("r")).isEqualTo(RunPhase.QUEUED);
    }

    @Test
    void aRunThatWentOnWhenTheControllerEndedAndOfWhichNoRecordIsLeftHasFailed() {
        CoreHarness stage = new CoreHarness(1);

        stage.on(new Event.Recovered(
                "r", CoreHarness.spec(SPEC), CoreHarness.BEGIN, false, Optional.empty(), RunHistory.NONE));

        assertThat(stage.core().runs()).isEmpty();
        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").end()).contains(EndCode.CONTROLLER_RESTARTED.with());
        assertThat(stage.commanded(Command.RetireRun.class)).isEqualTo(List.of(new Command.RetireRun("r")));
    }
}
