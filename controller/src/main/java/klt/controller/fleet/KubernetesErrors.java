package klt.controller.fleet;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import klt.common.text.ErrorMessage;
import klt.common.text.OneLine;

/** Formats Kubernetes errors; if the API server responded, the text includes its message. */
final class KubernetesErrors {

    static final String NO_ANSWER = "the API server has not responded yet";

    private static final int FORBIDDEN = 403;
    private static final int LENGTH_MAX = 500;

    private KubernetesErrors() {}

    static String words(Throwable e) {
        Throwable last = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            Optional<String> message = statusMessage(cause);
            if (message.isPresent()) {
                return OneLine.of(message.get(), LENGTH_MAX);
            }
            last = cause;
        }
        return OneLine.of("the API server is unreachable (" + ErrorMessage.withType(last) + ")", LENGTH_MAX);
    }

    private static Optional<String> statusMessage(Throwable cause) {
        return cause instanceof KubernetesClientException answer
                ? Optional.ofNullable(answer.getStatus()).map(Status::getMessage)
                : Optional.empty();
    }

    static boolean isForbidden(KubernetesClientException e) {
        return e.getCode() == FORBIDDEN;
    }
}
