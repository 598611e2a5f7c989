package klt.common.report;

/** The code of a verdict's reason; {@code docs/codes.md} explains each code and what to do about it. */
public enum ReasonCode {
    OBJECTIVE_MISSED,
    THROTTLED,

    NOTHING_SENT,
    NOTHING_ACKED,
    NOTHING_MEASURED,
    SEND_LAG,
    BACKPRESSURE,
    BUFFER_TOO_SMALL,
    RATE_NOT_ACHIEVED,
    BATCHES_SPLIT,
    WORKER_CPU,
    WORKER_LOST,
    CONTROL_OUTAGE,
    CLOCK_JUMPED,
    MISSING_INTERVALS,
    REPORT_REFUSED,
    CONSUMERS_BEHIND,

    TOPIC_TOO_SHORT,
    LOST,
    GHOST,
    CORRUPT,
    MISROUTED,
    TRUNCATED,
    OFFSET_MISMATCH,
    DUPLICATED,
    REORDERED,
    NOTHING_PROMISED,
    NOTHING_TO_VERIFY,
    AUDIT_INCOMPLETE,
    EVIDENCE_MISSING,
    TOO_MANY_FINDINGS
}
