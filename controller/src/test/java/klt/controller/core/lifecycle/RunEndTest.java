package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.core.CoreHarness;
import klt.controller.core.FakeFleet;
import klt.controller.core.Progress;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Event;
import org.junit.jupiter.api.Test;

/** Runs that do not end according to their schedule. */
class RunEndTest {

    private static final String SPEC = "{messages: 3000, rate: 100}";

    private final FakeFleet fleet = new FakeFleet();

    @Test
    void aRunThatNoWorkerSendsAnyLongerEndsAsIncomplete() {
        fleet.begin(SPEC, "a");
        fleet.turns(3);
        fleet.kill("a");

        fleet.harness().pass(Duration.ofSeconds(30 + 120 + 60));
        fleet.turnUntil(RunPhase.FAILED);

        assertThat(fleet.run().end())
                .contains(EndCode.INCOMPLETE.with("unsent", 2_900, "graceSeconds", RunControl.HARD_STOP_GRACE));
    }

    @Test
    void whatAWorkerThatIsLostWhileTheRunIsStoppedHadInFlightIsIndeterminate() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(5);
        fleet.harness().on(new Event.StopRequested("r"));
        fleet.kill("a");

        fleet.turnUntil(RunPhase.STOPPED);

        assertThat(fleet.messages().indeterminate()).isEqualTo(50);
        assertThat(fleet.messages().handoverDuplicates()).isZero();
        assertThat(fleet.run().end()).contains(EndCode.USER.with());
    }

    @Test
    void aRunDrainsNoLongerThanADeliveryAndAMinute() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a", "b");
        harness.on(new Event.StopRequested("r"));
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(3));

        drain(harness, 180);
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);
        drain(harness, 1);

        assertThat(harness.phase("r")).isEqualTo(RunPhase.STOPPED);
    }

    /** A worker receives no answers. */
    private static void drain(CoreHarness harness, int seconds) {
        for (int second = 0; second < seconds; second++) {
            harness.heartbeat("b", Progress.of("r", RunState.DRAINING).messages(5, 2, 0, 0));
            harness.tick();
        }
    }

    @Test
    void aRunThatDidNotSendAllUntilItsHardStopIsIncompleteWhenItsWorkersHaveDrained() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a");
        harness.pass(Duration.ofSeconds(30 + 120 + 60).plusMillis(1));
        harness.heartbeat("a", Progress.of("r", RunState.SENDING).messages(2_000, 1_900, 0, 0));
        harness.tick();
        assertThat(harness.record("r").phase()).isEqualTo(RunPhase.DRAINING);

        harness.heartbeat(
                "a",
                Progress.of("r", RunState.FINISHED)
                        .acked(2_000)
                        .at(2_000, 2_000, new OutcomeCounts(2_000, 0, 0, 0, 0)));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(harness.run("r").end().map(End::code)).contains(EndCode.INCOMPLETE);
    }

    @Test
    void allAreLostWhileTheRunDrains() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(5);
        fleet.harness().on(new Event.StopRequested("r"));
        long sent = fleet.dueIn(0);
        fleet.kill("a");
        fleet.kill("b");

        fleet.turnUntil(RunPhase.STOPPED);

        assertThat(fleet.logged(RunLog.Kind.WAITING)).isEmpty();
        assertThat(fleet.messages().acked() + fleet.messages().indeterminate()).isEqualTo(sent);
    }

    @Test
    void aWorkerThatGivesUpEndsTheRunWithItsReason() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a", "b");

        harness.heartbeat(
                "a",
                Progress.of("r", RunState.FAILED)
                        .failure(EndCode.WORKER_FAILED, "AUTHORIZATION: not allowed to write to loadtest"));
        assertThat(harness.record("r").phase()).isEqualTo(RunPhase.DRAINING);
        harness.heartbeat("b", Progress.of("r", RunState.FINISHED).acked(3));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(harness.run("r").end())
                .contains(EndCode.WORKER_FAILED.with(
                        "worker", "name-of-a", "error", "AUTHORIZATION: not allowed to write to loadtest"));
        assertThat(harness.run("r").log().entries()).extracting("kind").contains(RunLog.Kind.ERROR);
    }

    @Test
    void atRateMaxForATimeItIsOverWhenEveryWorkerHasItsAnswers() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", "{duration: 10s, rate: max}", "a", "b");
        harness.pass(Duration.ofSeconds(10));
        harness.heartbeat("a", allSent(500, 500));

        harness.heartbeat("b", allSent(500, 499));
        harness.tick();
        harness.forgetCommands();
        harness.tick();
        assertThat(harness.published("r")).as("nothing has changed").isEmpty();
        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
        harness.heartbeat("b", allSent(500, 500));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);
    }

    /** A worker that has stopped sending and waits for responses. */
    private static Progress allSent(long sent, long answered) {
        return Progress.of("r", RunState.SENDING)
                .messages(sent, answered, 0, 0)
                .at(sent, answered, new OutcomeCounts(answered, 0, 0, 0, 0))
                .stopped();
    }
}
