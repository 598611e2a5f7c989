package klt.worker.core;

import static klt.worker.TestRuns.HARD_STOP_AFTER;
import static klt.worker.TestRuns.in;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static klt.worker.TestRuns.rateFrom;
import static klt.worker.TestRuns.started;
import static klt.worker.TestRuns.withChanges;
import static klt.worker.TestRuns.withHardStop;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.RunPhase;
import klt.common.spec.limit.Limits;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final Instant START = Instant.parse("2026-11-23T04:12:00Z");

    @Test
    void aRunOfMessagesEndsWithTheLastOne() {
        assertThat(of("{messages: 1000, rate: 100}")).isInstanceOfSatisfying(Schedule.Paced.class, paced -> {
            assertThat(paced.messages()).isEqualTo(1000);
            assertThat(paced.closeNanos()).isZero();
            assertThat(paced.stopNanos()).isEqualTo(HARD_STOP_AFTER.toNanos());
            assertThat(paced.fireTimes().fireNanos(100)).isEqualTo(1_000_000_000L);
        });
    }

    @Test
    void aRunOfTimeStaysOpenUntilItsTimeIsOver() {
        assertThat(of("{duration: 10s, rate: 100}")).isInstanceOfSatisfying(Schedule.Paced.class, paced -> {
            assertThat(paced.messages()).isEqualTo(1000);
            assertThat(paced.closeNanos()).isEqualTo(10_000_000_000L);
        });
    }

    @Test
    void aRunOfMessagesWhoseStagesArePausedStaysOpenUntilTheirEnd() {
        DesiredRun run = desired("{messages: 500, load: {stages: '0s:100,10s:100'}}");
        DesiredRun paused = withChanges(run, rateFrom(2_000_000_000L, 0));

        assertThat(Schedule.of(run.plan(), ScheduleState.of(run), START))
                .isInstanceOfSatisfying(
                        Schedule.Paced.class,
                        paced -> assertThat(paced.closeNanos()).isZero());
        assertThat(Schedule.of(run.plan(), ScheduleState.of(paused), START))
                .isInstanceOfSatisfying(Schedule.Paced.class, paced -> {
                    assertThat(paced.messages()).isEqualTo(200);
                    assertThat(paced.closeNanos()).isEqualTo(10_000_000_000L);
                });
    }

    @Test
    void aRunOfTimeAtMaxStopsWhenItsTimeIsOver() {
        assertThat(of("{duration: 10s, rate: max}"))
                .isEqualTo(new Schedule.AtMax(Limits.MESSAGES_MAX, 0, false, 10_000_000_000L));
        assertThat(of("{messages: 5, rate: max}"))
                .isEqualTo(new Schedule.AtMax(5, 0, false, HARD_STOP_AFTER.toNanos()));
    }

    @Test
    void theHardStopCountsFromTheStart() {
        DesiredRun run = withHardStop(desired("{duration: 10s, rate: max}"), START.plusMillis(2_500));

        assertThat(Schedule.of(run.plan(), ScheduleState.of(run), START).messages())
                .isEqualTo(Limits.MESSAGES_MAX);
        assertThat(Schedule.of(run.plan(), ScheduleState.of(run), START))
                .isEqualTo(new Schedule.AtMax(Limits.MESSAGES_MAX, 0, false, 2_500_000_000L));
    }

    @Test
    void aPauseHoldsARunAtMaxOnly() {
        assertThat(ScheduleState.of(in(RunPhase.PAUSED, desired("{messages: 5, rate: max}")))
                        .held())
                .isTrue();
        assertThat(ScheduleState.of(in(RunPhase.PAUSED, desired("{messages: 5, rate: 5}")))
                        .held())
                .isFalse();
    }

    private static Schedule of(String yaml) {
        DesiredRun run = desired(yaml);
        return Schedule.of(run.plan(), ScheduleState.of(run), START);
    }

    private static DesiredRun desired(String yaml) {
        return started(preparing(plan(yaml), "w1.1"), START);
    }
}
