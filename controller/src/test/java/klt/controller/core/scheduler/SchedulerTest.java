package klt.controller.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.cron.MissedStart;
import klt.common.cron.MissedStart.Reason;
import klt.common.cron.Overlap;
import klt.common.cron.ScheduledStart;
import klt.common.protocol.RunPhase;
import klt.common.spec.input.FieldError;
import klt.controller.core.ControllerCore;
import klt.controller.core.CoreHarness;
import klt.controller.core.cron.CronSchedule;
import klt.controller.core.cron.CronTimes;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Run;
import org.junit.jupiter.api.Test;

/** The harness begins at 12:00:00. */
class SchedulerTest {

    private static final String SPEC = "{messages: 10, rate: 10, workers: {timeout: 1h}}";
    private static final String TWICE_AN_HOUR = "5,35 * * * *";
    private static final String EVERY_TEN_MINUTES = "*/10 * * * *";

    private CoreHarness harness = new CoreHarness();

    private static CronSchedule.Settings settings(String name, String cron, Overlap overlap, boolean enabled) {
        return new CronSchedule.Settings(
                name, new CronTimes(cron, ZoneId.of("UTC")), overlap, enabled, CoreHarness.spec(SPEC));
    }

    private static CronSchedule.Settings regular(boolean enabled) {
        return settings("regular", TWICE_AN_HOUR, Overlap.SKIP, enabled);
    }

    private Reply set(CronSchedule.Settings settings) {
        return harness.on(new Event.ScheduleSet(settings));
    }

    private static Instant at(String time) {
        return Instant.parse("2026-03-01T" + time + "Z");
    }

    /** A tick at this time, and none before it. */
    private void tickAt(String time) {
        harness.pass(Duration.between(harness.now(), at(time)).minusSeconds(1));
        harness.tickUnread();
    }

    private List<String> live() {
        return harness.core().runs().stream().map(Run::id).toList();
    }

    private void stop(String run) {
        assertThat(harness.on(new Event.StopRequested(run))).isEqualTo(new Reply.Accepted());
    }

    private CronSchedule stored() {
        return harness.commanded(Command.StoreSchedule.class).getLast().schedule();
    }

    private static Optional<MissedStart> missed(String time, Reason reason) {
        return Optional.of(new MissedStart(at(time), reason, Optional.empty()));
    }

    @Test
    void startsOneRunForEachDueTime() {
        set(regular(true));
        tickAt("12:04:59");
        assertThat(live()).isEmpty();

        tickAt("12:05:00");
        assertThat(live()).containsExactly("c-regular-20260301-1205");
        stop("c-regular-20260301-1205");
        harness.ticks(120);
        assertThat(live()).isEmpty();

        tickAt("12:35:01");
        assertThat(live()).containsExactly("c-regular-20260301-1235");
        assertThat(stored().lastStart()).contains(new ScheduledStart(at("12:35:00"), "c-regular-20260301-1235"));
        assertThat(stored().next()).contains(at("13:05:00"));
        assertThat(stored().missed()).isZero();
    }

    @Test
    void aRunHasTheSpecOfTheSchedule() {
        set(regular(true));

        tickAt("12:05:00");

        assertThat(harness.run("c-regular-20260301-1205").spec()).isEqualTo(CoreHarness.spec(SPEC));
    }

    @Test
    void aRunIsStoredBeforeTheScheduleThatHasStartedIt() {
        set(regular(true));
        harness.forgetCommands();

        tickAt("12:05:00");

        assertThat(harness.commanded(Command.class))
                .filteredOn(command -> command instanceof Command.Store || command instanceof Command.StoreSchedule)
                .satisfiesExactly(
                        first -> assertThat(first).isInstanceOf(Command.Store.class),
                        second -> assertThat(second).isInstanceOf(Command.StoreSchedule.class));
    }

    @Test
    void aClockThatJumpsBackRepeatsNoStart() {
        set(regular(true));
        tickAt("12:05:00");
        stop("c-regular-20260301-1205");

        tickAt("12:04:30");
        harness.ticks(60);
        set(regular(true));
        harness.ticks(60);
        assertThat(live()).isEmpty();
        assertThat(stored().missed()).isZero();

        tickAt("12:35:00");
        assertThat(live()).containsExactly("c-regular-20260301-1235");
    }

    @Test
    void aStartIsMissedWhileThePreviousRunIsActive() {
        set(regular(true));
        tickAt("12:05:00");

        tickAt("12:35:00");
        assertThat(live()).containsExactly("c-regular-20260301-1205");
        assertThat(stored().missed()).isOne();
        assertThat(stored().lastMissed())
                .contains(new MissedStart(
                        at("12:35:00"), Reason.PREVIOUS_RUN_ACTIVE, Optional.of("c-regular-20260301-1205")));
        assertThat(stored().lastStart().orElseThrow().at()).isEqualTo(at("12:05:00"));

        stop("c-regular-20260301-1205");
        harness.ticks(60);
        assertThat(live()).as("not made up for").isEmpty();
        tickAt("13:05:00");
        assertThat(live()).containsExactly("c-regular-20260301-1305");
    }

