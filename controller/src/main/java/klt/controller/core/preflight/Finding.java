package klt.controller.core.preflight;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One result of the preflight.
 *
 * @param message the mismatch, with its numbers
 * @param cure what to change
 */
public record Finding(Level level, Code code, String message, String cure) {

    /** The consequence of a finding for the run. */
    public enum Level {
        /** The run would fail or harm the workers: it does not begin. */
        REFUSE,
        /** The run begins, but does not measure what it appears to. */
        WARN
    }

    /** Explained in {@code docs/codes.md}. */
    public enum Code {
        /** The cluster did not answer, or refused the request. */
        CLUSTER_UNKNOWN,
        NO_LEADER,
        TOO_FEW_REPLICAS,
        MESSAGE_TOO_LARGE,
        KEY_REQUIRED,
        TIMESTAMP_LIMIT,
        WORKER_MEMORY,
        BATCH_TOO_LARGE,
        BUFFER_TOO_SMALL,
        QUOTA
    }

    public static Finding refuse(Code code, String message, String cure) {
        return new Finding(Level.REFUSE, code, message, cure);
    }

    static Finding warn(Code code, String message, String cure) {
        return new Finding(Level.WARN, code, message, cure);
    }

    public boolean refuses() {
        return level == Level.REFUSE;
    }

    /** Code, message and cure in one line. */
    public String line() {
        return code + ": " + message + "; " + cure;
    }

    /** All findings of level REFUSE in one line; empty if there are none. */
    public static String refusals(List<Finding> findings) {
        return findings.stream().filter(Finding::refuses).map(Finding::line).collect(Collectors.joining(". "));
    }
}
