package klt.worker.core;

/** The values of a run cannot be made on this worker. The message names the key of the spec, and says what to do. */
public final class PayloadException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    public PayloadException(String message) {
        super(message);
    }

    public PayloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
