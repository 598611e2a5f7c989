package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.report.FleetView;
import org.junit.jupiter.api.Test;

class WorkerLossTest {

    private static final String SPEC = "{messages: 100, rate: 10}";

    private final Stage stage = new Stage();

    private Fleet.State stateOf(String worker) {
        return stage.core().fleet().member(worker).orElseThrow().state();
    }

    @Test
    void aSilentWorkerIsSuspectAfterThreeTicksAndLostAfterSix() {
        stage.heartbeat("a");

        stage.ticks(Fleet.SUSPECT_TICKS - 1);
        assertThat(stateOf("a")).isEqualTo(Fleet.State.READY);
        stage.tick();
        assertThat(stateOf("a")).isEqualTo(Fleet.State.SUSPECT);
        stage.ticks(Fleet.LEASE_TICKS - Fleet.SUSPECT_TICKS - 1);
        assertThat(stateOf("a")).isEqualTo(Fleet.State.SUSPECT);
        assertThat(stage.core().fleet().countedIds()).containsExactly("a");
        stage.tick();

        assertThat(stateOf("a")).isEqualTo(Fleet.State.LOST);
        assertThat(stage.core().fleet().countedIds()).isEmpty();
    }

    @Test
    void timeWithoutTicksThatAreReadBackLosesNobody() {
        stage.running("r", SPEC, "a");

        for (int second = 0; second < 3_600; second++) {
            stage.tickUnread();
        }

        assertThat(stateOf("a")).isEqualTo(Fleet.State.READY);
        assertThat(stage.phase("r")).isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void aHeartbeatMakesASuspectOrLostWorkerReadyAgain() {
        stage.heartbeat("a");
        stage.ticks(Fleet.LEASE_TICKS);

        stage.heartbeat("a");

        assertThat(stateOf("a")).isEqualTo(Fleet.State.READY);
    }

    @Test
    void aLostWorkerIsForgottenInTheEnd() {
        stage.heartbeat("a");

        stage.ticks(Fleet.LEASE_TICKS + Fleet.FORGET_TICKS - 1);
        assertThat(stage.core().fleet().members()).hasSize(1);
        stage.tick();

        assertThat(stage.core().fleet().members()).isEmpty();
    }

    @Test
    void aRunFailsWhenItsWorkerIsLostAndTheOthersAreLetFinish() {
        stage.running("r", SPEC, "a", "b");
        for (int tick = 0; tick < Fleet.LEASE_TICKS; tick++) {
            stage.heartbeat("b", Progress.of("r", RunState.SENDING).acked(tick));
            stage.tick();
        }

        assertThat(stage.phase("r")).isEqualTo(RunPhase.DRAINING);
        stage.heartbeat("b", Progress.of("r", RunState.FINISHED).acked(7));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").reason())
                .startsWith("WORKER_LOST: name-of-a fell silent with 32 shards; what it had to send is unsent");
        assertThat(stage.run("r").log().entries()).extracting("kind").contains(RunLog.Kind.WORKER_LOST);
    }

    @Test
    void aRunEndsAtOnceWhenItsOnlyWorkerIsLost() {
        stage.running("r", SPEC, "a");

        stage.ticks(Fleet.LEASE_TICKS);

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
    }

    @Test
    void aWorkerThatIsLostWhileTheRunPreparesFailsIt() {
        stage.prepared("r", SPEC, "a", "b");

        for (int tick = 0; tick < Fleet.LEASE_TICKS; tick++) {
            stage.heartbeat("b", Progress.of("r", RunState.READY));
            stage.tick();
        }

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").reason()).startsWith("WORKER_LOST");
    }

    @Test
    void whatALostWorkerHadInFlightIsIndeterminate() {
        stage.running("r", SPEC, "a");
        stage.heartbeat("a", Progress.of("r", RunState.SENDING).messages(20, 12, 1, 2));

        stage.ticks(Fleet.LEASE_TICKS);

        Aggregate.Totals totals = stage.run("r").aggregate().totals();
        assertThat(totals.acked()).isEqualTo(12);
        assertThat(totals.failed()).isEqualTo(1);
        assertThat(totals.indeterminate()).isEqualTo(7);
    }

    @Test
    void aWorkerThatComesBackAfterItsLossChangesNothingInTheRun() {
        stage.running("r", SPEC, "a", "b");
        for (int tick = 0; tick < Fleet.LEASE_TICKS; tick++) {
            stage.heartbeat("b", Progress.of("r", RunState.SENDING));
            stage.tick();
        }

        stage.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(50));

        assertThat(stage.run("r").aggregate().totals().acked()).isZero();
        assertThat(stage.phase("r")).isEqualTo(RunPhase.DRAINING);
    }