    @Test
    void aDeletedScheduleThatIsSetAgainKnowsItsActiveRun() {
        set(regular(true));
        tickAt("12:05:00");
        harness.on(new Event.ScheduleDeleted("regular"));
        set(regular(true));

        tickAt("12:35:00");

        assertThat(live()).containsExactly("c-regular-20260301-1205");
        assertThat(stored().lastMissed().orElseThrow().reason()).isEqualTo(Reason.PREVIOUS_RUN_ACTIVE);
    }

    @Test
    void runsAreQueuedIfTheScheduleAllowsIt() {
        set(settings("regular", TWICE_AN_HOUR, Overlap.QUEUE, true));
        tickAt("12:05:00");

        tickAt("12:35:00");

        assertThat(live()).containsExactly("c-regular-20260301-1205", "c-regular-20260301-1235");
        assertThat(stored().missed()).isZero();
    }

    @Test
    void otherRunsDoNotPreventAStart() {
        set(regular(true));
        set(settings("regular-2", TWICE_AN_HOUR, Overlap.SKIP, true));
        harness.submit("r-1", SPEC);

        tickAt("12:05:00");

        assertThat(live()).containsExactly("r-1", "c-regular-20260301-1205", "c-regular-2-20260301-1205");
    }

    @Test
    void startsThatWereDueWhileKafkaWasAwayAreMissed() {
        set(settings("often", EVERY_TEN_MINUTES, Overlap.SKIP, true));

        tickAt("12:35:00");
        assertThat(live()).isEmpty();
        assertThat(stored().missed()).isEqualTo(3);
        assertThat(stored().lastMissed()).isEqualTo(missed("12:30:00", Reason.NO_CONTROLLER));

        tickAt("12:50:03");
        assertThat(live()).as("late by 3 s").containsExactly("c-often-20260301-1250");
        assertThat(stored().missed()).isEqualTo(4);
        assertThat(stored().lastMissed()).isEqualTo(missed("12:40:00", Reason.NO_CONTROLLER));
        assertThat(stored().lastStart().orElseThrow().at()).isEqualTo(at("12:50:00"));
    }

    @Test
    void aStartIsMadeIfItIsNotTooLate() {
        set(regular(true));
        tickAt("12:05:10");
        assertThat(live()).containsExactly("c-regular-20260301-1205");
        stop("c-regular-20260301-1205");

        tickAt("12:35:11");

        assertThat(live()).isEmpty();
        assertThat(stored().lastMissed()).isEqualTo(missed("12:35:00", Reason.NO_CONTROLLER));
    }

    @Test
    void aLongAbsenceIsCountedInSeveralTicks() {
        set(settings("often", "* * * * *", Overlap.SKIP, true));
        harness.pass(Duration.ofMinutes(2 * Scheduler.DECIDED_MAX + 10).plusSeconds(30));
        harness.ticks(3);
        assertThat(stored().missed()).isEqualTo(2 * Scheduler.DECIDED_MAX + 10);
        assertThat(live()).isEmpty();

        harness.ticks(60);

        assertThat(live()).hasSize(1);
    }

    /** Another controller takes over with what the state topic contains. */
    private void takeOver(CronSchedule stored) {
        harness = harness.successor();
        harness.on(new Event.ScheduleRecovered(stored));
        harness.on(new Event.ReplayFinished());
        harness.ticks(1);
    }

    @Test
    void startsThatWereDueWhileNoControllerLedAreMissed() {
        set(regular(true));
        CronSchedule stored = stored();
        harness.pass(Duration.between(harness.now(), at("12:35:02")));

        takeOver(stored);

        assertThat(live()).isEmpty();
        assertThat(stored().missed()).isEqualTo(2);
        assertThat(stored().lastMissed()).isEqualTo(missed("12:35:00", Reason.NO_CONTROLLER));
        tickAt("13:05:00");
        assertThat(live()).containsExactly("c-regular-20260301-1305");
    }

    @Test
    void aSessionRestartMissesNoStart() {
        set(regular(true));
        harness.pass(Duration.between(harness.now(), at("12:05:02")));

        harness.on(new Event.ReplayFinished());
        harness.ticks(1);

        assertThat(live()).containsExactly("c-regular-20260301-1205");
        assertThat(stored().missed()).isZero();
    }

