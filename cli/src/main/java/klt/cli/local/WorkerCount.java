package klt.cli.local;

import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.spec.limit.Limits;

/** The number of workers to start on one machine. */
public final class WorkerCount {

    public static final int DEFAULT = 2;

    private WorkerCount() {}

    /** @throws Failure if it is out of range */
    public static void check(int workers) {
        if (workers < 1 || workers > Limits.LOCAL_WORKERS_MAX) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--workers takes a number from 1 to " + Limits.LOCAL_WORKERS_MAX + ", not " + workers);
        }
    }
}
