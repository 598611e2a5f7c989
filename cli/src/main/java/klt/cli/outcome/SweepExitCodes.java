package klt.cli.outcome;

import java.util.List;
import java.util.stream.Stream;
import klt.common.report.Verdict;
import klt.common.sweep.SweepPhase;
import klt.common.sweep.SweepRunResult;
import klt.common.sweep.SweepView;

/** Maps the results of a sweep to an exit code. */
public final class SweepExitCodes {

    /** The most severe code first: codes of runs that ended early, followed by the other codes as for a single run. */
    private static final List<ExitCode> SEVERITY = List.of(
            ExitCode.UNREACHABLE,
            ExitCode.WORKERS_NOT_READY,
            ExitCode.STOPPED,
            ExitCode.INTEGRITY_VIOLATED,
            ExitCode.INVALID,
            ExitCode.OBJECTIVES_FAILED);

    private SweepExitCodes() {}

    /** Returns the code of a run. */
    public static ExitCode of(SweepRunResult run) {
        return ExitCodes.of(
                run.phase(), run.end(), new Verdict(run.objectives(), run.validity(), run.integrity(), List.of()));
    }

    /** 0 only if each run was complete and none failed; otherwise the most severe result of a run. */
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
