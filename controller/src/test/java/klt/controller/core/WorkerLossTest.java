package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import klt.common.code.Args;
import klt.common.protocol.Grant;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.history.Disruption;
import klt.controller.core.history.Disruption.Cause;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Event;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.core.shards.ShardAllocation;
import klt.controller.core.stats.WorkerStats;
import klt.controller.core.verdict.JudgedRun;
import org.junit.jupiter.api.Test;

/** Workers that lose contact during a run. */
class WorkerLossTest {

    private static final String SPEC = "{messages: 3000, rate: 100}";

    private final FakeFleet fleet = new FakeFleet();

    @Test
    void orphanedMessagesAreRepairedAndTheRestContinuesOnSchedule() {
        fleet.begin(SPEC, "a", "b", "c");
        fleet.turns(3);
        List<Grant> before = fleet.grantsOf("b");
        fleet.kill("a");
        fleet.turnsUntilLost();

        long cut = fleet.dueIn(ShardAllocation.MOVE_LEAD.toMillis());
        List<Grant> given = fleet.record().grants().stream()
                .filter(grant -> grant.epoch() == fleet.record().revision())
                .toList();
        assertThat(given)
                .filteredOn(Grant::repair)
                .isNotEmpty()
                .allSatisfy(grant -> assertThat(grant.until()).contains(cut));
        assertThat(given).filteredOn(grant -> !grant.repair()).isNotEmpty().allSatisfy(grant -> {
            assertThat(grant.from()).isEqualTo(cut);
            assertThat(grant.until()).isEmpty();
        });
        assertThat(fleet.grantsOf("b")).as("the grants of the others stay").containsAll(before);
        assertThat(fleet.logged(RunLog.Kind.WORKER_LOST)).containsExactly(Args.of("worker", "name-of-a", "shards", 22));
        assertThat(fleet.logged(RunLog.Kind.SHARDS_MOVED)).containsExactly(Args.of("orphaned", true, "workers", 2));
        fleet.turnUntil(RunPhase.DONE);
        fleet.assertWhole(3_000);
        assertThat(fleet.messages().repaired()).isPositive();
    }

