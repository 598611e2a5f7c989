package klt.common.protocol;

/**
 * The code at the beginning of a run's reason when the run ends before it is complete; {@code docs/codes.md} says what each means and what
 * to do about it. A run that Kafka refuses while it sends has Kafka's exception in place of a code.
 */
public enum EndCode {
    USER,
    WORKERS_NOT_READY,
    CONSUMERS_NOT_READY,
    KAFKA_UNREACHABLE,
    PREFLIGHT_REFUSED,
    TOPIC_REFUSED,
    TOPIC_DELETED,
    GROUPS_REFUSED,
    MESSAGES_REFUSED,
    CODEC_UNAVAILABLE,
    STATE_TOO_LARGE,
    INCOMPLETE,
    CONTROLLER_RESTARTED;

    /** A run's reason: the code, a colon and a readable text. */
    public String reason(String words) {
        return name() + ": " + words;
    }

    /** Whether a run's reason has this code. */
    public boolean isCodeOf(String reason) {
        return reason.startsWith(name() + ":");
    }
}
