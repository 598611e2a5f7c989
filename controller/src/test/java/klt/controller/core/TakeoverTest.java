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

    private final FakeFleet crew = new FakeFleet();

    @Tag("endurance")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void theRunIsTheSameWhateverHappenedBefore(long seed) {
        Random random = new Random(seed);
        crew.begin("{messages: 5000, rate: 50}", "a", "b", "c");
        for (int takeover = 0; takeover < 4; takeover++) {
            for (int turn = 0; turn < 10; turn++) {
                crew.upheaval(random);
            }
            DesiredRun before = crew.record();
            Messages counted = crew.messages();

            crew.takeOver();

            assertThat(crew.record().grants()).isEqualTo(before.grants());
            assertThat(crew.record().allocation().leftovers())
                    .isEqualTo(before.allocation().leftovers());
            assertThat(crew.record().members()).containsExactlyInAnyOrderElementsOf(before.members());
            assertThat(crew.record().departed().outcomes())
                    .isEqualTo(before.departed().outcomes());
            assertThat(crew.record().revision()).isEqualTo(before.revision() + 1);
            assertThat(crew.messages()).isEqualTo(counted);
        }
        crew.calm();

        crew.assertWhole(5_000);
    }

    @Test
    void aRunThatWaitsForWorkersGoesOnWaiting() {
        crew.begin(SPEC, "a");
        crew.turns(3);
        crew.kill("a");
        crew.turns(8);

        crew.takeOver();
        crew.turns(5);
        assertThat(crew.run().phase()).isEqualTo(RunPhase.RUNNING);
        assertThat(crew.told(RunLog.Kind.WAITING)).hasSize(1);
        crew.join("b");
        crew.turnUntil(RunPhase.DONE);

        crew.assertWhole(3_000);
    }

    @Test
    void aWorkerThatWasLostBeforeCannotComeBackUnderItsId() {
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.hand("a").mute(true);
        crew.turns(8);
        crew.takeOver();

        crew.hand("a").mute(false);
        crew.turns(3);

        assertThat(crew.record().members()).containsExactly("b");
        assertThat(crew.harness().commanded(Command.PublishTick.class))
                .allSatisfy(command -> assertThat(command.tick().workers()).containsExactly("b"));
        crew.turnUntil(RunPhase.DONE);
        crew.assertWhole(3_000);
    }

    @Test
    void aWorkerThatWentMeanwhileIsLostWhenItsLeaseIsOver() {
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.kill("a");
        crew.turns(2);

        crew.takeOver();

        assertThat(crew.record().members()).containsExactly("a", "b");
        crew.turns(Fleet.LEASE_TICKS);
        assertThat(crew.record().members()).containsExactly("b");
        crew.turnUntil(RunPhase.DONE);
        crew.assertWhole(3_000);
    }

    @Test
    void aWorkerOfWhichNothingWasSaidIsGone() {
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        DesiredRun record = crew.record();
        CoreHarness alone = new CoreHarness();
        alone.pass(Duration.between(CoreHarness.BEGIN, crew.harness().now()));

        alone.on(new Event.Recovered(
                "r", crew.run().spec(), CoreHarness.BEGIN, false, Optional.of(record), RunHistory.NONE));
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
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.harness().on(new Event.StopRequested("r"));
        assertThat(crew.run().phase()).isEqualTo(RunPhase.DRAINING);

        crew.takeOver();
        crew.turnUntil(RunPhase.STOPPED);

        assertThat(crew.run().end()).contains(EndCode.USER.with());
    }

    @Test
    void aRunThatFailedInItsDrainIsKnownToHaveFailed() {
        crew.begin("{messages: 300, rate: 100}", "a", "b");
        crew.turnUntil(RunPhase.DRAINING);

        crew.harness()
                .heartbeat(
                        "a",
                        Progress.of("r", RunState.FAILED)
                                .failure(EndCode.WORKER_FAILED, "RecordTooLargeException: too large"));

        assertThat(crew.record().ending())
                .contains(new Ending(
                        RunPhase.FAILED,
                        EndCode.WORKER_FAILED.with(
                                "worker", "name-of-a", "error", "RecordTooLargeException: too large")));
    }

    @Test
    void theReportTellsOfWhatHappenedBefore() {
        crew.begin(SPEC, "a", "b", "c");
        crew.turns(3);
        crew.kill("a");
        crew.turnsUntilLost();
        crew.turns(1);
        RunDocument before =
                new Reporter("test").document(crew.run(), crew.harness().now());

        crew.takeOver();

        RunDocument after =
                new Reporter("test").document(crew.run(), crew.harness().now());
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
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.harness().forgetCommands();
        crew.turns(1);
        assertThat(crew.harness().commanded(Command.Store.class)).isEmpty();

        crew.harness().on(new Event.LoadChangeRequested("r", new LoadRequest.SetRate(50)));
        crew.turns(3);

        assertThat(crew.harness().commanded(Command.Store.class)).hasSize(1);
    }

    @Test
    void nothingIsDecidedWhileThePastIsTold() {
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.harness().forgetCommands();

        crew.takeOver();

        assertThat(crew.harness().commanded(Command.class)).singleElement().isInstanceOf(Command.PublishRun.class);
    }

    @Test
    void whatWasMeasuredIsToldAgain() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a", "b");
        harness.pass(Duration.ofSeconds(2));
        harness.interval("a", Intervals.interval("r", 0, 0, 1_000, 2_000));
        harness.interval("b", Intervals.interval("r", 0, 1, 3_000));
        harness.heartbeat("a", Progress.of("r", RunState.SENDING).messages(12, 10, 1, 0));

        RunStats told = harness.successor().run("r").stats();

        assertThat(told.totals()).isEqualTo(harness.run("r").stats().totals());
        assertThat(told.responseTime().summary())
                .isEqualTo(harness.run("r").stats().responseTime().summary());
        assertThat(told.series().rowsFrom(0))
                .isEqualTo(harness.run("r").stats().series().rowsFrom(0));
        assertThat(told.workers()).extracting(WorkerStats::name).containsExactly("name-of-a", "name-of-b");
        assertThat(told.workers()).noneMatch(WorkerStats::hasDeparted);
    }

    @Test
    void whatAWorkerMeasuredThatIsGoneIsToldAgainToo() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a", "b");
        harness.interval("a", Intervals.interval("r", 0, 0, 1_000, 2_000));
        harness.bye("a");

        RunStats told = harness.successor().run("r").stats();

        assertThat(told.responseTime().summary().count()).isEqualTo(2);
        assertThat(told.worker("a").orElseThrow().departure()).isEqualTo(WorkerStats.Departure.LEFT);
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
        crew.begin(SPEC, "a", "b");
        crew.turns(3);
        crew.hand("a").deaf(true);
        crew.join("c");
        crew.turns(10);
        crew.hand("a").deaf(false);
        crew.turns(3);
        DesiredRun before = crew.record();
        Messages counted = crew.messages();
        assertThat(before.allocation().excess()).isPositive();

        crew.takeOver();

        assertThat(crew.messages()).isEqualTo(counted);
        assertThat(crew.record().allocation().excess())
                .isEqualTo(before.allocation().excess());
        crew.takeOver();
        assertThat(crew.record().allocation().excess())
                .isEqualTo(before.allocation().excess());
        crew.turnUntil(RunPhase.DONE);
        crew.assertWhole(3_000);
    }
}
