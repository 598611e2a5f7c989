package klt.common.spec.load;

/** What a run is for. */
public enum TestKind {
    /** To send a given load. */
    LOAD,
    /** To find the highest rate at which Kafka meets the objectives. */
    LIMIT
}
