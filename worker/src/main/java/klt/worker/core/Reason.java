package klt.worker.core;

import klt.common.kafka.ConnectionException;
import klt.common.text.ErrorMessage;

/**
 * Formats the reason for a failure in one readable line: {@code TopicAuthorizationException: Not authorized to access topics: [x]}, or
 * {@code CODEC_UNAVAILABLE: the native library …} for a known cause.
 */
public final class Reason {

    private Reason() {}

    public static String of(Throwable error) {
        if (error instanceof ConnectionException named) {
            return named.fault() + ": " + named.getMessage();
        }
        return ErrorMessage.withType(error);
    }
}
