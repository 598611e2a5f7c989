package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import klt.systemtests.chaos.Proxy.Direction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that answers each frame with the same stands for the broker. */
class ProxyTest {

    private static final int SOON_MILLIS = 300;
    private static final int LATE_MILLIS = 20_000;

    private ServerSocket server;
    private Proxy proxy;
    private Socket client;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        proxy = Proxy.to(server.getLocalPort());
        client = connect();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        proxy.close();
        server.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(),
                Integer.parseInt(proxy.address().replaceAll(".*:", "")));
        socket.setSoTimeout(LATE_MILLIS);
        return socket;
    }

    private void serve() {
        while (true) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> echo(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                byte[] bytes = in.readNBytes(in.readInt());
                write(socket, bytes);
            }
        } catch (IOException closed) {
            // the end of this connection
        }
    }

    private static void write(Socket socket, byte[] bytes) throws IOException {
        ByteBuffer whole = ByteBuffer.allocate(Integer.BYTES + bytes.length);
        socket.getOutputStream().write(whole.putInt(bytes.length).put(bytes).array());
    }

    private static byte[] read(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        return in.readNBytes(in.readInt());
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] address(int port) {
        return ByteBuffer.allocate(13).put(text("127.0.0.1")).putInt(port).array();
    }

    @Test
    void passesFramesInOrder() throws IOException {
        for (int i = 0; i < 100; i++) {
            write(client, text("frame " + i));
        }

        for (int i = 0; i < 100; i++) {
            assertThat(read(client)).isEqualTo(text("frame " + i));
        }
    }

    @Test
    void putsItsOwnAddressInPlaceOfTheBrokers() throws IOException {
        write(client, address(server.getLocalPort()));

        assertThat(read(client)).isEqualTo(address(client.getPort()));
    }

    @Test
    void leavesOtherAddressesAlone() throws IOException {
        write(client, address(9));

        assertThat(read(client)).isEqualTo(address(9));
    }

    @Test
    void delaysBothWays() throws IOException {
        proxy.delay(Duration.ofMillis(200));
        long start = System.nanoTime();

        write(client, text("slow"));
        read(client);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void limitsTheBandwidth() throws IOException {
        proxy.limit(10_000);
        long start = System.nanoTime();

        write(client, new byte[2_000]);
        read(client);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(390));
    }

    @Test
    void holdsAnswersBackUntilTheyAreReleased() throws IOException {
        proxy.hold(Direction.TO_CLIENT);
        write(client, text("held"));
        client.setSoTimeout(SOON_MILLIS);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

        proxy.release();

        client.setSoTimeout(LATE_MILLIS);
        assertThat(read(client)).isEqualTo(text("held"));
    }

    @Test
    void resetsConnectionsAndTakesNewOnes() throws IOException {
        write(client, text("before"));
        read(client);

        proxy.reset();

        assertThatThrownBy(() -> read(client)).isInstanceOf(IOException.class);
        client.close();
        client = connect();
        write(client, text("after"));
        assertThat(read(client)).isEqualTo(text("after"));
    }

    @Test
    void endsTheConnectionWhenTheBrokerDoes() throws IOException {
        server.close();
        try (Socket late = connect()) {
            assertThatThrownBy(() -> read(late)).isInstanceOf(IOException.class);
        }
    }
}
