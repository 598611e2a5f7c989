package klt.embedded;

import java.net.BindException;

/** Something else listens on a port that a broker was given. */
public final class PortInUseException extends EmbeddedKafkaException {

    private static final long serialVersionUID = 1L;

    private final int port;

    PortInUseException(int port, BindException cause) {
        super("Port " + port
                + " on 127.0.0.1 is in use: stop what listens there, or choose another port (0 = any free one)");
        initCause(cause);
        this.port = port;
    }

    public int port() {
        return port;
    }
}
