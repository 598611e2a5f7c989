package klt.common.text;

/** Formats an exception for people who do not read stack traces. */
public final class ErrorMessage {

    private ErrorMessage() {}

    /** Returns the exception's message or, if it has none, its type. */
    public static String of(Throwable error) {
        Throwable own = unwrapped(error);
        return own.getMessage() == null ? own.getClass().getSimpleName() : own.getMessage();
    }

    /**
     * Returns the message with the exception's type and its cause, which Kafka's clients hide behind messages such as "failed to
     * construct": {@code KafkaException: Failed to construct kafka consumer (ConfigException: no such file)}. An {@link Explained} exception
     * needs neither.
     */
    public static String withType(Throwable error) {
        Throwable own = unwrapped(error);
        if (own instanceof Explained) {
            return of(own);
        }
        Throwable cause = own.getCause();
        return cause == null ? line(own) : line(own) + " (" + line(cause) + ")";
    }

    /** Returns the deepest cause. */
    public static Throwable root(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** Removes wrappers that only repeat their cause, such as the exceptions of futures. */
    public static Throwable unwrapped(Throwable error) {
        Throwable own = error;
        while (own.getCause() != null
                && (own.getMessage() == null
                        || own.getMessage().equals(own.getCause().toString()))) {
            own = own.getCause();
        }
        return own;
    }

    private static String line(Throwable error) {
        String type = error.getClass().getSimpleName();
        return error.getMessage() == null ? type : type + ": " + error.getMessage();
    }
}
