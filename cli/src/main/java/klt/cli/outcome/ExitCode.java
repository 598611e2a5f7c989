package klt.cli.outcome;

/** What the process tells the script that called it. Scripts rely on the numbers. */
public enum ExitCode {
    PASS(0),
    UNEXPECTED(1),
    /** Bad usage or a bad spec. */
    USAGE(2),
    OBJECTIVES_FAILED(10),
    INVALID(11),
    INTEGRITY_VIOLATED(12),
    /** Stopped by somebody, or ended before its time. */
    STOPPED(13),
    WORKERS_NOT_READY(14),
    /** Kafka or the controller is out of reach, or a port is taken. */
    UNREACHABLE(15);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
