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

    private final CoreHarness harness = new CoreHarness();

    @Test
    void aRunWaitsForTheWorkersThatItExpects() {
        harness.submit("r", SPEC);
        harness.heartbeat("a");
        harness.tick();
        assertThat(harness.phase("r")).isEqualTo(RunPhase.QUEUED);

        harness.heartbeat("b");
        harness.tick();

        assertThat(harness.phase("r")).isEqualTo(RunPhase.PREPARING);
    }

    @Test
    void moreWorkersThanItExpectsAllTakePart() {
        harness.heartbeat("c");
        harness.heartbeat("b");
        harness.heartbeat("a");

        harness.submit("r", SPEC);

        assertThat(harness.run("r").stats().workers())
                .extracting(WorkerStats::id)
                .containsExactly("a", "b", "c");
    }

    @Test
    void itFailsInTheQueueWhenTooFewWorkersCameInTime() {
        harness.submit("r", SPEC);
        for (int second = 1; second < 30; second++) {
            harness.heartbeat("a");
            harness.tick();
        }
        assertThat(harness.phase("r")).isEqualTo(RunPhase.QUEUED);
        harness.forgetCommands();

        harness.tick();

        assertThat(harness.commanded(Command.Store.class)).hasSize(1);
        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(harness.run("r").end())
                .contains(EndCode.WORKERS_NOT_READY.with("ready", 1, "expected", 2, "timeoutSeconds", TIMEOUT));
        assertThat(harness.core().runs()).isEmpty();
    }

    @Test
    void theTimeThatItWaitsForItsTurnDoesNotCount() {
        harness.running("first", "{messages: 100, rate: 1}", "a");
        harness.submit("second", SPEC);
        for (int second = 0; second < 60; second++) {
            harness.heartbeat("a", Progress.of("first", RunState.SENDING));
            harness.tick();
        }
        harness.heartbeat("a", Progress.of("first", RunState.FINISHED).acked(100));
        harness.tick();
        assertThat(harness.phase("second")).isEqualTo(RunPhase.QUEUED);

        harness.heartbeat("a");
        harness.heartbeat("b");
        harness.tick();

        assertThat(harness.phase("second")).isEqualTo(RunPhase.PREPARING);
    }

    @Test
    void itFailsWhileItPreparesAndNamesTheWorkersThatAreNotReady() {
        harness.prepared("r", SPEC, "a", "b");

        for (int second = 1; second <= 30; second++) {
            assertThat(harness.phase("r")).isEqualTo(RunPhase.PREPARING);
            harness.heartbeat("a", Progress.of("r", RunState.READY));
            harness.heartbeat("b", Progress.of("r", RunState.PREPARING));
            harness.tick();
        }

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(harness.commanded(Command.RetireRun.class)).containsExactly(new Command.RetireRun("r"));
        assertThat(harness.run("r").end())
                .contains(EndCode.WORKERS_NOT_READY.with("unready", List.of("name-of-b"), "timeoutSeconds", TIMEOUT));
    }

    /** Workers that report this state each second. */
    private void seconds(int count, RunState state, String... workers) {
        for (int second = 0; second < count; second++) {
            for (String worker : workers) {
                harness.heartbeat(worker, Progress.of("r", state));
            }
            harness.tick();
        }
    }

    @Test
    void whenAWorkerIsLostWhileItPreparesAndTooFewAreLeftItWaitsForAnotherAndFailsInTheEnd() {
        harness.prepared("r", SPEC, "a", "b");

        seconds(29, RunState.READY, "b");
        assertThat(harness.phase("r")).isEqualTo(RunPhase.PREPARING);
        assertThat(harness.record("r").members()).containsExactly("b");
        seconds(1, RunState.READY, "b");

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(harness.run("r").end())
                .contains(EndCode.WORKERS_NOT_READY.with("available", 1, "expected", 2, "timeoutSeconds", TIMEOUT));
    }

    @Test
    void anotherWorkerMayTakeThePlaceOfOneThatIsLostWhileItPrepares() {
        harness.prepared("r", SPEC, "a", "b");
        seconds(10, RunState.READY, "b");

        harness.heartbeat("c");
        seconds(1, RunState.READY, "b", "c");

        assertThat(harness.phase("r")).isEqualTo(RunPhase.SCHEDULED);
        assertThat(harness.record("r").members()).containsExactly("b", "c");
        assertThat(harness.record("r").grants()).extracting("worker").containsExactly("b", "c");
        assertThat(harness.run("r").disruptions()).isEmpty();
    }

    @Test
    void aWorkerThatJoinsWhileTheOthersPreparePreparesToo() {
        harness.prepared("r", SPEC, "a", "b");
        harness.heartbeat("c");
        harness.forgetCommands();

        harness.tick();
        assertThat(harness.published("r").orElseThrow().members()).containsExactly("a", "b", "c");
        harness.forgetCommands();
        harness.tick();

        assertThat(harness.published("r")).as("nothing has changed since").isEmpty();
    }

    @Test
    void noMoreWorkersTakePartThanThereAreShards() {
        harness.prepared("r", SPEC, "a", "b");
        for (int worker = 0; worker < Sharding.SHARDS_MIN; worker++) {
            harness.heartbeat("w" + worker);
        }

        harness.tick();

        assertThat(harness.record("r").members()).hasSize(Sharding.SHARDS_MIN).contains("a", "b");
    }

    @Test
    void whenEnoughAreLeftItGoesOnWithoutTheOneThatIsLost() {
        harness.prepared("r", SPEC, "a", "b", "c");

        seconds(Fleet.LEASE_TICKS, RunState.READY, "b", "c");

        assertThat(harness.phase("r")).isEqualTo(RunPhase.SCHEDULED);
        assertThat(harness.record("r").grants()).extracting("worker").containsExactly("b", "c");
    }

    @Test
    void aWorkerThatLeavesWhileItPreparesIsNotWaitedFor() {
        harness.prepared("r", SPEC, "a", "b", "c");
        harness.leaves("a");
        seconds(1, RunState.READY, "a", "b", "c");
        assertThat(harness.phase("r")).isEqualTo(RunPhase.PREPARING);

        harness.bye("a");

        assertThat(harness.phase("r")).isEqualTo(RunPhase.SCHEDULED);
        assertThat(harness.record("r").members()).containsExactly("b", "c");
    }

    @Test
    void aWorkerThatGivesUpWhileTheRunPreparesFailsItAtOnce() {
        harness.prepared("r", SPEC, "a", "b");

        harness.heartbeat("a", Progress.of("r", RunState.FAILED).failure(EndCode.CODEC_UNAVAILABLE, "no zstd"));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(harness.run("r").end())
                .contains(EndCode.CODEC_UNAVAILABLE.with("worker", "name-of-a", "error", "no zstd"));
    }

    @Test
    void theTimeToPrepareBeginsWhenTheWorkersAreThere() {
        harness.submit("r", SPEC);
        for (int second = 0; second < 20; second++) {
            harness.tick();
        }
        harness.heartbeat("a");
        harness.heartbeat("b");
        harness.tick();
        for (int second = 0; second < 29; second++) {
            harness.heartbeat("a", Progress.of("r", RunState.PREPARING));
            harness.heartbeat("b", Progress.of("r", RunState.PREPARING));
            harness.tick();
        }

        assertThat(harness.phase("r")).isEqualTo(RunPhase.PREPARING);
    }

    @Test
    void itWaitsForWhatKafkaSaysOfTheTopic() {
        harness.heartbeat("a");
        harness.heartbeat("b");
        harness.submit("r", SPEC);

        for (int second = 1; second <= 30; second++) {
            harness.heartbeat("a");
            harness.heartbeat("b");
            harness.tick();
        }

        assertThat(harness.phase("r")).isEqualTo(RunPhase.PREPARING);
        harness.on(new Event.TopicsRefused("r", EndCode.KAFKA_UNREACHABLE.with("error", "no answer"), List.of()));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(harness.run("r").end()).contains(EndCode.KAFKA_UNREACHABLE.with("error", "no answer"));
    }

    @Test
    void suspectWorkersAreNotCountedAsReady() {
        harness.heartbeat("a");
        harness.heartbeat("b");
        harness.ticks(Fleet.SUSPECT_TICKS);
        harness.heartbeat("a");

        harness.submit("r", SPEC);

        assertThat(harness.phase("r")).isEqualTo(RunPhase.QUEUED);
    }
}