    @Test
    void aWorkerThatLeavesBeforeItHasFinishedFailsTheRun() {
        stage.running("r", SPEC, "a", "b");

        stage.bye("a");
        stage.heartbeat("b", Progress.of("r", RunState.FINISHED));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").reason()).startsWith("WORKER_LEFT: name-of-a left with 32 shards");
        assertThat(stage.core().fleet().members()).extracting("id").containsExactly("b");
    }

    @Test
    void aWorkerMayLeaveWhenItHasFinished() {
        stage.running("r", SPEC, "a", "b");
        stage.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(50));

        stage.bye("a");
        stage.heartbeat("b", Progress.of("r", RunState.FINISHED).acked(50));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.DONE);
    }

    @Test
    void aWorkerWithoutAPartMayLeaveOrBeLost() {
        stage.running("r", SPEC, "a");
        stage.heartbeat("idle");
        stage.heartbeat("silent");

        stage.bye("idle");
        for (int tick = 0; tick < Fleet.LEASE_TICKS; tick++) {
            stage.heartbeat("a", Progress.of("r", RunState.SENDING));
            stage.tick();
        }

        assertThat(stage.phase("r")).isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void aWorkerThatGivesUpEndsTheRunWithItsReason() {
        stage.running("r", SPEC, "a", "b");

        stage.heartbeat(
                "a", Progress.of("r", RunState.FAILED).reason("AUTHORIZATION: not allowed to write to loadtest"));
        assertThat(stage.phase("r")).isEqualTo(RunPhase.DRAINING);
        stage.heartbeat("b", Progress.of("r", RunState.FINISHED).acked(3));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").reason()).isEqualTo("AUTHORIZATION: not allowed to write to loadtest");
        assertThat(stage.run("r").log().entries()).extracting("kind").contains(RunLog.Kind.ERROR);
    }

    @Test
    void aWorkerThatGivesUpWhileTheRunPreparesFailsItAtOnce() {
        stage.prepared("r", SPEC, "a", "b");

        stage.heartbeat("a", Progress.of("r", RunState.FAILED).reason("TOPIC_MISSING: loadtest"));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").reason()).isEqualTo("TOPIC_MISSING: loadtest");
    }

    @Test
    void aFloodOfWorkersIsBounded() {
        for (int worker = 0; worker < Fleet.WORKERS_MAX + 10; worker++) {
            stage.heartbeat("w" + worker);
        }

        assertThat(stage.core().fleet().members()).hasSize(Fleet.WORKERS_MAX);
    }

    @Test
    void theFleetIsShownByWhatItDoes() {
        stage.running("r", "{messages: 100, rate: 1}", "busy");
        stage.heartbeat("silent");
        stage.ticks(3);
        stage.heartbeat("suspect");
        stage.heartbeat("busy", Progress.of("r", RunState.SENDING));
        stage.ticks(3);
        stage.heartbeat("ready");
        stage.heartbeat("busy", Progress.of("r", RunState.SENDING));

        FleetView view = FleetView.of(stage.core(), stage.now());

        assertThat(view.workers())
                .extracting("id", "state")
                .containsExactlyInAnyOrder(
                        tuple("silent", FleetView.WorkerState.LOST),
                        tuple("suspect", FleetView.WorkerState.SUSPECT),
                        tuple("ready", FleetView.WorkerState.READY),
                        tuple("busy", FleetView.WorkerState.BUSY));
        assertThat(view.counts()).isEqualTo(new FleetView.Counts(1, 1, 1, 1));
    }
}
