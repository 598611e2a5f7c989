package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import klt.common.code.Args;
import klt.common.protocol.Grant;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Event;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.core.shards.ShardAllocation;
import klt.controller.core.stats.RunStats;
import org.junit.jupiter.api.Test;

/** Workers that join and leave during a run. */
class HandoverTest {

    private static final String SPEC = "{messages: 3000, rate: 100}";

    private final FakeFleet fleet = new FakeFleet();

    private int shardsOf(String worker) {
        return fleet.run().stats().worker(worker).orElseThrow().shards();
    }

    @Test
    void aWorkerThatComesGetsItsShareAtASequenceThatIsStillToCome() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.join("c");
        // it reads that it takes part, and reports that it is ready
        fleet.turns(2);

        assertThat(fleet.logged(RunLog.Kind.WORKER_JOINED)).containsExactly(Args.of("worker", "name-of-c"));
        assertThat(fleet.logged(RunLog.Kind.SHARDS_MOVED)).containsExactly(Args.of("orphaned", false, "workers", 3));
        long cut = fleet.dueIn(ShardAllocation.MOVE_LEAD.toMillis());
        assertThat(fleet.grantsOf("c")).singleElement().satisfies(grant -> {
            assertThat(grant.from()).isEqualTo(cut);
            assertThat(grant.repair()).isFalse();
        });
        assertThat(List.of(shardsOf("a"), shardsOf("b"), shardsOf("c"))).containsExactlyInAnyOrder(22, 21, 21);
        fleet.turnUntil(RunPhase.DONE);
        fleet.assertWhole(3_000);
        assertThat(fleet.duplicates()).isZero();
        assertThat(fleet.run().disruptions()).isEmpty();
    }

    @Test
    void aNewcomerNeedNotWaitForATick() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);

        fleet.join("c");

        assertThat(fleet.record().members()).containsExactly("a", "b", "c");
    }

    @Test
    void aWorkerThatIsAskedToEndHandsOverAndLeaves() {
        fleet.begin(SPEC, "a", "b", "c");
        fleet.turns(3);
        fleet.leave("a");

        fleet.turns(5);

        assertThat(fleet.logged(RunLog.Kind.WORKER_LEFT)).containsExactly(Args.of("worker", "name-of-a"));
        assertThat(fleet.record().members()).containsExactly("b", "c");
        assertThat(List.of(shardsOf("b"), shardsOf("c"))).containsExactly(32, 32);
        fleet.turnUntil(RunPhase.DONE);
        fleet.assertWhole(3_000);
        assertThat(fleet.duplicates()).isZero();
        assertThat(fleet.run().disruptions()).isEmpty();
        assertThat(fleet.messages().handoverDuplicates()).isZero();
    }

    @Test
    void theLastWorkerThatIsAskedToEndContinuesUntilAnotherJoins() {
        fleet.begin(SPEC, "a");
        fleet.turns(3);
        fleet.leave("a");
        fleet.turns(5);
        assertThat(fleet.run().phase()).isEqualTo(RunPhase.RUNNING);
        assertThat(fleet.grantsOf("a")).hasSize(1);

        fleet.join("b");
        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(3_000);
        assertThat(fleet.duplicates()).isZero();
        assertThat(fleet.logged(RunLog.Kind.WAITING)).isEmpty();
    }

    @Test
    void theOneWhoWasToReceiveIsLostBeforeItBegins() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.join("c");
        fleet.turns(3);
        assertThat(fleet.grantsOf("c")).isNotEmpty();
        fleet.kill("c");

        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(3_000);
    }

    @Test
    void theOneWhoWasToGiveIsLostBeforeTheMove() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.join("c");
        fleet.turns(3);
        fleet.kill("a");

        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(3_000);
    }

    @Test
    void aRateThatChangesBeforeAMoveIsDueMovesItsTimeAndNotItsSequence() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.join("c");
        fleet.turns(3);
        List<Grant> granted = fleet.record().grants();
        fleet.harness().on(new Event.LoadChangeRequested("r", new LoadRequest.SetRate(300)));

        assertThat(fleet.record().grants()).isEqualTo(granted);
        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(3_000);
        assertThat(fleet.duplicates()).isZero();
    }

    @Test
    void whatAWorkerSentBecauseItLearnedOfAMoveTooLateCountsOnce() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.worker("a").blockControl(true);
        fleet.join("c");
        fleet.turns(10);
        fleet.worker("a").blockControl(false);

        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(3_000);
        assertThat(fleet.duplicates()).isPositive().isEqualTo(fleet.messages().handoverDuplicates());
    }

    @Test
    void whatALateWorkerSentTwiceCountsOnceWhenItIsLostTooAndWhenItLeaves() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.worker("a").blockControl(true);
        fleet.worker("b").blockControl(true);
        fleet.join("c");
        fleet.turns(8);
        fleet.worker("b").blockControl(false);
        fleet.turns(2);
        fleet.leave("b");
        fleet.kill("a");

        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(3_000);
        assertThat(fleet.duplicates()).isPositive();
    }

    @Test
    void whatALateWorkerIsStillSendingDoesNotCountTwiceEither() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", "{messages: 100, rate: 10}", "a");
        harness.heartbeat("b");
        harness.tick();
        harness.heartbeat("b", Progress.of("r", RunState.READY));
        harness.pass(Duration.ofSeconds(10));

        harness.heartbeat(
                "b", Progress.of("r", RunState.SENDING).acked(30).at(100, 100, new OutcomeCounts(30, 0, 0, 0, 0)));
        harness.heartbeat(
                "a",
                Progress.of("r", RunState.SENDING)
                        .messages(100, 90, 0, 0)
                        .at(100, 90, new OutcomeCounts(90, 0, 0, 0, 0)));

        RunStats.Totals totals = harness.run("r").stats().totals();
        assertThat(harness.record("r").grants()).hasSize(3);
        assertThat(totals.completed()).isLessThanOrEqualTo(100);
        assertThat(totals.handoverDuplicates()).isPositive();
    }

    @Test
    void whatALateWorkerSentCountsOnceFromTheReportOnThatEndsItsGrant() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", "{messages: 100, rate: 10}", "a");
        harness.heartbeat("b");
        harness.tick();
        harness.heartbeat("b", Progress.of("r", RunState.READY));
        harness.pass(Duration.ofSeconds(10));
        harness.tick();
        Grant late = harness.record("r").grantsOf("a").getFirst();
        long cut = late.until().orElseThrow();

        harness.heartbeat(
                "a",
                Progress.of("r", RunState.SENDING)
                        .acked(100)
                        .at(100, 100, new OutcomeCounts(100, 0, 0, 0, 0))
                        .stopped());

        RunStats.Totals totals = harness.run("r").stats().totals();
        assertThat(totals.acked()).isLessThanOrEqualTo(100);
        assertThat(totals.handoverDuplicates()).isEqualTo(100 - cut);
    }

    @Test
    void whateverBecameOfWhatALateWorkerSentItCountsOnce() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", "{messages: 100, rate: 10}", "a");
        harness.heartbeat("b");
        harness.tick();
        harness.heartbeat("b", Progress.of("r", RunState.READY));
        harness.pass(Duration.ofSeconds(10));
        harness.tick();
        long cut = harness.record("r").grantsOf("a").getFirst().until().orElseThrow();

        harness.heartbeat(
                "a",
                Progress.of("r", RunState.SENDING)
                        .messages(100, 2, 3, 95)
                        .at(100, 100, new OutcomeCounts(2, 3, 95, 0, 0)));

        RunStats.Totals totals = harness.run("r").stats().totals();
        assertThat(totals.sent()).isEqualTo(cut);
        assertThat(totals.acked()).isZero();
        assertThat(totals.failed()).isZero();
        assertThat(totals.indeterminate()).isEqualTo(cut).isLessThan(95);
    }

    @Test
    void aLastWordAfterTheGoodbyeIsNoReturn() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.leave("a");
        fleet.turns(5);

        fleet.harness().heartbeat("a");
        fleet.turns(2);

        assertThat(fleet.record().members()).containsExactly("b");
        assertThat(fleet.logged(RunLog.Kind.WORKER_JOINED)).isEmpty();
    }

    @Test
    void atRateMaxNothingMovesToThoseWhoCome() {
        fleet.begin("{messages: 20000, rate: max}", "a", "b");
        fleet.turns(2);
        List<Grant> before = fleet.record().grants();
        fleet.join("c");
        fleet.turns(5);
        assertThat(fleet.record().members()).containsExactly("a", "b", "c");
        assertThat(fleet.record().grants()).isEqualTo(before);

        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(20_000);
        assertThat(fleet.duplicates()).isZero();
    }

    @Test
    void atRateMaxWhoLeavesStopsWhereItIsAndOthersGoOnFromThere() {
        fleet.begin("{messages: 20000, rate: max}", "a", "b", "c");
        fleet.turns(3);
        fleet.leave("a");

        fleet.turns(5);

        assertThat(fleet.logged(RunLog.Kind.WORKER_LEFT)).containsExactly(Args.of("worker", "name-of-a"));
        fleet.turnUntil(RunPhase.DONE);
        fleet.assertWhole(20_000);
        assertThat(fleet.duplicates()).isZero();
        assertThat(fleet.messages().handoverDuplicates()).isZero();
    }

    @Test
    void aWorkerThatSaysGoodbyeWithoutHandingOverIsMadeUpFor() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.kill("a");
        fleet.harness().bye("a");

        assertThat(fleet.logged(RunLog.Kind.WORKER_LEFT)).containsExactly(Args.of("worker", "name-of-a", "shards", 32));
        fleet.turnUntil(RunPhase.DONE);
        fleet.assertWhole(3_000);
        assertThat(fleet.run().disruptions()).hasSize(1);
    }

    @Test
    void aWorkerWithoutAPartYetMayLeaveOrBeLost() {
        fleet.begin(SPEC, "a");
        fleet.turns(2);
        fleet.join("idle", "silent");
        fleet.worker("idle").slow(true);
        fleet.worker("silent").slow(true);
        fleet.turns(2);
        fleet.leave("idle");
        fleet.kill("silent");

        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(3_000);
        assertThat(fleet.run().disruptions()).isEmpty();
    }

    @Test
    void atRateMaxNothingIsWrittenWhileNoWorkerJoinsOrLeaves() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", "{messages: 20000, rate: max}", "a", "b");
        harness.forgetCommands();

        for (int second = 0; second < 10; second++) {
            harness.heartbeat("a", Progress.of("r", RunState.SENDING));
            harness.heartbeat("b", Progress.of("r", RunState.SENDING));
            harness.tick();
        }

        assertThat(harness.published("r")).isEmpty();
    }
}
