package klt.cli;

import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;

/** How many workers one machine is given. */
final class WorkerCount {

    static final int DEFAULT = 2;

    /** Each is a JVM of its own. */
    private static final int MAX = 32;

    private WorkerCount() {}

    static void check(int workers) {
        if (workers < 1 || workers > MAX) {
            throw new Failure(ExitCode.USAGE, "--workers takes a number from 1 to " + MAX + ", not " + workers);
        }
    }
}
