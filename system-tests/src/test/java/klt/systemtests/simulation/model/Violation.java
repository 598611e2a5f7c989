package klt.systemtests.simulation.model;

/** What must not happen has happened. */
public final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Violation(String message) {
        super(message);
    }

    public Violation(String message, RuntimeException cause) {
        super(message, cause);
    }
}
