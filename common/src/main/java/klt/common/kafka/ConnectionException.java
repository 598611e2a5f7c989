package klt.common.kafka;

import org.apache.kafka.common.KafkaException;

/** Thrown if a cluster is unusable; the message names the cause and says what to change. */
public final class ConnectionException extends KafkaException {

    private static final long serialVersionUID = 1;

    private final ConnectionFault fault;

    ConnectionException(ConnectionFault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public ConnectionFault fault() {
        return fault;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
