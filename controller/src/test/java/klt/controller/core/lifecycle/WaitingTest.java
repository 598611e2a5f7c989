package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.schedule.Sharding;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.stats.WorkerStats;
import org.junit.jupiter.api.Test;

class WaitingTest {

    private static final String SPEC = "{messages: 100, rate: 10, workers: {expected: 2, timeout: 30s}}";

    private final CoreHarness stage = new CoreHarness();

    @Test
    void aRunWaitsForTheWorkersThatItExpects() {
        stage.submit("r", SPEC);
        stage.heartbeat("a");
        stage.tick();
        assertThat(stage.phase("r")).isEqualTo(RunPhase.QUEUED);

        stage.heartbeat("b");
        stage.tick();

        assertThat(stage.phase("r")).isEqualTo(RunPhase.PREPARING);
    }

    @Test
    void moreWorkersThanItExpectsAllTakePart() {
        stage.heartbeat("c");
        stage.heartbeat("b");
        stage.heartbeat("a");

        stage.submit("r", SPEC);

        assertThat(stage.run("r").stats().workers()).extracting(WorkerStats::id).containsExactly("a", "b", "c");
    }

    @Test
    void itFailsInTheQueueWhenTooFewWorkersCameInTime() {
        stage.submit("r", SPEC);
        for (int second = 1; second < 30; second++) {
            stage.heartbeat("a");
            stage.tick();
        }
        assertThat(stage.phase("r")).isEqualTo(RunPhase.QUEUED);
        stage.forgetCommands();

        stage.tick();

        assertThat(stage.commanded(Command.Store.class)).hasSize(1);
        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").reason()).startsWith("WORKERS_NOT_READY: 1 of 2 workers became ready within 30 s");
        assertThat(stage.core().runs()).isEmpty();
    }

    @Test
    void theTimeThatItWaitsForItsTurnDoesNotCount() {
        stage.running("first", "{messages: 100, rate: 1}", "a");
        stage.submit("second", SPEC);
        for (int second = 0; second < 60; second++) {
            stage.heartbeat("a", Progress.of("first", RunState.SENDING));
            stage.tick();
        }
        stage.heartbeat("a", Progress.of("first", RunState.FINISHED).acked(100));
        stage.tick();
        assertThat(stage.phase("second")).isEqualTo(RunPhase.QUEUED);

        stage.heartbeat("a");
        stage.heartbeat("b");
        stage.tick();

        assertThat(stage.phase("second")).isEqualTo(RunPhase.PREPARING);
    }

