package klt.systemtests.simulation.model;

/** Something happened that must not happen. */
public final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Violation(String message) {
        super(message);
    }

    public Violation(String message, RuntimeException cause) {
        super(message, cause);
    }
}
