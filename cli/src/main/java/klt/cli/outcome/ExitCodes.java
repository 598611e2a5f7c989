package klt.cli.outcome;

import java.util.Optional;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.report.Verdict;

/** Maps a run's result to an exit code. */
public final class ExitCodes {

    private ExitCodes() {}

    /** The most severe result wins: an early end, then lost data, then an invalid run, then missed objectives. */
    public static ExitCode of(RunPhase phase, Optional<String> reason, Verdict verdict) {
        return switch (phase) {
            case FAILED -> ofFailure(reason.orElse(""));
            case DONE -> ofVerdict(verdict);
            // STOPPED, or the command ended before the run
            case STOPPED, QUEUED, PREPARING, SCHEDULED, RUNNING, PAUSED, DRAINING, VERIFYING -> ExitCode.STOPPED;
        };
    }

    private static ExitCode ofFailure(String reason) {
        if (EndCode.WORKERS_NOT_READY.isCodeOf(reason)) {
            return ExitCode.WORKERS_NOT_READY;
        }
        return EndCode.KAFKA_UNREACHABLE.isCodeOf(reason) ? ExitCode.UNREACHABLE : ExitCode.STOPPED;
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
