package klt.common.spec.load;

import java.util.Locale;

/** A run's purpose. */
public enum TestKind {
    /** Sends a given load. */
    LOAD,
    /** Finds the highest rate at which Kafka meets the objectives. */
    LIMIT;

    /** Returns the value in a spec. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
