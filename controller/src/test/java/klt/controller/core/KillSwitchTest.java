package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import klt.common.cron.MissedStart;
import klt.common.cron.Overlap;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.Verdict.Integrity;
import klt.common.spec.sweep.SweepReader;
import klt.common.spec.sweep.SweepResult;
import klt.common.spec.sweep.SweepSpec;
import klt.controller.core.cron.CronSchedule;
import klt.controller.core.cron.CronTimes;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.LoadStop;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Run;
import klt.controller.core.verdict.Judge;
import org.junit.jupiter.api.Test;

class KillSwitchTest {

    private static final String SPEC = "{messages: 100, rate: 10}";
    private static final End END = EndCode.ALL_LOAD_STOPPED.with();

    private CoreHarness harness = new CoreHarness();

    private void stopAll() {
        assertThat(harness.on(new Event.StopAllRequested())).isEqualTo(new Reply.Accepted());
    }

    private void allowLoad() {
        assertThat(harness.on(new Event.LoadAllowed())).isEqualTo(new Reply.Accepted());
    }

    private List<LoadStop> stored() {
        return harness.commanded(Command.StoreLoadStop.class).stream()
                .map(Command.StoreLoadStop::stop)
                .toList();
    }

    @Test
    void aRunThatSendsStopsWithoutWaitingForMessagesInFlight() {
        harness.running("r", SPEC, "a", "b");
        harness.ticks(2);
        harness.forgetCommands();

        stopAll();

        assertThat(harness.published("r")).hasValueSatisfying(record -> {
            assertThat(record.phase()).isEqualTo(RunPhase.DRAINING);
            assertThat(record.ending().orElseThrow().end()).isEqualTo(END);
            assertThat(record.hardStopAt())
                    .as("for any worker's clock")
                    .contains(record.startAt().orElseThrow().plusMillis(1));
        });
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
        harness.heartbeat("b", Progress.of("r", RunState.FINISHED).acked(11));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.STOPPED);
        assertThat(harness.run("r").end()).contains(END);
        assertThat(harness.run("r").stats().totals().acked()).isEqualTo(21);
        assertThat(harness.commanded(Command.ReadEnds.class)).isEmpty();
        assertThat(harness.commanded(Command.RetireRun.class)).containsExactly(new Command.RetireRun("r"));
    }

    @Test
    void workersWithoutALastReportAreWaitedForBriefly() {
        harness.running("r", SPEC, "a");

        stopAll();
        for (int second = 0; second < 5; second++) {
            harness.heartbeat("a", Progress.of("r", RunState.SENDING));
            harness.tick();
            assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);
        }
        harness.tick();

        assertThat(harness.phase("r")).isEqualTo(RunPhase.STOPPED);
    }

    @Test
    void runsThatWaitOrPrepareEndAtOnce() {
        harness = new CoreHarness(1);
        harness.prepared("first", SPEC, "a");
        harness.submit("second", SPEC);

        stopAll();

        assertThat(harness.core().runs()).isEmpty();
        assertThat(harness.run("first").end()).contains(END);
        assertThat(harness.run("second").end()).contains(END);
        assertThat(harness.phase("second")).isEqualTo(RunPhase.STOPPED);
    }

    @Test
    void aRunThatDrainsOrVerifiesEndsWithoutWaiting() {
        String verified = "{messages: 100, rate: 10, verification: after}";
        harness.running("r", verified, "a");
        harness.ticks(1);
        harness.on(new Event.StopRequested("r"));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);

        stopAll();
        assertThat(harness.record("r").hardStopAt().orElseThrow()).isBeforeOrEqualTo(harness.now());
        assertThat(harness.record("r").ending().orElseThrow().end())
                .as("consumers stop reading")
                .isEqualTo(END);
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.STOPPED);
        assertThat(harness.run("r").end()).as("the first reason is the cause").contains(EndCode.USER.with());

        harness = new CoreHarness();
        harness.running("v", verified, "a");
        harness.heartbeat("a", Progress.of("v", RunState.FINISHED).acked(100));
        assertThat(harness.phase("v")).isEqualTo(RunPhase.VERIFYING);
        stopAll();
        Run run = harness.run("v");
        assertThat(run.phase()).isEqualTo(RunPhase.STOPPED);
        assertThat(run.end()).contains(END);
        assertThat(Judge.verdict(run, harness.now()).integrity()).isEqualTo(Integrity.INCONCLUSIVE);
    }

    @Test
    void aRunThatWaitsForTheEndsOfTheTopicEndsAtOnce() {
        harness.keepsEnds();
        harness.running("r", SPEC, "a");
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(100));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);

        stopAll();

        assertThat(harness.phase("r")).isEqualTo(RunPhase.STOPPED);
    }

    @Test
    void openTransactionsAreEnded() {
        harness.keepsEnds();
        harness.running("r", "{messages: 100, rate: 10, transactions: {messages: 10}}", "a");

        stopAll();
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.STOPPED);
        assertThat(harness.commanded(Command.ReadEnds.class))
                .singleElement()
                .satisfies(read -> assertThat(read.transactionalIds()).isNotEmpty());
    }

    @Test
    void nothingStartsUntilLoadIsAllowedAgain() {
        stopAll();

        assertThat(harness.submit("r", SPEC))
                .isEqualTo(new Reply.Conflict(
                        "all load has been stopped since 2026-03-01T12:00:00Z; allow load again first:"
                                + " loadtester stop --release, DELETE /api/stop-all or the console"));
        assertThat(harness.on(new Event.SweepSubmitted("s", sweep()))).isInstanceOf(Reply.Conflict.class);
        allowLoad();
        assertThat(harness.submit("r", SPEC)).isEqualTo(new Reply.Accepted());
    }

    private static SweepSpec sweep() {
        SweepResult read = SweepReader.readYaml(
                "{kind: sweep, messages: 10, workers: {timeout: 1h}, sweep: {values: {rate: [10, 20]}, coolDown: 0s}}",
                1_000);
        return ((SweepResult.Valid) read).sweep();
    }

    @Test
    void aSweepContinuesAfterTheRelease() {
        harness.on(new Event.SweepSubmitted("s", sweep()));
        assertThat(harness.core().runs()).hasSize(1);

        stopAll();
        harness.ticks(3);
        assertThat(harness.core().runs()).isEmpty();
        assertThat(harness.core().sweeps()).hasSize(1);

        allowLoad();
        harness.ticks(2);
        assertThat(harness.core().runs()).hasSize(1);
    }

    @Test
    void aScheduleMissesItsStarts() {
        harness.on(new Event.ScheduleSet(new CronSchedule.Settings(
                "often", new CronTimes("* * * * *", ZoneId.of("UTC")), Overlap.SKIP, true, CoreHarness.spec(SPEC))));
        stopAll();

        harness.pass(Duration.ofSeconds(59));
        harness.tick();

        assertThat(harness.core().runs()).isEmpty();
        CronSchedule schedule =
                harness.commanded(Command.StoreSchedule.class).getLast().schedule();
        assertThat(schedule.lastMissed().map(MissedStart::reason)).contains(MissedStart.Reason.REFUSED);
        assertThat(schedule.lastMissed().orElseThrow().detail().orElseThrow()).startsWith("all load has been stopped");
    }

    @Test
    void theStateIsStoredBeforeTheRunsAreStopped() {
        harness.running("r", SPEC, "a");
        harness.forgetCommands();

        stopAll();
        assertThat(harness.core().loadStop()).isEqualTo(new LoadStop(true, harness.now()));
        assertThat(harness.commanded(Command.class).getFirst())
                .isEqualTo(new Command.StoreLoadStop(new LoadStop(true, harness.now())));

        harness.pass(Duration.ofSeconds(1));
        stopAll();
        assertThat(stored()).as("a repeated request changes nothing").hasSize(1);
        allowLoad();
        allowLoad();
        assertThat(stored()).hasSize(2).last().isEqualTo(new LoadStop(false, harness.now()));
    }

    @Test
    void anotherControllerStopsTheRunsThatItsPredecessorDidNot() {
        harness.running("r", SPEC, "a");
        CoreHarness next = harness.successor(new LoadStop(true, harness.now()));

        assertThat(next.phase("r")).isEqualTo(RunPhase.DRAINING);
        assertThat(next.record("r").ending().orElseThrow().end()).isEqualTo(END);
        assertThat(next.submit("q", SPEC)).isInstanceOf(Reply.Conflict.class);
        next.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
        assertThat(next.phase("r")).isEqualTo(RunPhase.STOPPED);
    }

    @Test
    void anotherControllerGoesOnWithAStopInProgressEvenIfLoadIsAllowedAgain() {
        harness.running("r", SPEC, "a");
        stopAll();
        allowLoad();
        CoreHarness next = harness.successor();

        for (int second = 0; second < 6; second++) {
            next.heartbeat("a", Progress.of("r", RunState.SENDING));
            next.tick();
        }

        assertThat(next.phase("r")).as("it does not wait for acks").isEqualTo(RunPhase.STOPPED);
        assertThat(next.run("r").end()).contains(END);
    }
}
