package klt.worker.core;

import java.util.List;
import klt.common.kafka.Acl;
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

    /**
     * Like {@link #of(Throwable)}, but names the missing ACL if Kafka did not allow the request.
     *
     * @param needed the ACLs that the failed client needs
     */
    public static String of(Throwable error, List<Acl> needed) {
        return of(Acl.explained(error, needed));
    }

    /**
     * Returns why a run cannot continue on this worker.
     *
     * @param needed the ACLs that the failed client needs
     */
    public static Failure failure(Throwable error, List<Acl> needed) {
        return switch (error) {
            case ConnectionException named
            when named.fault() == ConnectionFault.CODEC_UNAVAILABLE ->
                new Failure(EndCode.CODEC_UNAVAILABLE, named.getMessage());
            case PayloadException refused -> new Failure(EndCode.PAYLOAD_UNAVAILABLE, ErrorMessage.of(refused));
            default -> new Failure(EndCode.WORKER_FAILED, of(error, needed));
        };
    }
}
