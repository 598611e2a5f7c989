package klt.controller.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import klt.controller.http.TestServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send too slowly, or not at all, or that are too many. */
class SlowClientsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A request may take two seconds of this time. */
    private static final int FASTER = 10;

    private static final String REQUEST = "GET /api/presets HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static TestServer server() {
        return new TestServer(Map.of(), () -> System.nanoTime() * FASTER);
    }

    private static Socket connect(TestServer server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(200);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** Sends a part and waits for a moment. @return whether the server has closed the connection */
    private static boolean isClosed(Socket socket, String part) throws IOException {
        try {
            send(socket, part);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    /** Reads as much as there is, and waits for a moment. */
    private static String received(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] part = new byte[8_192];
        try {
            for (int length = socket.getInputStream().read(part);
                    length > 0;
                    length = socket.getInputStream().read(part)) {
                text.append(new String(part, 0, length, ISO_8859_1));
            }
        } catch (SocketTimeoutException none) {
            // that is all
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/presets HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
                "PUT /api/runs/r/rate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
            })
    void aRequestThatArrivesByteByByteIsCutOff(String begin) throws IOException {
        try (TestServer server = server();
                Socket socket = connect(server)) {
            send(socket, begin);

            await("it is closed").atMost(LIMIT).until(() -> isClosed(socket, "x"));
        }
    }

    @Test
    void aConnectionThatIsUsedAgainAndAgainStaysOpen() throws IOException {
        try (TestServer server = server();
                Socket socket = connect(server)) {
            for (long start = System.nanoTime(); System.nanoTime() - start < 4_000_000_000L; ) {
                send(socket, REQUEST);
                assertThat(received(socket)).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void anEventStreamStaysOpen() throws IOException {
        try (TestServer server = server();
                Socket socket = connect(server)) {
            socket.setSoTimeout(5_000);
            send(socket, "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");

            StringBuilder text = new StringBuilder();
            byte[] part = new byte[8_192];
            while (text.indexOf("id: 6\n") < 0) {
                int length = socket.getInputStream().read(part);
                assertThat(length).isPositive();
                text.append(new String(part, 0, length, ISO_8859_1));
            }
        }
    }

    @Test
    void oneConnectionTooManyWaitsForAnotherToClose() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try (TestServer server = server()) {
            for (int i = 0; i < HttpLimits.CONNECTIONS_MAX; i++) {
                sockets.add(connect(server));
            }
            Socket last = sockets.getLast();
            send(last, REQUEST);
            await("the last one is served")
                    .atMost(LIMIT)
                    .until(() -> received(last).startsWith("HTTP/1.1 200"));

            Socket extra = connect(server);
            sockets.add(extra);
            send(extra, REQUEST);
            assertThat(received(extra)).isEmpty();
            sockets.getFirst().close();

            await("it is served").atMost(LIMIT).until(() -> received(extra).startsWith("HTTP/1.1 200"));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    @Tag("extended")
    void anIdleConnectionIsClosed() throws IOException {
        try (TestServer server = server();
                Socket socket = connect(server)) {
            send(socket, REQUEST);
            assertThat(received(socket)).startsWith("HTTP/1.1 200");

            await("it is closed").atMost(LIMIT).until(() -> isClosed(socket, ""));
        }
    }
}
