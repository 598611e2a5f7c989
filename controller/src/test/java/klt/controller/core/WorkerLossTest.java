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

    private final FakeFleet crew = new FakeFleet();

    @Test
    void whatALostWorkerLeftBehindIsRepairedAndTheRestGoesOnBySchedule() {
        crew.begin(SPEC, "a", "b", "c");
        crew.turns(3);
        List<Grant> before = crew.grantsOf("b");
        crew.kill("a");
        crew.turnsUntilLost();

        long cut = crew.dueIn(ShardAllocation.MOVE_LEAD.toMillis());
        List<Grant> given = crew.record().grants().stream()
                .filter(grant -> grant.epoch() == crew.record().revision())
                .toList();
        assertThat(given)
                .filteredOn(Grant::repair)
                .isNotEmpty()
                .allSatisfy(grant -> assertThat(grant.until()).contains(cut));
        assertThat(given).filteredOn(grant -> !grant.repair()).isNotEmpty().allSatisfy(grant -> {
            assertThat(grant.from()).isEqualTo(cut);
            assertThat(grant.until()).isEmpty();
        });
        assertThat(crew.grantsOf("b")).as("the grants of the others stay").containsAll(before);
        assertThat(crew.told(RunLog.Kind.WORKER_LOST)).containsExactly(Args.of("worker", "name-of-a", "shards", 22));
        assertThat(crew.told(RunLog.Kind.SHARDS_MOVED)).containsExactly(Args.of("orphaned", true, "workers", 2));
        crew.turnUntil(RunPhase.DONE);
        crew.assertWhole(3_000);
        assertThat(crew.messages().repaired()).isPositive();
    }

    @Test
    void onlyWhatWasSentWithoutAnAnswerIsSentTwice() {
        crew.begin(SPEC, "a", "b");
        crew.turns(5);
        crew.kill("a");

        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(3_000);
        assertThat(crew.twice()).isBetween(1L, 60L);
    }

    @Test
    void theTopicTellsHowManyMessagesAreThereTwice() {
        crew.begin(SPEC, "a", "b", "c");
        crew.turns(5);
        crew.kill("a");
        crew.turnsUntilLost();
        assertThat(crew.messages().handoverDuplicates())
                .as("what it can have sent until it would have learned of its loss")
                .isGreaterThan(200);

        crew.finish();

        crew.assertWhole(3_000);
        assertThat(crew.twice()).isPositive();
        assertThat(crew.messages().handoverDuplicates()).isEqualTo(crew.twice());
    }

    @Test
    void whereAnAckPromisesNothingTheTopicDoesNotTell() {
        crew.begin("{messages: 3000, rate: 100, producer: {acks: 1, idempotence: false}}", "a", "b", "c");
        crew.turns(5);
        crew.kill("a");

        crew.finish();

        assertThat(crew.messages().handoverDuplicates()).isGreaterThan(200);
    }

    @Test
    void twoLossesInARow() {
        crew.begin(SPEC, "a", "b", "c", "d", "e");
        crew.turns(3);
        crew.kill("a");
        crew.turns(2);
        crew.kill("b");
        crew.turns(7);
        crew.kill("c");

        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(3_000);
        assertThat(crew.told(RunLog.Kind.WORKER_LOST)).hasSize(3);
    }

    @Test
    void withoutWorkersTheRunWaitsVisiblyAndGoesOnWhenOneComes() {
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.kill("a");
        crew.kill("b");
        crew.turns(10);

        assertThat(crew.told(RunLog.Kind.WAITING)).hasSize(1);
        assertThat(crew.run().phase()).isEqualTo(RunPhase.RUNNING);
        crew.join("c");
        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(3_000);
        assertThat(crew.run().disruptions()).extracting(Disruption::args).contains(Args.of("cause", Cause.NO_WORKER));
    }

    @Test
    void mostOfTheFleetSilentTogetherIsGivenTimeAndNothingOfItsMoves() {
        crew.begin(SPEC, "a", "b", "c");
        crew.turns(3);
        List<Grant> before = crew.record().grants();
        crew.hand("a").mute(true);
        crew.hand("b").mute(true);

        crew.turns(Fleet.LEASE_TICKS + Fleet.MASS_LOSS_TICKS - 2);
        assertThat(crew.record().grants()).isEqualTo(before);
        crew.hand("a").mute(false);
        crew.hand("b").mute(false);
        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(3_000);
        assertThat(crew.twice()).isZero();
        assertThat(crew.record().departed().handoverDuplicates()).isZero();
    }

    @Test
    void aSuspectKeepsWhatItHasWhileOthersShareWhatALeavingOneHad() {
        crew.begin(SPEC, "a", "b", "c");
        crew.turns(3);
        List<Grant> before = crew.grantsOf("a");
        crew.hand("a").mute(true);
        crew.turns(Fleet.SUSPECT_TICKS - 1);
        crew.leave("b");

        crew.turns(2);

        assertThat(crew.grantsOf("a")).isEqualTo(before);
        crew.hand("a").mute(false);
        crew.turnUntil(RunPhase.DONE);
        crew.assertWhole(3_000);
        assertThat(crew.twice()).isZero();
    }

    @Test
    void aZombieIsKnownByWhatItGotAcked() {
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.hand("a").mute(true);
        crew.hand("a").deaf(true);
        crew.turns(Fleet.LEASE_TICKS + 4);
        long counted = crew.messages().acked();

        crew.hand("a").mute(false);
        crew.turns(1);

        assertThat(crew.told(RunLog.Kind.WORKER_RETURNED).getFirst().get("worker"))
                .contains("name-of-a");
        assertThat(crew.messages().acked() - counted)
                .as("what it says counts no more")
                .isLessThanOrEqualTo(crew.dueIn(0) - counted);
        crew.hand("a").deaf(false);
        crew.turnUntil(RunPhase.DONE);
        crew.assertWhole(3_000);
        WorkerStats zombie = crew.run().stats().worker("a").orElseThrow();
        assertThat(zombie.ackedBeyondItsPart()).isGreaterThan(400);
        assertThat(crew.messages().handoverDuplicates()).isGreaterThanOrEqualTo(zombie.ackedBeyondItsPart());
    }

    @Test
    void aLossInAPauseIsRepairedInThePause() {
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.harness().on(new Event.LoadChangeRequested("r", new LoadRequest.Pause()));
        crew.kill("a");
        crew.turns(12);

        assertThat(crew.run().phase()).isEqualTo(RunPhase.PAUSED);
        assertThat(crew.messages().acked()).isEqualTo(crew.dueIn(0));
        crew.harness().on(new Event.LoadChangeRequested("r", new LoadRequest.Resume()));
        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(3_000);
    }

    @Test
    void aLossInTheLastSecondIsRepairedAfterTheSchedulesEnd() {
        crew.begin(SPEC, "a", "b");
        crew.turns(29);
        crew.kill("a");

        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(3_000);
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
        crew.begin("{duration: 20s, rate: 100}", "a", "b", "c");
        crew.turns(3);
        crew.kill("b");
        crew.turns(4);
        crew.harness().on(new Event.LoadChangeRequested("r", new LoadRequest.SetRate(50)));

        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(crew.run().planned().orElseThrow());
    }

    @Test
    void atRateMaxALossIsGivenToTheOthersFromWhereItWasSettled() {
        crew.begin("{messages: 20000, rate: max}", "a", "b", "c");
        crew.turns(3);
        crew.kill("a");

        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(20_000);
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
        crew.begin("{duration: 20s, rate: max}", "a", "b", "c");
        crew.turns(3);
        crew.kill("a");

        crew.turnUntil(RunPhase.DONE);

        assertThat(crew.messages().planned()).contains(crew.messages().acked());
        assertThat(crew.twice()).isLessThanOrEqualTo(crew.messages().handoverDuplicates());
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
