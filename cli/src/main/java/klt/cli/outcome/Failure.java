package klt.cli.outcome;

import java.util.List;

/** Ends the command with an exit code, and with lines that describe the error and the remedy. */
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;

    public Failure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public Failure(ExitCode exitCode, String message, List<String> details) {
        this(exitCode, details.isEmpty() ? message : message + "\n  " + String.join("\n  ", details));
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
