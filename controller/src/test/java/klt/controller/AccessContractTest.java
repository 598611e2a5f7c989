package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import klt.controller.fixtures.OpenApi;
import klt.controller.fixtures.RawHttp;
import klt.controller.http.TestServer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every operation of {@code openapi.yaml} refuses those who may not use it, and what the console needs to sign users in. */
class AccessContractTest {

    private static final OpenApi CONTRACT = new OpenApi();
    private static final JsonMapper JSON = new JsonMapper();

    private static final List<String> OPEN = List.of("get /health/live", "get /health/ready", "get /metrics");

    private static final List<String> SESSION = List.of(
            "get /api/session 200",
            "post /api/session 200",
            "post /api/session 400",
            "post /api/session 413",
            "delete /api/session 204");

    /** What this test sees of the contract. */
    static final List<String> SEEN = Stream.concat(SESSION.stream(), refusals()).toList();

    private static final String ACCOUNTS = "alice:operate:canary-secret-a bob:view:canary-secret-b";
    private static final String ALICE = "canary-secret-a";
    private static final String BOB = "canary-secret-b";

    private static Stream<String> refusals() {
        return CONTRACT.operations().stream()
                .flatMap(operation -> Stream.concat(
                        Stream.of(operation + " 403"),
                        OPEN.contains(operation) ? Stream.of() : Stream.of(operation + " 401")));
    }

    private static boolean isWrite(String operation) {
        return !operation.startsWith("get ");
    }

    private static RawHttp.Response send(TestServer server, String operation, String body, String... headers) {
        String method = operation.substring(0, operation.indexOf(' '));
        String path = operation.substring(operation.indexOf(' ') + 1);
        List<String> lines = new ArrayList<>(
                List.of(method.toUpperCase(Locale.ROOT) + " " + path.replaceAll("\\{(id|name)}", "x") + " HTTP/1.1"));
        lines.addAll(List.of(headers));
        if (!body.isEmpty()) {
            lines.add("Content-Type: application/json");
        }
        RawHttp.Response response = RawHttp.send(server.port(), lines, body);
        CONTRACT.check(operation, response.status(), response.header("Content-Type"), response.body());
        assertThat(response.toString()).doesNotContain("canary");
        return response;
    }

