package klt.systemtests.simulation.model;

/** Rare events; each must occur in a set of histories. */
public enum RareEvent {
    // workers
    WORKER_LOST,
    ZOMBIE_RESUMED,
    REVOKED,
    FREEZE_CLEARED,
    ORPHAN_STOPPED,
    WORKER_LEFT,
    WORKER_JOINED,
    MASS_SILENCE,
    CUT_FROM_CONTROL,
    CUT_FROM_STATUS,
    CUT_FROM_BOTH,
    // controllers
    CONTROLLER_RESTARTED,
    CONTROLLER_CUT_OFF,
    SESSION_FAILED,
    SESSION_RESUMED,
    LEADER_LEFT,
    STAND_BY_TOOK_OVER,
    CLAIM_LOST,
    TWO_CLAIMS_IN_A_TERM,
    FENCED,
    FENCED_LEADER_WROTE,
    FENCED_LEADER_STORED,
    // Kafka
    KAFKA_OUT,
    WORKER_HELD,
    // the log
    CONTROL_COMPACTED,
    STATUS_REPEATED,
    STATUS_LATE,
    // the run
    MOVE_OVERTAKEN_BY_DEATH,
    REPAIRED,
    SENT_TWICE,
    WAITED
}
