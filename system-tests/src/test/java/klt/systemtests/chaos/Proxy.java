package klt.systemtests.chaos;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A way to one broker that can be disturbed while it is in use.
 *
 * <p>A client learns a broker's address from its answers and would go there directly the next time. So the address of the broker in an
 * answer, a text and a number of four bytes, is overwritten by that of the proxy, which is as long: every client can have a proxy of its
 * own, and the broker knows nothing of them. Kafka's requests and answers both begin with their length, which is all that is known of them
 * here.
 *
 * <p>What is held back is not lost, as in a network that drops packets for a while: it comes later, or never if the connection ends.
 */
final class Proxy implements AutoCloseable {

    enum Direction {
        TO_BROKER,
        TO_CLIENT
    }

    /** A frame on its way, and when it may arrive at the earliest. */
    private record Frame(ByteBuffer bytes, long dueNanos) {}

    private static final String HOST = "127.0.0.1";
    private static final int FRAME_BYTES_MAX = 100 << 20;
    private static final int FRAMES_UNDERWAY_MAX = 1_024;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final double NANOS_PER_SECOND = 1e9;

    private final int brokerPort;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private volatile Duration delay = Duration.ZERO;
    private volatile Set<Direction> held = Set.of();
    private volatile Optional<Long> bytesPerSecondMax = Optional.empty();
    private volatile boolean closed;

    private Proxy(int brokerPort, ServerSocket listener) {
        this.brokerPort = brokerPort;
        this.listener = listener;
    }

    static Proxy to(int brokerPort) {
        try {
            Proxy proxy = new Proxy(brokerPort, new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().name("proxy-accept").start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("opening a proxy", e);
        }
    }

    String address() {
        return HOST + ":" + listener.getLocalPort();
    }

    /** Each frame arrives so much later, in both directions. */
    void delay(Duration each) {
        delay = each;
    }

    /** Nothing comes through in these directions any more, while connections stay open. */
    void hold(Direction first, Direction... more) {
        held = Set.copyOf(EnumSet.of(first, more));
    }

    /** Everything comes through again, what was held back too. */
    void release() {
        held = Set.of();
    }

    /** Of each connection and direction. */
    void limit(long bytesPerSecond) {
        bytesPerSecondMax = Optional.of(bytesPerSecond);
    }

    /** All connections end with a reset; new ones are welcome. */
    void reset() {
        sockets.forEach(socket -> {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException closedAlready) {
                // then there is nothing to reset
            }
            end(socket);
        });
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a proxy", e);
        }
        sockets.forEach(Proxy::end);
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                Thread.ofVirtual().name("proxy-connect").start(() -> connect(client));
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException("accepting", e);
                }
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
            sockets.add(broker);
            client.setTcpNoDelay(true);
            broker.setTcpNoDelay(true);
            pump(client, broker, Direction.TO_BROKER);
            pump(broker, client, Direction.TO_CLIENT);
        } catch (IOException brokerIsAway) {
            forget(client);
        }
    }

    private void pump(Socket from, Socket to, Direction direction) {
        BlockingQueue<Frame> underway = new ArrayBlockingQueue<>(FRAMES_UNDERWAY_MAX);
        Runnable end = () -> {
            forget(from);
            forget(to);
        };
        Thread writer = Thread.ofVirtual().name("proxy-write").start(() -> {
            write(underway, to, direction);
            end.run();
        });
        Thread.ofVirtual().name("proxy-read").start(() -> {
            read(from, underway, direction);
            end.run();
            writer.interrupt();
        });
    }

    private void read(Socket from, BlockingQueue<Frame> underway, Direction direction) {
        try (DataInputStream in = new DataInputStream(from.getInputStream())) {
            while (true) {
                int length = in.readInt();
                if (length < 0 || length > FRAME_BYTES_MAX) {
                    throw new IOException("a frame of " + length + " bytes");
                }
                byte[] bytes = in.readNBytes(length);
                if (bytes.length < length) {
                    return;
                }
                if (direction == Direction.TO_CLIENT) {
                    redirect(bytes);
                }
                underway.put(new Frame(ByteBuffer.wrap(bytes), System.nanoTime() + delay.toNanos()));
            }
        } catch (IOException connectionEnds) {
            // its other half is told by the caller
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(BlockingQueue<Frame> underway, Socket to, Direction direction) {
        try (DataOutputStream out = new DataOutputStream(to.getOutputStream())) {
            while (true) {
                Frame frame = underway.take();
                awaitWay(frame, direction);
                int length = frame.bytes().remaining();
                ByteBuffer whole = ByteBuffer.allocate(Integer.BYTES + length);
                out.write(whole.putInt(length).put(frame.bytes()).array());
                out.flush();
            }
        } catch (IOException connectionEnds) {
            // its other half is told by the caller
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitWay(Frame frame, Direction direction) throws InterruptedException {
        long transfer = bytesPerSecondMax
                .map(max -> (long) (frame.bytes().remaining() * NANOS_PER_SECOND / max))
                .orElse(0L);
        long due = Math.max(frame.dueNanos(), System.nanoTime() + transfer);
        while (held.contains(direction) || System.nanoTime() - due < 0) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(held.contains(direction) ? LOOK_NANOS : Math.max(1, due - System.nanoTime()));
        }
    }

    /** Overwrites the broker's address by that of this proxy. */
    private void redirect(byte[] answer) {
        byte[] wanted = bytesOf(brokerPort);
        byte[] replacement = bytesOf(listener.getLocalPort());
        for (int at = 0; at + wanted.length <= answer.length; at++) {
            if (Arrays.equals(answer, at, at + wanted.length, wanted, 0, wanted.length)) {
                System.arraycopy(replacement, 0, answer, at, replacement.length);
            }
        }
    }

    private static byte[] bytesOf(int port) {
        byte[] host = HOST.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(host.length + Integer.BYTES)
                .put(host)
                .putInt(port)
                .array();
    }

    private void forget(Socket socket) {
        sockets.remove(socket);
        end(socket);
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a connection", e);
        }
    }
}
