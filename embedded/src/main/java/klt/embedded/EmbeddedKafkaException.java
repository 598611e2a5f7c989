package klt.embedded;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Thrown if the embedded Kafka fails; the message says what failed, where, and what to do. */
public class EmbeddedKafkaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EmbeddedKafkaException(String message) {
        super(message);
    }

    EmbeddedKafkaException(String message, Throwable cause) {
        super(message + ": " + reason(cause), cause);
    }

    /**
     * Returns the first failure and its root cause, on one line. Intermediate causes add nothing, and the root cause is often the useful
     * part.
     */
    static String reason(Throwable failure) {
        Throwable outer = failure;
        while ((outer instanceof ExecutionException || outer instanceof CompletionException)
                && outer.getCause() != null) {
            outer = outer.getCause();
        }
        Throwable root = outer;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = text(outer);
        return text.contains(text(root)) ? text : text + ": " + text(root);
    }

    private static String text(Throwable failure) {
        @Nullable String message = failure.getMessage();
        String name = failure.getClass().getSimpleName();
        return message == null || message.isBlank() ? name : name + ": " + message.strip();
    }
}
