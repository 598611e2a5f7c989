package klt.systemtests.simulation;

/** What must not happen has happened. */
final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1;

    Violation(String message) {
        super(message);
    }

    Violation(String message, RuntimeException cause) {
        super(message, cause);
    }
}
