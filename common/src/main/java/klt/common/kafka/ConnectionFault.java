package klt.common.kafka;

/** Reasons why a cluster is unusable. */
public enum ConnectionFault {
    SETTINGS(true),
    UNKNOWN_HOST(true),
    HTTP_SERVER(true),
    NOT_KAFKA(true),
    TLS_REQUIRED(true),
    TLS_NOT_SPOKEN(true),
    TLS_HANDSHAKE(true),
    SASL_REQUIRED(true),
    SASL_NOT_SPOKEN(true),
    SASL_MECHANISM(true),
    CREDENTIALS(true),
    ADVERTISED_UNKNOWN_HOST(true),
    ADVERTISED_UNREACHABLE(true),
    NOT_AUTHORIZED(true),
    CODEC_UNAVAILABLE(true),
    NO_ANSWER(false),
    OTHER(false);

    private final boolean lasting;

    ConnectionFault(boolean lasting) {
        this.lasting = lasting;
    }

    /** Returns whether the fault persists until a setting is changed. Other faults may resolve on their own. */
    public boolean isLasting() {
        return lasting;
    }
}
