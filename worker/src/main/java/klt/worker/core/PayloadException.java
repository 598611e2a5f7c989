package klt.worker.core;

/** The values of a run cannot be generated on this worker. The message names the key of the spec and what to do. */
public final class PayloadException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    public PayloadException(String message) {
        super(message);
    }

    public PayloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
