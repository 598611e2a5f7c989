package klt.systemtests.simulation;

/** Rare things of which a set of histories must have seen each. */
enum Mark {
    WORKER_LOST,
    ZOMBIE_RESUMED,
    REVOKED,
    FREEZE_CLEARED,
    ORPHAN_STOPPED,
    WORKER_LEFT,
    WORKER_JOINED,
    CONTROLLER_RESTARTED,
    STALE_CONTROLLER_WROTE,
    MOVE_OVERTAKEN_BY_DEATH,
    REPAIRED,
    SENT_TWICE,
    WAITED,
    MASS_SILENCE,
    STATUS_REPEATED
}
