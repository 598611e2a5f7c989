package klt.embedded;

import java.net.BindException;

/** Thrown if another process is listening on a broker's port. */
public final class PortInUseException extends EmbeddedKafkaException {

    private static final long serialVersionUID = 1L;

    private final int port;

    PortInUseException(int port, BindException cause) {
        super("Port " + port
                + " on 127.0.0.1 is in use: stop the other process, or choose another port (0 = any free one)");
        initCause(cause);
        this.port = port;
    }

    public int port() {
        return port;
    }
}
