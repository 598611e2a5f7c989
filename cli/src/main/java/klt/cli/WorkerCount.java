package klt.cli;

import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.spec.limit.Limits;

/** The number of workers to start on one machine. */
final class WorkerCount {

    static final int DEFAULT = 2;

    private WorkerCount() {}

    static void check(int workers) {
        if (workers < 1 || workers > Limits.LOCAL_WORKERS_MAX) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--workers takes a number from 1 to " + Limits.LOCAL_WORKERS_MAX + ", not " + workers);
        }
    }
}
