package klt.cli.outcome;

import java.util.List;
import java.util.stream.Stream;
import klt.common.report.Verdict;
import klt.common.sweep.SweepPhase;
import klt.common.sweep.SweepRunResult;
import klt.common.sweep.SweepView;

/** Maps a sweep's results to an exit code. */
public final class SweepExitCodes {

    /** The codes by severity, most severe first: those of runs that ended early, followed by the others as for a single run. */
    private static final List<ExitCode> SEVERITY = List.of(
            ExitCode.UNREACHABLE,
            ExitCode.WORKERS_NOT_READY,
            ExitCode.STOPPED,
            ExitCode.INTEGRITY_VIOLATED,
            ExitCode.INVALID,
            ExitCode.OBJECTIVES_FAILED);

    private SweepExitCodes() {}

    /** Returns a run's code. */
    public static ExitCode of(SweepRunResult run) {
        return ExitCodes.of(
                run.phase(), run.end(), new Verdict(run.objectives(), run.validity(), run.integrity(), List.of()));
    }

    /** Returns 0 only if all runs were complete and none failed, otherwise the most severe result of any run. */
    public static ExitCode of(SweepView sweep) {
        if (sweep.summary().phase() != SweepPhase.DONE) {
            return ExitCode.STOPPED;
        }
        List<ExitCode> codes = sweep.cells().stream()
                .flatMap(cell -> cell.runs().stream())
                .flatMap(run -> run.result().stream())
                .map(SweepExitCodes::of)
                .toList();
        return Stream.concat(SEVERITY.stream().filter(codes::contains), Stream.of(ExitCode.PASS))
                .findFirst()
                .orElseThrow();
    }
}
