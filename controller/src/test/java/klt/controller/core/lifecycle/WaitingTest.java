package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import klt.common.protocol.EndCode;
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

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

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
        assertThat(stage.run("r").end())
                .contains(EndCode.WORKERS_NOT_READY.with("ready", 1, "expected", 2, "timeoutSeconds", TIMEOUT));
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
        assertThat(stage.run("r").end())
                .contains(EndCode.WORKERS_NOT_READY.with("unready", List.of("name-of-b"), "timeoutSeconds", TIMEOUT));
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
        assertThat(stage.run("r").end())
                .contains(EndCode.WORKERS_NOT_READY.with("available", 1, "expected", 2, "timeoutSeconds", TIMEOUT));
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

        stage.heartbeat("a", Progress.of("r", RunState.FAILED).failure(EndCode.CODEC_UNAVAILABLE, "no zstd"));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").end())
                .contains(EndCode.CODEC_UNAVAILABLE.with("worker", "name-of-a", "error", "no zstd"));
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
        stage.on(new Event.TopicRefused("r", EndCode.KAFKA_UNREACHABLE.with("error", "no answer")));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").end()).contains(EndCode.KAFKA_UNREACHABLE.with("error", "no answer"));
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
