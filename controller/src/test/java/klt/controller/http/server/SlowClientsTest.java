package klt.controller.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import klt.common.clock.Ticker;
import klt.controller.http.TestServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send too slowly, or not at all, or that are too many. */
@Execution(ExecutionMode.CONCURRENT)
class SlowClientsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A request may take two seconds of this time. */
    private static final int FASTER = 10;

    private static final String REQUEST = "GET /api/presets HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    private Path folder;

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

    /** The first response of a server may take longer than one read waits. */
    private static void awaitResponse(Socket socket) {
        await("the response").atMost(LIMIT).until(() -> received(socket).contains("HTTP/1.1 200"));
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
                awaitResponse(socket);
            }
        }
    }

    /** Long after the previous request, the next one may arrive in two parts. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKeptConnectionMayRestBetweenRequests(boolean tls) throws Exception {
        AtomicLong seconds = new AtomicLong();
        try (TestServer server =
                        server(tls, () -> Duration.ofSeconds(seconds.get()).toNanos());
                Socket socket = connect(server, tls)) {
            for (int request = 0; request < 3; request++) {
                send(socket, REQUEST.substring(0, 10));
                comparison(socket);
                send(socket, REQUEST.substring(10));
                awaitResponse(socket);
                seconds.addAndGet(HttpLimits.REQUEST_MAX.toSeconds() + 5);
                comparison(socket);
            }
        }
    }

    private TestServer server(boolean tls, Ticker ticker) throws Exception {
        TestCertificate certificate = new TestCertificate(folder);
        if (tls) {
            certificate.write("server", "EC");
        }
        return new TestServer(tls ? certificate.settings() : Map.of(), ticker);
    }

    private static Socket connect(TestServer server, boolean tls) throws IOException, GeneralSecurityException {
        Socket socket = tls ? TestCertificate.connect(server.port()) : connect(server);
        socket.setSoTimeout(200);
        return socket;
    }

    /** Waits until the server has compared its connections, which it does once a second. @throws AssertionError if it closed this one */
    private static void comparison(Socket socket) throws IOException {
        for (long start = System.nanoTime(); System.nanoTime() - start < 1_300_000_000L; ) {
            assertThat(isClosed(socket, "")).isFalse();
        }
    }

    @Test
    void aRequestThatArrivesByteByByteThroughTlsIsCutOff() throws Exception {
        try (TestServer server = server(true, () -> System.nanoTime() * FASTER);
                Socket socket = connect(server, true)) {
            send(socket, REQUEST);
            awaitResponse(socket);
            send(socket, "GET /api/presets HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");

            await("it is closed").atMost(LIMIT).until(() -> isClosed(socket, "x"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectionWithoutARequestIsClosedSooner(boolean tls) throws Exception {
        AtomicLong seconds = new AtomicLong();
        try (TestServer server =
                        server(tls, () -> Duration.ofSeconds(seconds.get()).toNanos());
                // does not even begin the handshake
                Socket socket = connect(server)) {
            comparison(socket);
            seconds.addAndGet(HttpLimits.FIRST_REQUEST_MAX.toSeconds() + 1);

            await("it is closed").atMost(Duration.ofSeconds(10)).until(() -> isClosed(socket, ""));
        }
    }

    @Test
    void anEventStreamEndsAfterSomeMinutes() throws IOException {
        try (TestServer server = new TestServer(Map.of(), () -> System.nanoTime() * 200);
                Socket socket = connect(server)) {
            send(socket, "GET /api/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            StringBuilder text = new StringBuilder();
            await("the end")
                    .atMost(LIMIT)
                    .until(() -> text.append(received(socket)).toString().contains("event: end\n"));
            assertThat(text).contains("event: tick");
            await("it is closed").atMost(Duration.ofSeconds(10)).until(() -> isClosed(socket, ""));
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
        try (TestServer server = new TestServer(Map.of(), () -> 0)) {
            for (int i = 0; i < HttpLimits.CONNECTIONS_MAX; i++) {
                sockets.add(connect(server));
            }
            Socket last = sockets.getLast();
            send(last, REQUEST);
            awaitResponse(last);

            Socket extra = connect(server);
            sockets.add(extra);
            send(extra, REQUEST);
            assertThat(received(extra)).isEmpty();
            sockets.getFirst().close();

            awaitResponse(extra);
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
            awaitResponse(socket);

            await("it is closed").atMost(LIMIT).until(() -> isClosed(socket, ""));
        }
    }
}
