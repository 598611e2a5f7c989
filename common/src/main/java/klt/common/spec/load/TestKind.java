package klt.common.spec.load;

import java.util.Locale;

/** What a run is for. */
public enum TestKind {
    /** To send a given load. */
    LOAD,
    /** To find the highest rate at which Kafka meets the objectives. */
    LIMIT;

    /** As in a spec. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