    @Test
    void anotherControllerRepeatsNoStart() {
        set(regular(true));
        CronSchedule before = stored();
        tickAt("12:05:00");
        Set<String> runs = Set.copyOf(live());

        takeOver(before.knowing(runs));

        assertThat(live()).containsExactly("c-regular-20260301-1205");
        assertThat(stored().missed()).isZero();
        assertThat(stored().lastStart()).contains(new ScheduledStart(at("12:05:00"), "c-regular-20260301-1205"));
        tickAt("12:35:00");
        assertThat(stored().lastMissed().orElseThrow().reason()).isEqualTo(Reason.PREVIOUS_RUN_ACTIVE);
    }

    @Test
    void aTakeoverBetweenTwoStartsMissesNone() {
        set(regular(true));
        tickAt("12:05:00");
        stop("c-regular-20260301-1205");

        takeOver(stored());
        tickAt("12:35:00");

        assertThat(live()).containsExactly("c-regular-20260301-1235");
        assertThat(stored().missed()).isZero();
    }

    @Test
    void aRunThatTheFullQueueRefusesIsAMissedStart() {
        set(regular(true));
        for (int i = 0; i < ControllerCore.QUEUE_MAX; i++) {
            harness.submit("r-" + i, SPEC);
        }

        tickAt("12:05:00");

        assertThat(live()).doesNotContain("c-regular-20260301-1205");
        MissedStart missed = stored().lastMissed().orElseThrow();
        assertThat(missed.reason()).isEqualTo(Reason.REFUSED);
        assertThat(missed.detail().orElseThrow()).contains("100 runs are queued");
        stop("r-0");
        harness.ticks(60);
        assertThat(live()).as("not made up for").doesNotContain("c-regular-20260301-1205");
    }

    @Test
    void aRunThatBreaksARuleOfTheControllerIsAMissedStart() {
        harness = new CoreHarness(1, spec -> List.of(new FieldError("rate", "exceeds MAX_RATE")));
        set(regular(true));

        tickAt("12:05:00");

        assertThat(live()).isEmpty();
        assertThat(stored().lastMissed())
                .contains(new MissedStart(at("12:05:00"), Reason.REFUSED, Optional.of("rate: exceeds MAX_RATE")));
    }

    @Test
    void aDisabledScheduleNeitherStartsNorMisses() {
        set(regular(false));
        assertThat(stored().next()).isEmpty();
        tickAt("12:35:00");
        tickAt("12:50:00");
        assertThat(live()).isEmpty();

        set(regular(true));
        harness.ticks(10);

        assertThat(live()).isEmpty();
        assertThat(stored().missed()).isZero();
        tickAt("13:05:00");
        assertThat(live()).containsExactly("c-regular-20260301-1305");
    }

    @Test
    void aChangeAppliesToTheStartsThatAreDueLater() {
        set(regular(true));
        harness.pass(Duration.between(harness.now(), at("12:05:00.5")));

        set(settings("regular", "30 * * * *", Overlap.SKIP, true));

        assertThat(live()).as("due before the change").containsExactly("c-regular-20260301-1205");
        assertThat(stored().lastStart()).isPresent();
        assertThat(stored().next()).contains(at("12:30:00"));
        stop("c-regular-20260301-1205");
        tickAt("12:30:00");
        assertThat(live()).containsExactly("c-regular-20260301-1230");
    }

    @Test
    void aDeletedScheduleStartsNothingAndItsRunsRemain() {
        set(regular(true));
        tickAt("12:05:00");

        assertThat(harness.on(new Event.ScheduleDeleted("regular"))).isEqualTo(new Reply.Accepted());

        assertThat(harness.commanded(Command.ForgetSchedule.class))
                .containsExactly(new Command.ForgetSchedule("regular"));
        assertThat(harness.phase("c-regular-20260301-1205")).isEqualTo(RunPhase.QUEUED);
        stop("c-regular-20260301-1205");
        tickAt("12:35:00");
        assertThat(live()).isEmpty();
        assertThat(harness.on(new Event.ScheduleDeleted("regular"))).isEqualTo(new Reply.NotFound("regular"));
    }

    @Test
    void theNumberOfSchedulesIsLimited() {
        for (int i = 0; i < Scheduler.SCHEDULES_MAX; i++) {
            assertThat(set(settings("s" + i, TWICE_AN_HOUR, Overlap.SKIP, true)))
                    .isEqualTo(new Reply.Accepted());
        }

        assertThat(set(regular(true))).isInstanceOf(Reply.Refused.class);

        assertThat(set(settings("s0", EVERY_TEN_MINUTES, Overlap.SKIP, true))).isEqualTo(new Reply.Accepted());
        harness.on(new Event.ScheduleDeleted("s0"));
        assertThat(set(regular(true))).isEqualTo(new Reply.Accepted());
    }
}