    private static String basic(String name, String password) {
        String pair = name + ":" + password;
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void withoutCredentialsOnlyHealthAndMetricsAreOpen() {
        try (TestServer server = new TestServer(Map.of("AUTH", "basic", "AUTH_ACCOUNTS", ACCOUNTS))) {
            for (String operation : CONTRACT.operations()) {
                RawHttp.Response response = send(server, operation, "");

                if (OPEN.contains(operation)) {
                    assertThat(response.status()).as(operation).isEqualTo(200);
                } else {
                    assertThat(response.status()).as(operation).isEqualTo(401);
                    assertThat(response.header("WWW-Authenticate"))
                            .isEqualTo("Basic realm=\"loadtester\", charset=\"UTF-8\"");
                    assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
                }
            }
        }
    }

    @Test
    void theRoleViewReadsAndDoesNotWrite() {
        try (TestServer server = new TestServer(Map.of("AUTH", "token", "AUTH_ACCOUNTS", ACCOUNTS))) {
            for (String operation : CONTRACT.operations()) {
                if (operation.endsWith(" /api/events")
                        || operation.endsWith(" /api/cluster")
                        || operation.endsWith("/session")) {
                    continue;
                }
                int viewing = send(server, operation, "", "Authorization: Bearer " + BOB)
                        .status();

                if (isWrite(operation)) {
                    assertThat(viewing).as(operation).isEqualTo(403);
                    assertThat(send(server, operation, "{}", "Authorization: Bearer " + ALICE)
                                    .status())
                            .as(operation)
                            .isNotIn(401, 403);
                } else {
                    assertThat(viewing).as(operation).isNotIn(401, 403);
                }
            }
        }
    }

    @Test
    void anotherHostNameIsRefusedEverywhere() {
        try (TestServer server = new TestServer(Map.of())) {
            for (String operation : CONTRACT.operations()) {
                assertThat(send(server, operation, "", "Host: evil.example:8080")
                                .status())
                        .as(operation)
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void aWriteFromAnotherOriginIsRefusedWhateverTheUser() {
        try (TestServer server = new TestServer(Map.of("AUTH", "basic", "AUTH_ACCOUNTS", ACCOUNTS))) {
            for (String operation : CONTRACT.operations().stream()
                    .filter(AccessContractTest::isWrite)
                    .toList()) {
                assertThat(send(server, operation, "", "Origin: http://evil", basic("alice", ALICE))
                                .status())
                        .as(operation)
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void aSpellingThatTheRouterMayUnderstandNeedsCredentialsToo() {
        try (TestServer server = new TestServer(Map.of("AUTH", "token", "AUTH_ACCOUNTS", ACCOUNTS))) {
            for (String path : List.of(
                    "/api/runs",
                    "/api/runs/",
                    "//api/runs",
                    "/api//runs",
                    "/%61pi/runs",
                    "/api%2fruns",
                    "/./api/runs",
                    "/x/../api/runs",
                    "/api;x=1/runs",
                    "/api/runs;x",
                    "/api/runs?a=/health/live",
                    "/api/session/../runs",
                    "/api/session/",
                    "/health/live/../../api/runs")) {
                RawHttp.Response response = RawHttp.send(server.port(), List.of("GET " + path + " HTTP/1.1"), "");

                assertThat(response.status()).as(path).isIn(400, 401);
            }
            for (String path :
                    List.of("/", "/runs", "/app.js", "/theme.css", "/components/topbar.js", "/runs/r-1/report")) {
                RawHttp.Response response =
                        RawHttp.send(server.port(), List.of("GET " + path + " HTTP/1.1", "Accept: text/html"), "");

                assertThat(response.status()).as(path).isEqualTo(200);
            }
        }
    }

    private static JsonNode session(TestServer server, String... headers) {
        return JSON.readTree(send(server, "get /api/session", "", headers).body());
    }

    @Test
    void theConsoleSignsAUserInAndOut() {
        try (TestServer server = new TestServer(Map.of("AUTH", "token", "AUTH_ACCOUNTS", ACCOUNTS))) {
            assertThat(session(server).toString())
                    .isEqualTo("{\"auth\":\"token\",\"user\":null,\"role\":null,\"open\":false}");
            assertThat(send(server, "post /api/session", "{\"token\": \"wrong-token-1\"}")
                            .status())
                    .isEqualTo(401);
            for (String body : List.of("", "{}", "{", "[]", "{\"token\": 1}")) {
                assertThat(send(server, "post /api/session", body).status())
                        .as(body)
                        .isEqualTo(400);
            }

            RawHttp.Response signedIn = send(server, "post /api/session", "{\"token\": \"" + BOB + "\"}");

            assertThat(signedIn.status()).isEqualTo(200);
            assertThat(signedIn.header("Set-Cookie"))
                    .matches(
                            "klt-session=bob\\.[0-9]+\\.[A-Za-z0-9_-]+; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict");
            String cookie = "Cookie: " + signedIn.header("Set-Cookie").replaceFirst(";.*", "");
            assertThat(session(server, cookie).toString())
                    .isEqualTo("{\"auth\":\"token\",\"user\":\"bob\",\"role\":\"view\",\"open\":false}");
            assertThat(send(server, "get /api/runs", "", cookie).status()).isEqualTo(200);
            assertThat(send(server, "post /api/runs", "{}", cookie).status()).isEqualTo(403);

            RawHttp.Response signedOut = send(server, "delete /api/session", "", cookie);
            assertThat(signedOut.status()).isEqualTo(204);
            assertThat(signedOut.header("Set-Cookie")).startsWith("klt-session=; Path=/; Max-Age=0");
        }
    }

    @Test
    void theConsolesFilesAreOpenForReadingOnly() {
        try (TestServer server = new TestServer(Map.of("AUTH", "token", "AUTH_ACCOUNTS", ACCOUNTS))) {
            assertThat(send(server, "post /api/session", " ".repeat(5_000)).status())
                    .isEqualTo(413);
            for (String path : List.of("/", "/app.js", "/openapi.yaml")) {
                for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")) {
                    int status = RawHttp.send(server.port(), List.of(method + " " + path + " HTTP/1.1"), "")
                            .status();

                    assertThat(status).as(method + " " + path).isEqualTo(method.matches("GET|HEAD") ? 200 : 401);
                }
            }
        }
    }

    @Test
    void theCookieIsForHttpsIfTheBrowserUsesIt() {
        try (TestServer server = new TestServer(Map.of("AUTH", "token", "AUTH_ACCOUNTS", ACCOUNTS))) {
            assertThat(send(server, "post /api/session", "{\"token\": \"" + BOB + "\"}", "X-Forwarded-Proto: https")
                            .header("Set-Cookie"))
                    .endsWith("; Secure");
        }
    }

    @Test
    void theSessionSaysWhetherAnyoneCanStartLoad() {
        try (TestServer server = new TestServer(Map.of())) {
            assertThat(session(server).toString())
                    .isEqualTo("{\"auth\":\"none\",\"user\":null,\"role\":\"operate\",\"open\":false}");
            assertThat(send(server, "post /api/session", "{\"token\": \"x\"}").status())
                    .isEqualTo(400);
        }
        try (TestServer server = new TestServer(Map.of("HOST", "0.0.0.0"))) {
            assertThat(session(server).path("open").booleanValue()).isTrue();
        }
        try (TestServer server =
                new TestServer(Map.of("HOST", "0.0.0.0", "AUTH", "basic", "AUTH_ACCOUNTS", ACCOUNTS))) {
            assertThat(session(server, basic("alice", ALICE)).toString())
                    .isEqualTo("{\"auth\":\"basic\",\"user\":\"alice\",\"role\":\"operate\",\"open\":false}");
        }
    }
}
