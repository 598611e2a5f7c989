package klt.common.spec.load;

import java.util.Locale;

/** The purpose of a run. */
public enum TestKind {
    /** Sends a given load. */
    LOAD,
    /** Finds the highest rate at which Kafka meets the objectives. */
    LIMIT;

    /** The value in a spec. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
