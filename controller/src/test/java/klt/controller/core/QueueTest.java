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

    /** One worker is available, and three runs are submitted. */
    private static CoreHarness withThreeRuns(int concurrentRunsMax) {
        CoreHarness harness = new CoreHarness(concurrentRunsMax);
        harness.heartbeat("a");
        for (String run : List.of("first", "second", "third")) {
            harness.submit(run, SPEC);
        }
        return harness;
    }

    @Test
    void runsBeginInTheOrderInWhichTheyCameOneAtATime() {
        CoreHarness harness = withThreeRuns(1);
        assertThat(harness.core().runs())
                .extracting(Run::phase)
                .containsExactly(RunPhase.PREPARING, RunPhase.QUEUED, RunPhase.QUEUED);

        harness.on(new Event.StopRequested("first"));
        harness.tick();

        assertThat(harness.core().runs())
                .extracting(Run::id, Run::phase)
                .containsExactly(tuple("second", RunPhase.PREPARING), tuple("third", RunPhase.QUEUED));
    }

    @Test
    void aQueuedRunThatIsStoppedIsPassedOver() {
        CoreHarness harness = withThreeRuns(1);

        harness.on(new Event.StopRequested("second"));
        harness.on(new Event.StopRequested("first"));
        harness.tick();

        assertThat(harness.phase("third")).isEqualTo(RunPhase.PREPARING);
    }

    @Test
    void asManyRunsGoOnAtATimeAsAreAllowed() {
        CoreHarness harness = withThreeRuns(2);

        assertThat(harness.core().runs())
                .extracting(Run::phase)
                .containsExactly(RunPhase.PREPARING, RunPhase.PREPARING, RunPhase.QUEUED);
    }

    @Test
    void oneHeartbeatTellsOfSeveralRuns() {
        CoreHarness harness = new CoreHarness(2);
        harness.scheduled("first", SPEC, "a");
        harness.scheduled("second", SPEC, "a");

        harness.heartbeat(
                "a",
                Progress.of("first", RunState.SENDING).acked(3),
                Progress.of("second", RunState.SENDING).acked(4));

        assertThat(harness.run("first").stats().totals().acked()).isEqualTo(3);
        assertThat(harness.run("second").stats().totals().acked()).isEqualTo(4);
    }

    @Test
    void theQueueIsBounded() {
        CoreHarness harness = new CoreHarness(1);
        for (int i = 0; i < ControllerCore.QUEUE_MAX; i++) {
            assertThat(harness.submit("r" + i, SPEC)).isEqualTo(new Reply.Accepted());
        }

        assertThat(harness.submit("one-too-many", SPEC)).isInstanceOf(Reply.Refused.class);

        assertThat(harness.core().runs()).hasSize(ControllerCore.QUEUE_MAX);
        assertThat(harness.core().run("one-too-many")).isEmpty();
    }

    @Test
    void anIdIsTakenOnlyOnce() {
        CoreHarness harness = new CoreHarness(1);
        harness.submit("r", SPEC);

        assertThat(harness.submit("r", SPEC)).isInstanceOf(Reply.Conflict.class);
    }

    @Test
    void aRunThatWaitedWhenTheControllerEndedWaitsAgainAndIsNotStoredTwice() {
        CoreHarness harness = new CoreHarness(1);

        harness.on(new Event.Recovered(
                "r",
                CoreHarness.spec(SPEC),
                CoreHarness.BEGIN.minus(Duration.ofHours(1)),
                true,
                Optional.empty(),
                RunHistory.NONE));
        assertThat(harness.commanded(Command.class)).isEmpty();
        harness.heartbeat("a");
        harness.tick();

        assertThat(harness.phase("r")).isEqualTo(RunPhase.PREPARING);
        assertThat(harness.run("r").createdAt()).isEqualTo(CoreHarness.BEGIN.minus(Duration.ofHours(1)));
    }

    @Test
    void aRecoveredRunWaitsForItsWorkersFromNowOn() {
        CoreHarness harness = new CoreHarness(1);
        harness.on(new Event.Recovered(
                "r",
                CoreHarness.spec(SPEC),
                CoreHarness.BEGIN.minus(Duration.ofHours(1)),
                true,
                Optional.empty(),
                RunHistory.NONE));

        harness.tick();

        assertThat(harness.phase("r")).isEqualTo(RunPhase.QUEUED);
    }

    @Test
    void aRunThatWentOnWhenTheControllerEndedAndOfWhichNoRecordIsLeftHasFailed() {
        CoreHarness harness = new CoreHarness(1);

        harness.on(new Event.Recovered(
                "r", CoreHarness.spec(SPEC), CoreHarness.BEGIN, false, Optional.empty(), RunHistory.NONE));

        assertThat(harness.core().runs()).isEmpty();
        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(harness.run("r").end()).contains(EndCode.CONTROLLER_RESTARTED.with());
        assertThat(harness.commanded(Command.RetireRun.class)).isEqualTo(List.of(new Command.RetireRun("r")));
    }
}
