package klt.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A port on 127.0.0.1 that stays reserved from {@link #open} to {@link #close}, even while its broker is stopped.
 *
 * <p>The port is bound before Kafka uses it. A port in use is therefore detected immediately, and a free port cannot be taken between
 * choosing and binding it. While a broker is stopped, a bound but non-listening socket holds the port. Clients are refused, as intended,
 * and the kernel does not use the port for outgoing connections. Otherwise, a client that tries to connect to the stopped broker could get
 * that port as its local port and connect to itself, and the broker could not restart.
 */
final class LoopbackPort implements AutoCloseable {

    static final String HOST = "127.0.0.1";

    private final int number;
    private @Nullable Channel channel;

    private LoopbackPort(int number, Channel channel) {
        this.number = number;
        this.channel = channel;
    }

    /**
     * @param port 0 for any free port
     * @throws PortInUseException if another process is listening there
     */
    static LoopbackPort open(int port) {
        ServerSocketChannel listening = bind(port);
        return new LoopbackPort(listening.socket().getLocalPort(), listening);
    }

    int number() {
        return number;
    }

    /**
     * Listens again after {@link #hold}.
     *
     * @throws PortInUseException if another process has started listening there
     */
    void listen() {
        if (!(channel instanceof ServerSocketChannel)) {
            close();
            channel = bind(number);
        }
    }

    /** Passes the listening socket to the broker, which closes it. */
    ServerSocketChannel take() {
        if (channel instanceof ServerSocketChannel listening) {
            channel = null;
            return listening;
        }
        throw new IllegalStateException("port " + number + " does not listen, or has already been taken");
    }

    /** Reserves the port again after the broker has closed its socket. */
    void hold() {
        close();
        try {
            SocketChannel holder = SocketChannel.open();
            channel = holder;
            holder.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(new InetSocketAddress(host(), number));
        } catch (BindException e) {
            close();
            throw new PortInUseException(number, e);
        } catch (IOException e) {
            throw new EmbeddedKafkaException("Cannot keep port " + number, e);
        }
    }

    @Override
    public void close() {
        Channel open = channel;
        channel = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new EmbeddedKafkaException("Cannot release port " + number, e);
        }
    }

    private static ServerSocketChannel bind(int port) {
        try {
            ServerSocketChannel listening = ServerSocketChannel.open();
            try {
                listening.configureBlocking(false);
                // allow a restart while the previous broker's connections are in TIME_WAIT
                listening.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                listening.bind(new InetSocketAddress(host(), port));
                return listening;
            } catch (IOException e) {
                listening.close();
                throw e;
            }
        } catch (BindException e) {
            throw new PortInUseException(port, e);
        } catch (IOException e) {
            throw new EmbeddedKafkaException("Cannot listen on port " + port, e);
        }
    }

    static InetAddress host() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes always form an address", e);
        }
    }
}
