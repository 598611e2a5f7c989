package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import klt.common.protocol.EndCode;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.spec.limit.Limits;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.history.RunLog;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Workers that left or were lost, and that report again or are no longer needed. */
class DepartedWorkerTest {

    private static final String SPEC = "{messages: 3000, rate: 100}";

    private final FakeFleet fleet = new FakeFleet();

    @Test
    void aWorkerThatFinishesEarlyLeavesItsRestToTheOthers() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(5);
        fleet.worker("a").abandon();

        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(3_000);
        assertThat(fleet.duplicates()).isZero();
    }

    @Test
    void aWorkerThatIsLostAndSaysGoodbyeDepartsOnce() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a", "b");
        for (int second = 0; second <= Fleet.LEASE_TICKS; second++) {
            harness.tick();
            harness.heartbeat("b", Progress.of("r", RunState.SENDING));
        }
        harness.forgetCommands();

        harness.bye("a");

        assertThat(harness.published("r")).isEmpty();
        assertThat(harness.run("r").log().entries())
                .extracting(RunLog.Entry::kind)
                .contains(RunLog.Kind.WORKER_LOST)
                .doesNotContain(RunLog.Kind.WORKER_LEFT);
    }

    @Test
    void aWorkerThatDepartedCannotFailTheRun() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a", "b");
        harness.bye("a");

        harness.heartbeat(
                "a", Progress.of("r", RunState.FAILED).failure(EndCode.WORKER_FAILED, "PRODUCER: closed too late"));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void aWorkerThatWasLostAndSentNothingMoreIsNoZombie() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a", "b");
        Progress completed = Progress.of("r", RunState.SENDING).acked(5).at(10, 10, new OutcomeCounts(5, 0, 0, 0, 0));
        harness.heartbeat("a", completed);
        for (int second = 0; second <= Fleet.LEASE_TICKS; second++) {
            harness.tick();
            harness.heartbeat("b", Progress.of("r", RunState.SENDING));
        }
        assertThat(harness.record("r").members()).containsExactly("b");

        harness.heartbeat("a", completed);

        assertThat(harness.run("r").log().entries())
                .extracting(RunLog.Entry::kind)
                .doesNotContain(RunLog.Kind.WORKER_RETURNED);
    }

    @Test
    void whileNoWorkerCanSendTheRecordIsNotRewritten() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a");
        harness.bye("a");
        harness.forgetCommands();

        harness.ticks(10);

        assertThat(harness.published("r")).isEmpty();
    }

    @Tag("endurance")
    @Test
    void onlyTheNewestIdsOfDepartedWorkersAreKept() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", "{duration: 24h, rate: 10}", "stays");
        for (int worker = 0; worker <= Limits.WORKERS_MAX; worker++) {
            harness.heartbeat("w" + worker);
            harness.tick();
            harness.bye("w" + worker);
            harness.heartbeat("stays", Progress.of("r", RunState.SENDING));
            harness.forgetCommands();
        }

        assertThat(harness.record("r").departed().workers())
                .hasSize(Limits.WORKERS_MAX)
                .startsWith("w1")
                .endsWith("w" + Limits.WORKERS_MAX);
    }
}
