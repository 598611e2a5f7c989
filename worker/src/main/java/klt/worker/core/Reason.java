package klt.worker.core;

import klt.common.kafka.ConnectionException;
import klt.common.kafka.ConnectionFault;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunProgress.Failure;
import klt.common.text.ErrorMessage;

/**
 * Formats the reason for a failure as one readable line: {@code TopicAuthorizationException: Not authorized to access topics: [x]}, or
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

    /** Returns why a run cannot continue on this worker. */
    public static Failure failure(Throwable error) {
        return switch (error) {
            case ConnectionException named
            when named.fault() == ConnectionFault.CODEC_UNAVAILABLE ->
                new Failure(EndCode.CODEC_UNAVAILABLE, named.getMessage());
            case PayloadException refused -> new Failure(EndCode.PAYLOAD_UNAVAILABLE, ErrorMessage.of(refused));
            default -> new Failure(EndCode.WORKER_FAILED, of(error));
        };
    }
}
