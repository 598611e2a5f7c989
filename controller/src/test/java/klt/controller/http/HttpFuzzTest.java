package klt.controller.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import klt.controller.fixtures.CapturedLog;
import klt.controller.fixtures.OpenApi;
import klt.controller.fixtures.RawHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Random and hostile requests to every route. The controller must answer each one, never with a failure of its own, and with a request id.
 * The message of a failure names the request; {@code -Dfuzz.seed} and {@code -Dfuzz.requests} repeat it, or run more.
 */
@Isolated("it reads what goes to System.err")
class HttpFuzzTest {

    private static final long SEED = Long.getLong("fuzz.seed", 20_261_201);
    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 1_500);

    private static final List<String> METHODS = List.of(
            "GET", "GET", "POST", "POST", "PUT", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "BREW", "get");

    private static final List<String> IDS = List.of(
            "r-1",
            "r-2",
            "none",
            "..",
            "%2e%2e",
            "%00",
            "%",
            "%zz",
            "a%2Fb",
            "%F0%9F%92%A5",
            "%C0%AF",
            "\u00e9",
            "{id}",
            "*",
            "a;b=c",
            "-1",
            "x".repeat(300),
            "r-1%0d%0aX-Evil:1",
            "'or'1'='1");

    private static final List<String> QUERIES = List.of(
            "",
            "",
            "?limit=0",
            "?limit=-1&limit=2",
            "?limit=99999999999999999999",
            "?phase=RUNNING",
            "?phase=%00",
            "?q=%F0%28",
            "?q=" + "y".repeat(4_000),
            "?tag=a=b&tag=&tag==",
            "?metric=mood",
            "?a=r-1&b=r-2",
            "?baseline=x&candidate=y&runs=r-1",
            "?failIf=response.p99%20%3E%20%2B10%25",
            "?cluster=maybe",
            "?run=%00",
            "?&&&=&=%",
            "?x[]=1&x[a]=2",
            "?%=%");

    private static final List<String> BODIES = List.of(
            "",
            "{}",
            "[]",
            "null",
            "0",
            "\"\"",
            "{",
            "{\"messages\": 1}",
            "{\"messages\": 5, \"rate\": 10, \"name\": \"fuzz\"}",
            "{\"messages\": 1e400}",
            "{\"messages\": -0.0}",
            "{\"messages\": \"NaN\", \"rate\": \"Infinity\"}",
            "{\"rate\": 1e308}",
            "{\"rate\": 5}",
            "{\"factor\": 0.5}",
            "{\"factor\": {\"a\": [1]}}",
            "{\"replicas\": 1}",
            "{\"replicas\": 1e9}",
            "{\"replicas\": null}",
            "{\"runs\": [\"r-1\", \"r-2\"]}",
            "{\"runs\": [[], {}, null, 7]}",
            "{\"runs\": \"r-1\"}",
            "{\"cron\": \"* * * * *\", \"spec\": {\"messages\": 1}}",
            "{\"cron\": \"99 99 * * *\", \"zone\": \"Mars/Base\", \"spec\": []}",
            "{\"cron\": 7, \"spec\": {\"messages\": {}}}",
            "{\"kind\": \"sweep\", \"messages\": 1, \"sweep\": {\"values\": {\"rate\": [1, 2]}}}",
            "{\"kind\": \"sweep\", \"sweep\": {\"values\": {\"x\": {}}}}",
            "{\"kind\": \"limit\", \"limit\": {\"to\": -1}}",
            "{\"load\": {\"stages\": \"1s:1," + "1s:1,".repeat(300) + "\"}}",
            "{\"load\": {\"stages\": [{\"duration\": \"1s\", \"target\": []}]}}",
            "{\"messages\": 1, \"topic\": {\"name\": \"a-{0..99999999}\"}}",
            "{\"messages\": 1, \"topic\": \"../..\"}",
            "{\"messages\": 1, \"payload\": {\"format\": \"template\", \"template\": \"${\"}}",
            "{\"messages\": 1, \"producer\": {\"properties\": {\"sasl.jaas.config\": \"x\"}}}",
            "{\"messages\": 1, \"objectives\": [\"response.p99<\", null, 3]}",
            "{\"messages\": 1, \"consumers\": {\"groups\": [{}, {\"name\": 3}]}}",
            "{\"messages\": 1, \"tags\": {\"a\": {\"b\": 1}}}",
            "{\"a\": ".repeat(2_000) + "1" + "}".repeat(2_000),
            "[".repeat(50_000),
            "a: &a [*a]",
            "a: &x [1,1]\nb: &y [*x,*x]\nc: [*y,*y,*y]",
            "!!java.net.URL [http://evil]",
            "messages: 1\n---\nmessages: 2",
            "\u00ff\u00fe\u0000\u0001",
            "{\"name\": \"\\ud800\"}",
            "x".repeat(100_001));

    private static final List<String> HEADERS = List.of(
            "Content-Type: application/json",
            "Content-Type: application/json; charset=utf-16",
            "Content-Type: application/json; charset=nonsense",
            "Content-Type: application/yaml",
            "Content-Type: text/plain",
            "Content-Type: ",
            "Accept: text/html",
            "Accept: \u00ff",
            "Accept-Encoding: gzip, br, nonsense;q=2",
            "Origin: http://evil",
            "Origin: null",
            "Sec-Fetch-Site: cross-site",
            "Host: evil.example",
            "Host: ",
            "Host: a b",
            "Host: [::1",
            "X-Request-Id: abcdefgh",
            "X-Request-Id: a\u0001b",
            "Authorization: Basic !!!",
            "Authorization: Bearer x",
            "Cookie: klt-session=x.1.y; =; ;;",
            "Content-Length: 5",
            "Content-Length: -1",
            "Content-Length: 5, 6",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: gzip, chunked",
            "Expect: 100-continue",
            "Expect: the unexpected",
            "Content-Encoding: gzip",
            "Range: bytes=0-5,9-",
            "If-None-Match: *",
            "Upgrade: h2c",
            "Upgrade: websocket",
            "X-HTTP-Method-Override: DELETE",
            "X-Forwarded-For: " + "1,".repeat(1_000),
            "No colon",
            ": empty name",
            "X-Long: " + "z".repeat(20_000));

    /** Needs a Kafka cluster, and waits for it. */
    private static final String CLUSTER = "/api/cluster";

    private static final Duration LIMIT = Duration.ofSeconds(40);

    private static final String PROMISE = String.join(
            "\r\n",
            "PUT /api/runs/r/rate HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            "Content-Length: 1000",
            "",
            "");

    private final Random random = new Random(SEED);
    private final List<String> paths = Stream.concat(
                    new OpenApi()
                            .operations().stream()
                                    .map(operation -> operation.substring(operation.indexOf(' ') + 1))
                                    .filter(path -> !path.equals(CLUSTER)),
                    Stream.of(
                            "/",
                            "/app.js",
                            "/webjars/x/y",
                            "/nothing",
                            "/api",
                            "/api/",
                            "//",
                            "*",
                            "http://x/api/runs"))
            .toList();

    private String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private record Request(List<String> head, String body) {

        boolean isRead() {
            return head.getFirst().matches("(GET|HEAD) .*");
        }

        @Override
        public String toString() {
            String text = head + " " + body;
            return text.length() < 2_000 ? text : text.substring(0, 2_000);
        }
    }

    private Request request() {
        String target = any(paths).replaceAll("\\{(id|name)}", Matcher.quoteReplacement(any(IDS)));
        List<String> head = new ArrayList<>();
        head.add(any(METHODS) + " " + target + any(QUERIES) + (random.nextInt(50) == 0 ? " HTTP/3.7" : " HTTP/1.1"));
        // most requests must get as far as the routes
        if (random.nextInt(4) > 0) {
            head.add(random.nextBoolean() ? "Content-Type: application/json" : "Content-Type: application/yaml");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            head.add(any(HEADERS));
        }
        String body = random.nextInt(3) > 0 ? any(BODIES) : "";
        return new Request(head, body.length() > 1 && random.nextInt(8) == 0 ? mutated(body) : body);
    }

    private String mutated(String body) {
        StringBuilder text = new StringBuilder(body);
        for (int i = 0; i < 3; i++) {
            text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(256));
        }
        return text.toString();
    }

    /** A request whose promised body never comes can only be answered when it is cut off, which takes too long here. */
    private static boolean waitsForMore(Request request) {
        long length = request.body().length();
        return request.head().stream()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .anyMatch(line -> line.startsWith("transfer-encoding:")
                        || (line.equals("content-length: 5") && length < 5)
                        || line.startsWith("expect: 100"));
    }

    @Test
    @Timeout(300)
    void everyRequestIsAnsweredAndNoneWithAFailure() {
        try (CapturedLog log = new CapturedLog(HttpServer.class);
                TestServer server = new TestServer(Map.of())) {
            Map<String, Integer> statuses = new TreeMap<>();
            for (int i = 0; i < REQUESTS; i++) {
                Request request = request();
                if (waitsForMore(request)) {
                    continue;
                }
                String name = "seed " + SEED + ", request " + i + ": " + request;

                RawHttp.Response response = answered(server, name, request);

                assertThat(response.status() < 500 || response.status() == 503 || response.status() == 505)
                        .as("%s%n%s", name, response)
                        .isTrue();
                assertThat(response.header("X-Request-Id")).as(name).isNotEmpty();
                assertThat(response.header("X-Evil")).as(name).isEmpty();
                statuses.merge(response.status() / 100 + "xx " + request.isRead(), 1, Integer::sum);
            }
            // otherwise it tests only the filter
            assertThat(statuses).as("%s", statuses).containsKeys("2xx true", "2xx false", "4xx true", "4xx false");
            assertThat(RawHttp.send(server.port(), List.of("GET /health/live HTTP/1.1"), "")
                            .status())
                    .isEqualTo(200);
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void aClientThatDisconnectsIsNoFailure() throws IOException {
        try (CapturedLog failures = new CapturedLog(HttpServer.class);
                TestServer server = new TestServer(Map.of())) {
            for (String sent : List.of("POST /api/runs HTTP/1.1\r\nHost: localhost\r\n", PROMISE, PROMISE + "{")) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
                }
            }

            assertThat(RawHttp.send(server.port(), List.of("GET /health/live HTTP/1.1"), "")
                            .status())
                    .isEqualTo(200);
            // the server has noticed the last one when it has logged its outcome
            await("all requests have ended").atMost(LIMIT).until(() -> failures.count("AuditLog - ") == 2);
            assertThat(failures.lines()).isEmpty();
        }
    }

    private static RawHttp.Response answered(TestServer server, String name, Request request) {
        try {
            return RawHttp.send(server.port(), request.head(), request.body());
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(name, e);
        }
    }
}
