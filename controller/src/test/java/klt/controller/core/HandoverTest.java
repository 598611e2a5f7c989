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

    private final FakeFleet crew = new FakeFleet();

    private int shardsOf(String worker) {
        return crew.run().stats().worker(worker).orElseThrow().shards();
    }

    @Test
    void aWorkerThatComesGetsItsShareAtASequenceThatIsStillToCome() {
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.join("c");
        // it reads that it takes part, and reports that it is ready
        crew.turns(2);

        assertThat(crew.told(RunLog.Kind.WORKER_JOINED)).containsExactly(Args.of("worker", "name-of-c"));
        assertThat(crew.told(RunLog.Kind.SHARDS_MOVED)).containsExactly(Args.of("orphaned", false, "workers", 3));
        long cut = crew.dueIn(ShardAllocation.MOVE_LEAD.toMillis());
        assertThat(crew.grantsOf("c")).singleElement().satisfies(grant -> {
            assertThat(grant.from()).isEqualTo(cut);
            assertThat(grant.repair()).isFalse();
        });
        assertThat(List.of(shardsOf("a"), shardsOf("b"), shardsOf("c"))).containsExactlyInAnyOrder(22, 21, 21);
        crew.turnUntil(RunPhase.DONE);
        crew.assertWhole(3_000);
        assertThat(crew.twice()).isZero();
        assertThat(crew.run().disruptions()).isEmpty();
    }

    @Test
    void aNewcomerNeedNotWaitForATick() {
        crew.begin(SPEC, "a", "b");
        crew.turns(3);

        crew.join("c");

        assertThat(crew.record().members()).containsExactly("a", "b", "c");
    }

    @Test
    void aWorkerThatIsToldToEndHandsOverAndGoes() {
        crew.begin(SPEC, "a", "b", "c");
        crew.turns(3);
        crew.leave("a");

        crew.turns(5);

        assertThat(crew.told(RunLog.Kind.WORKER_LEFT)).containsExactly(Args.of("worker", "name-of-a"));
        assertThat(crew.record().members()).containsExactly("b", "c");
        assertThat(List.of(shardsOf("b"), shardsOf("c"))).containsExactly(32, 32);
        crew.turnUntil(RunPhase.DONE);
        crew.assertWhole(3_000);
        assertThat(crew.twice()).isZero();
        assertThat(crew.run().disruptions()).isEmpty();
        assertThat(crew.messages().handoverDuplicates()).isZero();
    }

    @Test
    void theLastWorkerThatIsToldToEndGoesOnUntilAnotherComes() {
        crew.begin(SPEC, "a");
        crew.turns(3);
        crew.leave("a");
        crew.turns(5);
        assertThat(crew.run().phase()).isEqualTo(RunPhase.RUNNING);
        assertThat(crew.grantsOf("a")).hasSize(1);

        crew.join("b");
        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(3_000);
        assertThat(crew.twice()).isZero();
        assertThat(crew.told(RunLog.Kind.WAITING)).isEmpty();
    }

    @Test
    void theOneWhoWasToReceiveIsLostBeforeItBegins() {
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.join("c");
        crew.turns(3);
        assertThat(crew.grantsOf("c")).isNotEmpty();
        crew.kill("c");

        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(3_000);
    }

    @Test
    void theOneWhoWasToGiveIsLostBeforeTheMove() {
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.join("c");
        crew.turns(3);
        crew.kill("a");

        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(3_000);
    }

    @Test
    void aRateThatChangesBeforeAMoveIsDueMovesItsTimeAndNotItsSequence() {
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.join("c");
        crew.turns(3);
        List<Grant> granted = crew.record().grants();
        crew.harness().on(new Event.LoadChangeRequested("r", new LoadRequest.SetRate(300)));

        assertThat(crew.record().grants()).isEqualTo(granted);
        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(3_000);
        assertThat(crew.twice()).isZero();
    }

    @Test
    void whatAWorkerSentBecauseItLearnedOfAMoveTooLateCountsOnce() {
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.hand("a").deaf(true);
        crew.join("c");
        crew.turns(10);
        crew.hand("a").deaf(false);

        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(3_000);
        assertThat(crew.twice()).isPositive().isEqualTo(crew.messages().handoverDuplicates());
    }

    @Test
    void whatALateWorkerSentTwiceCountsOnceWhenItIsLostTooAndWhenItLeaves() {
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.hand("a").deaf(true);
        crew.hand("b").deaf(true);
        crew.join("c");
        crew.turns(8);
        crew.hand("b").deaf(false);
        crew.turns(2);
        crew.leave("b");
        crew.kill("a");

        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(3_000);
        assertThat(crew.twice()).isPositive();
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
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.leave("a");
        crew.turns(5);

        crew.harness().heartbeat("a");
        crew.turns(2);

        assertThat(crew.record().members()).containsExactly("b");
        assertThat(crew.told(RunLog.Kind.WORKER_JOINED)).isEmpty();
    }

    @Test
    void atRateMaxNothingMovesToThoseWhoCome() {
        crew.begin("{messages: 20000, rate: max}", "a", "b");
        crew.turns(2);
        List<Grant> before = crew.record().grants();
        crew.join("c");
        crew.turns(5);
        assertThat(crew.record().members()).containsExactly("a", "b", "c");
        assertThat(crew.record().grants()).isEqualTo(before);

        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(20_000);
        assertThat(crew.twice()).isZero();
    }

    @Test
    void atRateMaxWhoLeavesStopsWhereItIsAndOthersGoOnFromThere() {
        crew.begin("{messages: 20000, rate: max}", "a", "b", "c");
        crew.turns(3);
        crew.leave("a");

        crew.turns(5);

        assertThat(crew.told(RunLog.Kind.WORKER_LEFT)).containsExactly(Args.of("worker", "name-of-a"));
        crew.turnUntil(RunPhase.DONE);
        crew.assertWhole(20_000);
        assertThat(crew.twice()).isZero();
        assertThat(crew.messages().handoverDuplicates()).isZero();
    }

    @Test
    void aWorkerThatSaysGoodbyeWithoutHandingOverIsMadeUpFor() {
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.kill("a");
        crew.harness().bye("a");

        assertThat(crew.told(RunLog.Kind.WORKER_LEFT)).containsExactly(Args.of("worker", "name-of-a", "shards", 32));
        crew.turnUntil(RunPhase.DONE);
        crew.assertWhole(3_000);
        assertThat(crew.run().disruptions()).hasSize(1);
    }

    @Test
    void aWorkerWithoutAPartYetMayLeaveOrBeLost() {
        crew.begin(SPEC, "a");
        crew.turns(2);
        crew.join("idle", "silent");
        crew.hand("idle").slow(true);
        crew.hand("silent").slow(true);
        crew.turns(2);
        crew.leave("idle");
        crew.kill("silent");

        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(3_000);
        assertThat(crew.run().disruptions()).isEmpty();
    }

    @Test
    void atRateMaxNothingIsWrittenWhileNobodyComesOrGoes() {
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
