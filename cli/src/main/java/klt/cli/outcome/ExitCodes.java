package klt.cli.outcome;

import java.util.Optional;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.report.RunIdentity;
import klt.common.report.Verdict;

/** Maps a run's result to an exit code. */
public final class ExitCodes {

    private ExitCodes() {}

    /** The most severe result wins, in this order: an early end, lost data, an invalid run, missed objectives. */
    public static ExitCode of(RunPhase phase, Optional<RunIdentity.End> end, Verdict verdict) {
        return switch (phase) {
            case FAILED -> ofFailure(end.map(RunIdentity.End::code).orElse(""));
            case DONE -> ofVerdict(verdict);
            case STOPPED ->
                end.map(RunIdentity.End::code).equals(Optional.of(EndCode.OBJECTIVE_MISSED_TOO_LONG.name()))
                        ? ExitCode.OBJECTIVES_FAILED
                        : ExitCode.STOPPED;
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
