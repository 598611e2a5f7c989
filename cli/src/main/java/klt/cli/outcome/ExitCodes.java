package klt.cli.outcome;

import java.util.Optional;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.report.RunIdentity;
import klt.common.report.Verdict;

/** Maps a run's result to an exit code. */
public final class ExitCodes {

    private ExitCodes() {}

    /**
     * Returns the exit code for the most severe result: an early end, then lost data, then an invalid run, then missed objectives. An end
     * due to missed objectives does not count as early: it only shortens the run.
     */
    public static ExitCode of(RunPhase phase, Optional<RunIdentity.End> end, Verdict verdict) {
        return switch (phase) {
            case FAILED -> ofFailure(end.map(RunIdentity.End::code).orElse(""));
            case DONE -> ofVerdict(verdict);
            case STOPPED ->
                end.filter(why -> why.is(EndCode.OBJECTIVE_MISSED_TOO_LONG))
                        .map(missed -> ofEndByObjectives(verdict))
                        .orElse(ExitCode.STOPPED);
            // the command ended before the run did
            case QUEUED, PREPARING, SCHEDULED, RUNNING, PAUSED, DRAINING, VERIFYING -> ExitCode.STOPPED;
        };
    }

    private static ExitCode ofFailure(String code) {
        if (code.equals(EndCode.WORKERS_NOT_READY.name())) {
            return ExitCode.WORKERS_NOT_READY;
        }
        return code.equals(EndCode.KAFKA_UNREACHABLE.name()) ? ExitCode.UNREACHABLE : ExitCode.STOPPED;
    }

    private static ExitCode ofEndByObjectives(Verdict verdict) {
        ExitCode exitCode = ofVerdict(verdict);
        // over the whole run, the objective may have been met
        return exitCode == ExitCode.PASS ? ExitCode.OBJECTIVES_FAILED : exitCode;
    }

    private static ExitCode ofVerdict(Verdict verdict) {
        if (verdict.integrity() == Verdict.Integrity.VIOLATED) {
            return ExitCode.INTEGRITY_VIOLATED;
        }
        if (verdict.validity() == Verdict.Validity.INVALID) {
            return ExitCode.INVALID;
        }
        return verdict.objectives() == Verdict.Objectives.FAIL ? ExitCode.OBJECTIVES_FAILED : ExitCode.PASS;
    }
}