    @Test
    void itFailsWhileItPreparesAndNamesTheWorkersThatAreNotReady() {
        stage.prepared("r", SPEC, "a", "b");

        for (int second = 1; second <= 30; second++) {
            assertThat(stage.phase("r")).isEqualTo(RunPhase.PREPARING);
            stage.heartbeat("a", Progress.of("r", RunState.READY));
            stage.heartbeat("b", Progress.of("r", RunState.PREPARING));
            stage.tick();
        }

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.commanded(Command.RetireRun.class)).containsExactly(new Command.RetireRun("r"));
        assertThat(stage.run("r").reason())
                .startsWith("WORKERS_NOT_READY: name-of-b could not open their producers within 30 s");
    }

    /** Workers that say so each second, in a state. */
    private void seconds(int count, RunState state, String... workers) {
        for (int second = 0; second < count; second++) {
            for (String worker : workers) {
                stage.heartbeat(worker, Progress.of("r", state));
            }
            stage.tick();
        }
    }

    @Test
    void whenAWorkerIsLostWhileItPreparesAndTooFewAreLeftItWaitsForAnotherAndFailsInTheEnd() {
        stage.prepared("r", SPEC, "a", "b");

        seconds(29, RunState.READY, "b");
        assertThat(stage.phase("r")).isEqualTo(RunPhase.PREPARING);
        assertThat(stage.record("r").members()).containsExactly("b");
        seconds(1, RunState.READY, "b");

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").reason())
                .isEqualTo("WORKERS_NOT_READY: only 1 of 2 workers were available within 30 s; see their logs");
    }

    @Test
    void anotherWorkerMayTakeThePlaceOfOneThatIsLostWhileItPrepares() {
        stage.prepared("r", SPEC, "a", "b");
        seconds(10, RunState.READY, "b");

        stage.heartbeat("c");
        seconds(1, RunState.READY, "b", "c");

        assertThat(stage.phase("r")).isEqualTo(RunPhase.SCHEDULED);
        assertThat(stage.record("r").members()).containsExactly("b", "c");
        assertThat(stage.record("r").grants()).extracting("worker").containsExactly("b", "c");
        assertThat(stage.run("r").disruptions()).isEmpty();
    }

    @Test
    void aWorkerThatComesWhileTheOthersPrepareIsToldToPrepareToo() {
        stage.prepared("r", SPEC, "a", "b");
        stage.heartbeat("c");
        stage.forgetCommands();

        stage.tick();
        assertThat(stage.published("r").orElseThrow().members()).containsExactly("a", "b", "c");
        stage.forgetCommands();
        stage.tick();

        assertThat(stage.published("r")).as("nothing has changed since").isEmpty();
    }

    @Test
    void noMoreWorkersTakePartThanThereAreShards() {
        stage.prepared("r", SPEC, "a", "b");
        for (int worker = 0; worker < Sharding.SHARDS_MIN; worker++) {
            stage.heartbeat("w" + worker);
        }

        stage.tick();

        assertThat(stage.record("r").members()).hasSize(Sharding.SHARDS_MIN).contains("a", "b");
    }

    @Test
    void whenEnoughAreLeftItGoesOnWithoutTheOneThatIsLost() {
        stage.prepared("r", SPEC, "a", "b", "c");

        seconds(Fleet.LEASE_TICKS, RunState.READY, "b", "c");

        assertThat(stage.phase("r")).isEqualTo(RunPhase.SCHEDULED);
        assertThat(stage.record("r").grants()).extracting("worker").containsExactly("b", "c");
    }

    @Test
    void aWorkerThatLeavesWhileItPreparesIsNotWaitedFor() {
        stage.prepared("r", SPEC, "a", "b", "c");
        stage.leaves("a");
        seconds(1, RunState.READY, "a", "b", "c");
        assertThat(stage.phase("r")).isEqualTo(RunPhase.PREPARING);

        stage.bye("a");

        assertThat(stage.phase("r")).isEqualTo(RunPhase.SCHEDULED);
        assertThat(stage.record("r").members()).containsExactly("b", "c");
    }

    @Test
    void aWorkerThatGivesUpWhileTheRunPreparesFailsItAtOnce() {
        stage.prepared("r", SPEC, "a", "b");

        stage.heartbeat("a", Progress.of("r", RunState.FAILED).reason("TOPIC_MISSING: loadtest"));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").reason()).isEqualTo("TOPIC_MISSING: loadtest");
    }

    @Test
    void theTimeToPrepareBeginsWhenTheWorkersAreThere() {
        stage.submit("r", SPEC);
        for (int second = 0; second < 20; second++) {
            stage.tick();
        }
        stage.heartbeat("a");
        stage.heartbeat("b");
        stage.tick();
        for (int second = 0; second < 29; second++) {
            stage.heartbeat("a", Progress.of("r", RunState.PREPARING));
            stage.heartbeat("b", Progress.of("r", RunState.PREPARING));
            stage.tick();
        }

        assertThat(stage.phase("r")).isEqualTo(RunPhase.PREPARING);
    }

    @Test
    void itWaitsForWhatKafkaSaysOfTheTopic() {
        stage.heartbeat("a");
        stage.heartbeat("b");
        stage.submit("r", SPEC);

        for (int second = 1; second <= 30; second++) {
            stage.heartbeat("a");
            stage.heartbeat("b");
            stage.tick();
        }

        assertThat(stage.phase("r")).isEqualTo(RunPhase.PREPARING);
        stage.on(new Event.TopicRefused("r", "KAFKA_UNREACHABLE: nobody there"));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").reason()).isEqualTo("KAFKA_UNREACHABLE: nobody there");
    }

    @Test
    void suspectWorkersAreNotCountedAsReady() {
        stage.heartbeat("a");
        stage.heartbeat("b");
        stage.ticks(Fleet.SUSPECT_TICKS);
        stage.heartbeat("a");

        stage.submit("r", SPEC);

        assertThat(stage.phase("r")).isEqualTo(RunPhase.QUEUED);
    }
}
