package klt.controller.http.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import klt.controller.fixtures.RawHttp;
import klt.controller.http.TestServer;
import klt.controller.http.server.HttpLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much memory request bodies can take. */
class BodiesTest {

    private static final String JSON = "Content-Type: application/json";
    private static final String CHUNKED = "Transfer-Encoding: chunked";

    private static String chunk(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
    }

    private static String chunked(String body) {
        return chunk(body) + "0\r\n\r\n";
    }

    @Test
    void aSignInIsShort() {
        String fitting = "{\"token\": \"canary-secret-a\", \"more\": \"" + "x".repeat(4_000) + "\"}";
        String tooLong = "{\"token\": \"canary-secret-a\", \"more\": \"" + "x".repeat(4_100) + "\"}";
        String line = "POST /api/session HTTP/1.1";
        try (TestServer server =
                new TestServer(Map.of("AUTH", "token", "AUTH_ACCOUNTS", "alice:operate:canary-secret-a"))) {
            int port = server.port();

            assertThat(RawHttp.send(port, List.of(line, JSON), fitting).status())
                    .isEqualTo(200);
            assertThat(RawHttp.send(port, List.of(line, JSON, CHUNKED), chunked(fitting))
                            .status())
                    .isEqualTo(200);
            assertThat(RawHttp.send(port, List.of(line, JSON), tooLong).status())
                    .isEqualTo(413);
            assertThat(RawHttp.send(port, List.of(line, JSON, CHUNKED), chunked(tooLong))
                            .status())
                    .isEqualTo(413);
            // before the whole body has arrived
            assertThat(RawHttp.send(port, List.of(line, JSON, "Content-Length: 300000"), "{")
                            .status())
                    .isEqualTo(413);
            assertThat(RawHttp.send(port, List.of(line, JSON, CHUNKED), chunk("x".repeat(5_000)))
                            .status())
                    .isEqualTo(413);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5000", CHUNKED})
    void onlySoManyLongBodiesAreReceivedAtATime(String length) throws IOException {
        String line = "POST /api/runs/validate HTTP/1.1";
        String spec = "{\"messages\": 1" + " ".repeat(5_000) + "}";
        List<Socket> slow = new ArrayList<>();
        try (TestServer server = new TestServer(Map.of())) {
            for (int i = 0; i < HttpLimits.LARGE_BODIES_MAX; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                slow.add(socket);
                socket.getOutputStream()
                        .write((line + "\r\nHost: localhost\r\n" + JSON + "\r\n" + length + "\r\n\r\n")
                                .getBytes(ISO_8859_1));
            }
            await("refused")
                    .until(() -> RawHttp.send(server.port(), List.of(line, JSON), spec)
                                    .status()
                            == 503);

            RawHttp.Response refused = RawHttp.send(server.port(), List.of(line, JSON), spec);
            assertThat(refused.header("Retry-After")).isNotEmpty();
            assertThat(refused.body()).contains("which is the limit");
            assertThat(RawHttp.send(server.port(), List.of(line, JSON), "{\"messages\": 1}")
                            .status())
                    .isEqualTo(200);

            slow.getFirst().close();
            await("accepted")
                    .until(() -> RawHttp.send(server.port(), List.of(line, JSON), spec)
                                    .status()
                            == 200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }
}
