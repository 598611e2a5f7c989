package klt.cli.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import klt.cli.RunJson;
import klt.common.protocol.RunPhase;
import klt.common.report.RunView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

class ExitCodesTest {

    @ParameterizedTest
    @CsvSource({
        "PASS, VALID,    INTACT,       0",
        "NONE, VALID,    UNCHECKED,    0",
        "NONE, DEGRADED, INCONCLUSIVE, 0",
        "FAIL, VALID,    INTACT,       10",
        "FAIL, INVALID,  INTACT,       11",
        "PASS, INVALID,  INTACT,       11",
        "PASS, VALID,    VIOLATED,     12",
        "FAIL, INVALID,  VIOLATED,     12"
    })
    void letsTheGravestVerdictOfARunThatEndedDecide(
            String objectives, String validity, String integrity, int exitCode) {
        assertThat(decide(RunJson.withVerdict(RunJson.done(), objectives, validity, integrity)))
                .isEqualTo(exitCode);
    }

    @ParameterizedTest
    @CsvSource({
        "STOPPED, USER: stopped,                13",
        "STOPPED, WORKERS_NOT_READY: 1 of 2,    13",
        "FAILED,  A_LATER_CODE: text,           13",
        "FAILED,  WORKERS_NOT_READY: 1 of 2,    14",
        "FAILED,  KAFKA_UNREACHABLE: no answer, 15"
    })
    void putsAnEndBeforeItsTimeOverAllVerdicts(RunPhase phase, String reason, int exitCode) {
        ObjectNode run = RunJson.withVerdict(RunJson.ended(phase, reason), "FAIL", "INVALID", "VIOLATED");

        assertThat(decide(run)).isEqualTo(exitCode);
    }

    @ParameterizedTest
    @CsvSource({
        "FAIL, VALID,    INTACT,   10",
        "PASS, DEGRADED, INTACT,   10",
        "FAIL, INVALID,  INTACT,   11",
        "FAIL, VALID,    VIOLATED, 12",
        "FAIL, INVALID,  VIOLATED, 12"
    })
    void putsLostDataAndAnInvalidRunOverAnEndByObjectives(
            String objectives, String validity, String integrity, int exitCode) {
        ObjectNode run = RunJson.ended(RunPhase.STOPPED, "OBJECTIVE_MISSED_TOO_LONG: response.p99<20ms");

        assertThat(decide(RunJson.withVerdict(run, objectives, validity, integrity)))
                .isEqualTo(exitCode);
    }

    @Test
    void callsAFailureOfAnEarlierControllerAborted() {
        ObjectNode run = RunJson.ended(RunPhase.FAILED, "WORKERS_NOT_READY: 1 of 2");
        run.remove("end");

        assertThat(decide(run)).isEqualTo(13);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"DONE", "FAILED"},
            mode = EnumSource.Mode.EXCLUDE)
    void callsARunStoppedThatHasNotEnded(RunPhase phase) {
        assertThat(decide(RunJson.running().put("phase", phase.name()))).isEqualTo(ExitCode.STOPPED.number());
    }

    private static int decide(ObjectNode json) {
        RunView run = RunJson.read(json);
        return ExitCodes.of(
                        run.phase(),
                        run.result().run().end(),
                        run.result().judgement().verdict())
                .number();
    }
}
