package klt.controller.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import klt.controller.fixtures.OpenApi;
import klt.controller.fixtures.RawHttp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every response has in common, and the limits of the server. */
class HttpServerTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawHttp.Response get(String path, String... headers) {
        return send("GET " + path + " HTTP/1.1", headers);
    }

    private static RawHttp.Response send(String line, String... headers) {
        List<String> lines = new ArrayList<>(List.of(line));
        lines.addAll(List.of(headers));
        return RawHttp.send(server.port(), lines, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1",
                "GET /app.js HTTP/1.1",
                "GET /api/presets HTTP/1.1",
                "GET /api/events HTTP/1.1",
                "GET /api/runs/none HTTP/1.1",
                "GET /nothing HTTP/1.1",
                "GET /metrics HTTP/1.1",
                "GET /health/live HTTP/1.1",
                "HEAD /api/presets HTTP/1.1",
                "OPTIONS /api/runs HTTP/1.1",
                "TRACE /api/runs HTTP/1.1",
                "BREW /api/runs HTTP/1.1",
                "POST /api/runs HTTP/1.1",
                "POST /nothing HTTP/1.1",
                "DELETE /api/runs/none HTTP/1.1",
                "GET /%2e%2e/api HTTP/1.1",
                "GET /a%00b HTTP/1.1",
                "GET no-path HTTP/1.1",
                "GET / HTTP/9.9",
                "nonsense"
            })
    void everyResponseHasTheSecurityHeadersAndARequestId(String line) {
        RawHttp.Response response = send(line);

        assertThat(response.status()).isNotEqualTo(500);
        assertThat(response.header("X-Request-Id")).matches("[0-9a-f]{16}");
        assertThat(response.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
        assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(response.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(response.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(response.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(response.header("Cache-Control")).isNotEmpty();
        assertThat(response.header("Server")).isEmpty();
        if (response.status() >= 400 && !line.startsWith("HEAD")) {
            assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
            new OpenApi().checkComponent("Problem", response.body());
        }
    }

    @Test
    void aRequestCanSetItsIdButNotWriteIntoTheLog() {
        assertThat(get("/api/presets", "X-Request-Id: from-the-proxy.1").header("X-Request-Id"))
                .isEqualTo("from-the-proxy.1");
        for (String id : List.of("short", "with space in it", "user=admin", "x".repeat(65))) {
            assertThat(get("/api/presets", "X-Request-Id: " + id).header("X-Request-Id"))
                    .matches("[0-9a-f]{16}");
        }
    }

    @Test
    void aStopOfAllLoadIsConfirmedOnceKafkaHasStoredIt() {
        server.setLoadStopStored(false);
        RawHttp.Response waiting = send("POST /api/stop-all HTTP/1.1");
        server.setLoadStopStored(true);

        assertThat(waiting.status()).isEqualTo(503);
        assertThat(waiting.body())
                .contains(
                        "all load is being stopped, but Kafka has not stored it yet; repeat the request, or stop the workers");
        assertThat(send("POST /api/stop-all HTTP/1.1").status()).isEqualTo(200);
        assertThat(send("DELETE /api/stop-all HTTP/1.1").status()).isEqualTo(200);
    }

    @Test
    void headIsAnsweredLikeGet() {
        for (String operation : new OpenApi().operations()) {
            if (operation.startsWith("get ") && !operation.endsWith("/cluster")) {
                String path = operation.substring(4).replaceAll("\\{(id|name)}", "none");
                RawHttp.Response head = send("HEAD " + path + " HTTP/1.1");
                RawHttp.Response get = get(path);

                assertThat(head.status()).as(path).isEqualTo(get.status());
                assertThat(head.header("Content-Type")).as(path).isEqualTo(get.header("Content-Type"));
                assertThat(head.body()).as(path).isEmpty();
            }
        }
        for (String path : List.of("/", "/runs", "/app.js", "/nothing.js")) {
            assertThat(send("HEAD " + path + " HTTP/1.1", "Accept: text/html").status())
                    .as(path)
                    .isEqualTo(get(path, "Accept: text/html").status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "text/plain; x=yaml",
                "multipart/form-data",
                ""
            })
    void aBodyIsJsonOrYaml(String type) {
        for (String line :
                List.of("PUT /api/runs/r/rate HTTP/1.1", "POST /api/runs/r/stop HTTP/1.1", "POST /api/runs HTTP/1.1")) {
            RawHttp.Response response =
                    RawHttp.send(server.port(), List.of(line, "Content-Type: " + type), "{\"rate\": 5}");

            assertThat(response.status()).as(line).isEqualTo(400);
            assertThat(response.body()).contains("Content-Type takes application/json or application/yaml");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "\u00ff", "utf-8'", "\"\""})
    void anUnknownCharsetIsRefused(String charset) {
        for (String body : List.of("{\"messages\": 1}", "")) {
            RawHttp.Response response = RawHttp.send(
                    server.port(),
                    List.of("POST /api/runs/validate HTTP/1.1", "Content-Type: application/json; charset=" + charset),
                    body);

            assertThat(response.status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=utf-8", "application/yaml", "text/x-yaml"})
    void typesOfSpecsAreAccepted(String type) {
        RawHttp.Response response = RawHttp.send(
                server.port(),
                List.of("POST /api/runs/validate HTTP/1.1", "Content-Type: " + type),
                "{\"messages\": 1}");

        assertThat(response.status()).isEqualTo(200);
    }

    @Test
    void aBodyThatIsTooLongIsRefused() {
        RawHttp.Response response = RawHttp.send(
                server.port(),
                List.of("PUT /api/runs/r/rate HTTP/1.1", "Content-Type: application/json", "Content-Length: 400001"),
                "{");

        assertThat(response.status()).isEqualTo(413);
    }

    @Test
    void headersThatAreTooLongAreRefused() {
        assertThat(get("/api/presets", "X-Long: " + "x".repeat(12_000)).status())
                .isEqualTo(200);
        assertThat(get("/api/presets", "X-Long: " + "x".repeat(20_000)).status())
                .isEqualTo(431);
        assertThat(get("/" + "x".repeat(20_000)).status()).isIn(414, 431);
    }

    @Test
    void aPortForMetricsThatIsInUseLeavesNoServerBehind() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThatThrownBy(() -> new TestServer(Map.of(
                                "PORT", String.valueOf(free),
                                "CONTROLLER_METRICS_PORT", String.valueOf(server.port())))
                        .close())
                .isInstanceOf(HttpServer.PortInUseException.class)
                .hasMessageStartingWith("CONTROLLER_METRICS_PORT: ");

        new ServerSocket(free, 1, InetAddress.getLoopbackAddress()).close();
    }

    @Test
    void metricsCanHaveAPortOfTheirOwn() {
        try (TestServer own = new TestServer(Map.of(
                "CONTROLLER_METRICS_PORT", "0", "AUTH", "token", "AUTH_ACCOUNTS", "alice:view:canary-secret-a"))) {
            List<String> metrics = List.of("GET /metrics HTTP/1.1");

            assertThat(RawHttp.send(own.port(), metrics, "").status()).isEqualTo(404);
            assertThat(RawHttp.send(own.metricsPort(), metrics, "").body()).contains("klt_controller_ready");
            for (int port : List.of(own.port(), own.metricsPort())) {
                assertThat(RawHttp.send(port, List.of("GET /health/live HTTP/1.1"), "")
                                .status())
                        .isEqualTo(200);
            }
            assertThat(RawHttp.send(own.metricsPort(), List.of("GET /api/runs HTTP/1.1"), "")
                            .status())
                    .isEqualTo(404);
        }
    }
}
