package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import klt.common.code.Args;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Ending;
import klt.common.protocol.EndCode;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.RunDocument;
import klt.common.report.RunEvents;
import klt.common.report.Totals.Messages;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.history.RunHistory;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.core.stats.RunStats;
import klt.controller.core.stats.WorkerStats;
import klt.controller.report.Reporter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another controller continues a run from the contents of the topics. */
class TakeoverTest {

    private static final String SPEC = "{messages: 3000, rate: 100}";

    private final FakeFleet fleet = new FakeFleet();

    @Tag("endurance")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void theRunIsTheSameWhateverHappenedBefore(long seed) {
        Random random = new Random(seed);
        fleet.begin("{messages: 5000, rate: 50}", "a", "b", "c");
        for (int takeover = 0; takeover < 4; takeover++) {
            for (int turn = 0; turn < 10; turn++) {
                fleet.disturb(random);
            }
            DesiredRun before = fleet.record();
            Messages counted = fleet.messages();

            fleet.takeOver();

            assertThat(fleet.record().grants()).isEqualTo(before.grants());
            assertThat(fleet.record().allocation().leftovers())
                    .isEqualTo(before.allocation().leftovers());
            assertThat(fleet.record().members()).containsExactlyInAnyOrderElementsOf(before.members());
            assertThat(fleet.record().departed().outcomes())
                    .isEqualTo(before.departed().outcomes());
            assertThat(fleet.record().revision()).isEqualTo(before.revision() + 1);
            assertThat(fleet.messages()).isEqualTo(counted);
        }
        fleet.finishUndisturbed();

        fleet.assertWhole(5_000);
    }

    @Test
    void aRunThatWaitsForWorkersGoesOnWaiting() {
        fleet.begin(SPEC, "a");
        fleet.turns(3);
        fleet.kill("a");
        fleet.turns(8);

        fleet.takeOver();
        fleet.turns(5);
        assertThat(fleet.run().phase()).isEqualTo(RunPhase.RUNNING);
        assertThat(fleet.logged(RunLog.Kind.WAITING)).hasSize(1);
        fleet.join("b");
        fleet.turnUntil(RunPhase.DONE);

        fleet.assertWhole(3_000);
    }

    @Test
    void aWorkerThatWasLostBeforeCannotComeBackUnderItsId() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.worker("a").blockStatus(true);
        fleet.turns(8);
        fleet.takeOver();

        fleet.worker("a").blockStatus(false);
        fleet.turns(3);

