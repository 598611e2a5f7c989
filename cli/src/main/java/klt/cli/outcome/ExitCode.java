package klt.cli.outcome;

/** The process's exit code. Scripts rely on the numbers, so they must not change. */
public enum ExitCode {
    PASS(0),
    UNEXPECTED(1),
    /** Incorrect usage, or an invalid spec. */
    USAGE(2),
    OBJECTIVES_FAILED(10),
    INVALID(11),
    INTEGRITY_VIOLATED(12),
    /** Stopped by a user, or ended early. */
    STOPPED(13),
    WORKERS_NOT_READY(14),
    /** Kafka or the controller is unreachable, or a port is in use. */
    UNREACHABLE(15);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