    @Test
    void onlyWhatWasSentWithoutAnAnswerIsSentTwice() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(5);
        fleet.kill("a");

        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(3_000);
        assertThat(fleet.duplicates()).isBetween(1L, 60L);
    }

    @Test
    void theTopicTellsHowManyMessagesAreThereTwice() {
        fleet.begin(SPEC, "a", "b", "c");
        fleet.turns(5);
        fleet.kill("a");
        fleet.turnsUntilLost();
        assertThat(fleet.messages().handoverDuplicates())
                .as("what it can have sent until it would have learned of its loss")
                .isGreaterThan(200);

        fleet.finish();

        fleet.assertWhole(3_000);
        assertThat(fleet.duplicates()).isPositive();
        assertThat(fleet.messages().handoverDuplicates()).isEqualTo(fleet.duplicates());
    }

    @Test
    void whereAnAckPromisesNothingTheTopicDoesNotTell() {
        fleet.begin("{messages: 3000, rate: 100, producer: {acks: 1, idempotence: false}}", "a", "b", "c");
        fleet.turns(5);
        fleet.kill("a");

        fleet.finish();

        assertThat(fleet.messages().handoverDuplicates()).isGreaterThan(200);
    }

    @Test
    void twoLossesInARow() {
        fleet.begin(SPEC, "a", "b", "c", "d", "e");
        fleet.turns(3);
        fleet.kill("a");
        fleet.turns(2);
        fleet.kill("b");
        fleet.turns(7);
        fleet.kill("c");

        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(3_000);
        assertThat(fleet.logged(RunLog.Kind.WORKER_LOST)).hasSize(3);
    }

    @Test
    void withoutWorkersTheRunWaitsVisiblyAndGoesOnWhenOneComes() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.kill("a");
        fleet.kill("b");
        fleet.turns(10);

        assertThat(fleet.logged(RunLog.Kind.WAITING)).hasSize(1);
        assertThat(fleet.run().phase()).isEqualTo(RunPhase.RUNNING);
        fleet.join("c");
        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(3_000);
        assertThat(fleet.run().disruptions()).extracting(Disruption::args).contains(Args.of("cause", Cause.NO_WORKER));
    }

    @Test
    void mostOfTheFleetMissingHeartbeatsTogetherGetsMoreTimeAndKeepsItsShards() {
        fleet.begin(SPEC, "a", "b", "c");
        fleet.turns(3);
        List<Grant> before = fleet.record().grants();
        fleet.worker("a").blockStatus(true);
        fleet.worker("b").blockStatus(true);

        fleet.turns(Fleet.LEASE_TICKS + Fleet.MASS_LOSS_TICKS - 2);
        assertThat(fleet.record().grants()).isEqualTo(before);
        fleet.worker("a").blockStatus(false);
        fleet.worker("b").blockStatus(false);
        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(3_000);
        assertThat(fleet.duplicates()).isZero();
        assertThat(fleet.record().departed().handoverDuplicates()).isZero();
    }

    @Test
    void aSuspectKeepsWhatItHasWhileOthersShareWhatALeavingOneHad() {
        fleet.begin(SPEC, "a", "b", "c");
        fleet.turns(3);
        List<Grant> before = fleet.grantsOf("a");
        fleet.worker("a").blockStatus(true);
        fleet.turns(Fleet.SUSPECT_TICKS - 1);
        fleet.leave("b");

        fleet.turns(2);

        assertThat(fleet.grantsOf("a")).isEqualTo(before);
        fleet.worker("a").blockStatus(false);
        fleet.turnUntil(RunPhase.DONE);
        fleet.assertWhole(3_000);
        assertThat(fleet.duplicates()).isZero();
    }

    @Test
    void aZombieIsKnownByWhatItGotAcked() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.worker("a").blockStatus(true);
        fleet.worker("a").blockControl(true);
        fleet.turns(Fleet.LEASE_TICKS + 4);
        long counted = fleet.messages().acked();

        fleet.worker("a").blockStatus(false);
        fleet.turns(1);

        assertThat(fleet.logged(RunLog.Kind.WORKER_RETURNED).getFirst().get("worker"))
                .contains("name-of-a");
        assertThat(fleet.messages().acked() - counted)
                .as("its reports no longer count")
                .isLessThanOrEqualTo(fleet.dueIn(0) - counted);
        fleet.worker("a").blockControl(false);
        fleet.turnUntil(RunPhase.DONE);
        fleet.assertWhole(3_000);
        WorkerStats zombie = fleet.run().stats().worker("a").orElseThrow();
        assertThat(zombie.ackedBeyondItsPart()).isGreaterThan(400);
        assertThat(fleet.messages().handoverDuplicates()).isGreaterThanOrEqualTo(zombie.ackedBeyondItsPart());
    }

    @Test
    void aLossInAPauseIsRepairedInThePause() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.harness().on(new Event.LoadChangeRequested("r", new LoadRequest.Pause()));
        fleet.kill("a");
        fleet.turns(12);

        assertThat(fleet.run().phase()).isEqualTo(RunPhase.PAUSED);
        assertThat(fleet.messages().acked()).isEqualTo(fleet.dueIn(0));
        fleet.harness().on(new Event.LoadChangeRequested("r", new LoadRequest.Resume()));
        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(3_000);
    }

    @Test
    void aLossInTheLastSecondIsRepairedAfterTheSchedulesEnd() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(29);
        fleet.kill("a");

        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(3_000);
    }

    @Test
    void aWorkerThatIsLostWhenAllOfItsPartIsAnsweredDisturbsNothing() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", "{messages: 100, rate: 10}", "a", "b");
        harness.pass(Duration.ofSeconds(10));
        harness.heartbeat("a", allAnswered(45));
        harness.bye("a");
        harness.tick();
        assertThat(harness.record("r").grants()).as("there is nothing to give").hasSize(1);
        harness.heartbeat("b", allAnswered(50));
        harness.heartbeat("b", Progress.of("r", RunState.FINISHED).acked(50));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(harness.run("r").disruptions()).isEmpty();
        assertThat(harness.run("r").stats().totals().acked()).isEqualTo(100);
    }

    /** @param acked according to the worker's totals, which may be older than the progress of its grants */
    private static Progress allAnswered(long acked) {
        return Progress.of("r", RunState.SENDING)
                .acked(acked)
                .at(100, 100, new OutcomeCounts(50, 0, 0, 0, 0))
                .stopped();
    }

    @Test
    void aRunByTimeIsWholeToo() {
        fleet.begin("{duration: 20s, rate: 100}", "a", "b", "c");
        fleet.turns(3);
        fleet.kill("b");
        fleet.turns(4);
        fleet.harness().on(new Event.LoadChangeRequested("r", new LoadRequest.SetRate(50)));

        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(fleet.run().planned().orElseThrow());
    }

    @Test
    void atRateMaxOthersContinueFromWhereALostWorkerHadCompleted() {
        fleet.begin("{messages: 20000, rate: max}", "a", "b", "c");
        fleet.turns(3);
        fleet.kill("a");

        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(20_000);
    }

    @Test
    void notMoreMayBeTwiceThanTheRunHas() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", "{messages: 100, rate: max}", "a", "b");

        harness.bye("a");

        assertThat(harness.record("r").departed().handoverDuplicates()).isEqualTo(50);
    }

    @Test
    void atRateMaxForATimeWhatWasSentIsWhatWasPlanned() {
        fleet.begin("{duration: 20s, rate: max}", "a", "b", "c");
        fleet.turns(3);
        fleet.kill("a");

        fleet.turnUntil(RunPhase.DONE);

        assertThat(fleet.messages().planned()).contains(fleet.messages().acked());
        assertThat(fleet.duplicates()).isLessThanOrEqualTo(fleet.messages().handoverDuplicates());
    }

    @Test
    void aWorkerThatIsLostBeforeTheStartLeavesNoHole() {
        CoreHarness harness = new CoreHarness();
        harness.scheduled("r", SPEC, "a", "b");

        harness.bye("a");

        assertThat(harness.record("r").grantsOf("b")).extracting(Grant::from).containsOnly(0L);
        assertThat(harness.record("r").grantsOf("b")).noneMatch(Grant::repair);
        assertThat(harness.record("r").departed().handoverDuplicates())
                .as("what it may send before it learns")
                .isEqualTo(100);
        assertThat(harness.run("r").disruptions()).isEmpty();
    }

    @Test
    void atRateMaxALostWorkerMayHaveSentTenIntervalsMoreThanItSaid() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", "{messages: 1000000, rate: max}", "a", "b");
        harness.interval("a", JudgedRun.interval(640, 5_000, 5_000, 10));
        harness.heartbeat(
                "a",
                Progress.of("r", RunState.SENDING).acked(640).at(1_280, 1_280, new OutcomeCounts(640, 0, 0, 0, 0)));

        harness.bye("a");

        assertThat(harness.record("r").departed().handoverDuplicates()).isBetween(10 * 640L, 11 * 640L);
    }
}
