package klt.controller.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.StatusRecord.Clock;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict.Reason;
import klt.common.report.Verdict.Validity;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.history.RunLog;
import klt.controller.core.verdict.JudgedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockJumpTest {

    private final JudgedRun judged = new JudgedRun();
    private final CoreHarness harness = judged.harness();

    @ParameterizedTest
    @CsvSource({
        "0, 100, 1000, 200, false",
        "0, 100, 100300, 200, false",
        "0, 100, 100301, 200, true",
        "0, 100, -100301, 200, true"
    })
    void aChangeBeyondBothUncertaintiesAndTheLimitIsAJump(
            long before, long beforeDoubt, long after, long afterDoubt, boolean jumped) {
        assertThat(ClockJump.between(
                                Optional.of(new Clock(before, beforeDoubt)), Optional.of(new Clock(after, afterDoubt)))
                        .isPresent())
                .isEqualTo(jumped);
    }

    @Test
    void aClockThatGoesAheadHasASmallerOffset() {
        assertThat(ClockJump.between(Optional.of(new Clock(5_000, 10)), Optional.of(new Clock(-1_995_000, 10))))
                .contains(new ClockJump(Duration.ofSeconds(2)));
    }

    @Test
    void whatIsNotKnownDoesNotJump() {
        Optional<Clock> known = Optional.of(new Clock(0, 10));

        assertThat(ClockJump.between(Optional.empty(), known)).isEmpty();
        assertThat(ClockJump.between(known, Optional.empty())).isEmpty();
    }

    @Test
    void aWorkerWhoseClockJumpsIsNamedAndTheRunDegraded() {
        harness.clock("a", new Clock(0, 500));
        harness.clock("b", new Clock(40, 500));
        harness.running("r", "{messages: 100, rate: 10}", "a", "b");
        judged.passTo(4);

        harness.clock("b", new Clock(-7_200_000_000L, 500));
        harness.heartbeat("b", Progress.of("r", RunState.SENDING).acked(20).lastAckAt(judged.at(4)));
        harness.heartbeat("b", Progress.of("r", RunState.SENDING).acked(20).lastAckAt(judged.at(4)));

        Args jump = Args.of("worker", "name-of-b", "jumpSeconds", Duration.ofHours(2));
        assertThat(judged.run().log().entries())
                .filteredOn(entry -> entry.kind() == RunLog.Kind.CLOCK_JUMPED)
                .extracting(RunLog.Entry::args)
                .containsExactly(jump);
        assertThat(judged.verdict().validity()).isEqualTo(Validity.DEGRADED);
        assertThat(judged.verdict().reasons()).singleElement().isEqualTo(new Reason(ReasonCode.CLOCK_JUMPED, jump));
    }

    @Test
    void aJumpBeforeTheStartIsNoMatterOfTheRun() {
        harness.clock("a", new Clock(0, 500));
        harness.prepared("r", "{messages: 100, rate: 10}", "a");
        harness.clock("a", new Clock(-7_200_000_000L, 500));
        harness.heartbeat("a", Progress.of("r", RunState.PREPARING));

        assertThat(judged.run().log().entries())
                .extracting(RunLog.Entry::kind)
                .doesNotContain(RunLog.Kind.CLOCK_JUMPED);
    }
}
