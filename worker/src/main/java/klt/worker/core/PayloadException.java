package klt.worker.core;

/** Thrown if a run's values cannot be generated on this worker. The message names the spec key and says what to do. */
public final class PayloadException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    public PayloadException(String message) {
        super(message);
    }

    public PayloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