        assertThat(fleet.record().members()).containsExactly("b");
        assertThat(fleet.harness().commanded(Command.PublishTick.class))
                .allSatisfy(command -> assertThat(command.tick().workers()).containsExactly("b"));
        fleet.turnUntil(RunPhase.DONE);
        fleet.assertWhole(3_000);
    }

    @Test
    void aWorkerThatWentMeanwhileIsLostWhenItsLeaseIsOver() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.kill("a");
        fleet.turns(2);

        fleet.takeOver();

        assertThat(fleet.record().members()).containsExactly("a", "b");
        fleet.turns(Fleet.LEASE_TICKS);
        assertThat(fleet.record().members()).containsExactly("b");
        fleet.turnUntil(RunPhase.DONE);
        fleet.assertWhole(3_000);
    }

    @Test
    void aWorkerThatNoReportMentionsIsLost() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        DesiredRun record = fleet.record();
        CoreHarness alone = new CoreHarness();
        alone.pass(Duration.between(CoreHarness.BEGIN, fleet.harness().now()));

        alone.on(new Event.Recovered(
                "r", fleet.run().spec(), CoreHarness.BEGIN, false, Optional.of(record), RunHistory.NONE));
        alone.on(new Event.ReplayFinished());

        assertThat(alone.record("r").members()).isEmpty();
        assertThat(alone.record("r").allocation().leftovers()).hasSameSizeAs(record.grants());
        assertThat(alone.record("r").departed().workers()).isEqualTo(List.of("a", "b"));
    }

    @Test
    void aRunThatPreparesGoesOnToPrepare() {
        CoreHarness harness = new CoreHarness();
        harness.prepared("r", SPEC, "a", "b");
        harness.heartbeat("a", Progress.of("r", RunState.READY));

        CoreHarness next = harness.successor();
        assertThat(next.phase("r")).isEqualTo(RunPhase.PREPARING);
        // a worker whose heartbeats only the other controller received may have been lost
        next.heartbeat("a", Progress.of("r", RunState.READY));
        next.heartbeat("b", Progress.of("r", RunState.READY));

        assertThat(next.phase("r")).isEqualTo(RunPhase.SCHEDULED);
        assertThat(next.record("r").grants()).extracting("worker").containsExactly("a", "b");
    }

    @Test
    void aRunThatWasStoppedEndsAsStoppedUnderAnotherController() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.harness().on(new Event.StopRequested("r"));
        assertThat(fleet.run().phase()).isEqualTo(RunPhase.DRAINING);

        fleet.takeOver();
        fleet.turnUntil(RunPhase.STOPPED);

        assertThat(fleet.run().end()).contains(EndCode.USER.with());
    }

    @Test
    void aRunThatFailedInItsDrainIsKnownToHaveFailed() {
        fleet.begin("{messages: 300, rate: 100}", "a", "b");
        fleet.turnUntil(RunPhase.DRAINING);

        fleet.harness()
                .heartbeat(
                        "a",
                        Progress.of("r", RunState.FAILED)
                                .failure(EndCode.WORKER_FAILED, "RecordTooLargeException: too large"));

        assertThat(fleet.record().ending())
                .contains(new Ending(
                        RunPhase.FAILED,
                        EndCode.WORKER_FAILED.with(
                                "worker", "name-of-a", "error", "RecordTooLargeException: too large")));
    }

    @Test
    void theReportTellsOfWhatHappenedBefore() {
        fleet.begin(SPEC, "a", "b", "c");
        fleet.turns(3);
        fleet.kill("a");
        fleet.turnsUntilLost();
        fleet.turns(1);
        RunDocument before =
                new Reporter("test").document(fleet.run(), fleet.harness().now());

        fleet.takeOver();

        RunDocument after =
                new Reporter("test").document(fleet.run(), fleet.harness().now());
        assertThat(after.result().log().events())
                .startsWith(before.result().log().events().toArray(RunEvents.RunEvent[]::new));
        assertThat(after.result().log().events())
                .last()
                .satisfies(event -> assertThat(event.args().get("takenOver")).contains(true));
        assertThat(after.result().judgement().verdict())
                .isEqualTo(before.result().judgement().verdict());
        assertThat(after.result().judgement().verdict().reasons())
                .extracting("code")
                .contains("WORKER_LOST");
        assertThat(after.result().totals().bytes())
                .isEqualTo(before.result().totals().bytes());
        assertThat(after.result().workers())
                .extracting("name", "state", "counts.acked")
                .containsExactlyElementsOf(before.result().workers().stream()
                        .map(row -> tuple(row.name(), row.state(), row.counts().acked()))
                        .toList());
    }

    @Test
    void whatHappensIsStoredWithTheNextTickAndOnce() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.harness().forgetCommands();
        fleet.turns(1);
        assertThat(fleet.harness().commanded(Command.Store.class)).isEmpty();

        fleet.harness().on(new Event.LoadChangeRequested("r", new LoadRequest.SetRate(50)));
        fleet.turns(3);

        assertThat(fleet.harness().commanded(Command.Store.class)).hasSize(1);
    }

    @Test
    void nothingIsDecidedDuringTheReplay() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.harness().forgetCommands();

        fleet.takeOver();

        assertThat(fleet.harness().commanded(Command.class)).singleElement().isInstanceOf(Command.PublishRun.class);
    }

    @Test
    void whatWasMeasuredIsReplayed() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a", "b");
        harness.pass(Duration.ofSeconds(2));
        harness.interval("a", Intervals.interval("r", 0, 0, 1_000, 2_000));
        harness.interval("b", Intervals.interval("r", 0, 1, 3_000));
        harness.heartbeat("a", Progress.of("r", RunState.SENDING).messages(12, 10, 1, 0));

        RunStats recovered = harness.successor().run("r").stats();

        assertThat(recovered.totals()).isEqualTo(harness.run("r").stats().totals());
        assertThat(recovered.responseTime().summary())
                .isEqualTo(harness.run("r").stats().responseTime().summary());
        assertThat(recovered.series().rowsFrom(0))
                .isEqualTo(harness.run("r").stats().series().rowsFrom(0));
        assertThat(recovered.workers()).extracting(WorkerStats::name).containsExactly("name-of-a", "name-of-b");
        assertThat(recovered.workers()).noneMatch(WorkerStats::hasDeparted);
    }

    @Test
    void whatADepartedWorkerMeasuredIsReplayedToo() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a", "b");
        harness.interval("a", Intervals.interval("r", 0, 0, 1_000, 2_000));
        harness.bye("a");

        RunStats recovered = harness.successor().run("r").stats();

        assertThat(recovered.responseTime().summary().count()).isEqualTo(2);
        assertThat(recovered.worker("a").orElseThrow().departure()).isEqualTo(WorkerStats.Departure.LEFT);
    }

    @Test
    void theLogBeginsWithTheTakeover() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a");

        assertThat(harness.successor().run("r").log().entries())
                .extracting(RunLog.Entry::args)
                .contains(Args.of("phase", RunPhase.RUNNING, "takenOver", true));
    }

    @Test
    void aRunThatPreparesHasItsWholeTimeForThatAgain() {
        CoreHarness harness = new CoreHarness();
        harness.prepared("r", "{messages: 100, rate: 10, workers: {timeout: 30s}}", "a");
        harness.pass(Duration.ofSeconds(29));

        CoreHarness next = harness.successor();
        preparing(next, 29);
        assertThat(next.phase("r")).isEqualTo(RunPhase.PREPARING);
        preparing(next, 1);

        assertThat(next.phase("r")).isEqualTo(RunPhase.FAILED);
    }

    private static void preparing(CoreHarness harness, int seconds) {
        for (int second = 0; second < seconds; second++) {
            harness.heartbeat("a", Progress.of("r", RunState.PREPARING));
            harness.tick();
        }
    }

    @Test
    void aRunThatDrainsEndsAsLateAsIfItHadJustBegunTo() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", "{messages: 100, rate: 10}", "a");
        harness.pass(Duration.ofSeconds(10));
        harness.heartbeat("a", draining());
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);

        CoreHarness next = harness.successor();
        next.pass(Duration.ofMinutes(3));
        next.heartbeat("a", draining());
        next.tickNow();
        assertThat(next.phase("r")).isEqualTo(RunPhase.DRAINING);
        next.heartbeat("a", draining());
        next.tick();

        assertThat(next.phase("r")).isEqualTo(RunPhase.DONE);
    }

    /** Everything is sent and answered, but the producer does not close. */
    private static Progress draining() {
        return Progress.of("r", RunState.DRAINING)
                .acked(100)
                .at(100, 100, new OutcomeCounts(100, 0, 0, 0, 0))
                .stopped();
    }

    @Test
    void whatIsInTheLogTwiceIsKnownToTheNextControllerToo() {
        fleet.begin(SPEC, "a", "b");
        fleet.turns(3);
        fleet.worker("a").blockControl(true);
        fleet.join("c");
        fleet.turns(10);
        fleet.worker("a").blockControl(false);
        fleet.turns(3);
        DesiredRun before = fleet.record();
        Messages counted = fleet.messages();
        assertThat(before.allocation().excess()).isPositive();

        fleet.takeOver();

        assertThat(fleet.messages()).isEqualTo(counted);
        assertThat(fleet.record().allocation().excess())
                .isEqualTo(before.allocation().excess());
        fleet.takeOver();
        assertThat(fleet.record().allocation().excess())
                .isEqualTo(before.allocation().excess());
        fleet.turnUntil(RunPhase.DONE);
        fleet.assertWhole(3_000);
    }
}
