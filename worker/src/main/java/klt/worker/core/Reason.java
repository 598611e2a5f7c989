package klt.worker.core;

import klt.common.kafka.ConnectionException;

/**
 * Formats why something failed in one readable line: {@code TopicAuthorizationException: Not authorized to access topics: [x]}, or
 * {@code CODEC_UNAVAILABLE: the native library …} for a known cause.
 */
public final class Reason {

    private Reason() {}

    /** Adds the cause, which Kafka's clients hide behind messages such as "failed to construct". */
    public static String of(Throwable error) {
        if (error instanceof ConnectionException named) {
            return named.fault() + ": " + named.getMessage();
        }
        Throwable cause = error.getCause();
        return cause == null ? line(error) : line(error) + " (" + line(cause) + ")";
    }

    private static String line(Throwable error) {
        String name = error.getClass().getSimpleName();
        return error.getMessage() == null ? name : name + ": " + error.getMessage();
    }
}
