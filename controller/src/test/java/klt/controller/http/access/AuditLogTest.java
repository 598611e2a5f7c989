package klt.controller.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import klt.controller.fixtures.CapturedLog;
import klt.controller.fixtures.RawHttp;
import klt.controller.http.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it reads what goes to System.err")
class AuditLogTest {

    private static final String JSON = "Content-Type: application/json";
    private static final String ID = "X-Request-Id: request-1";

    private static void send(TestServer server, String body, String... lines) {
        RawHttp.send(server.port(), List.of(lines), body);
    }

    @Test
    void eachWriteIsOneLineWithItsUserAndOutcome() {
        try (CapturedLog log = new CapturedLog(AuditLog.class);
                TestServer server = new TestServer(Map.of(
                        "AUTH", "token", "AUTH_ACCOUNTS", "alice:operate:canary-secret-a bob:view:canary-secret-b"))) {
            String alice = "Authorization: Bearer canary-secret-a";
            send(server, "{\"messages\": 1}", "POST /api/runs HTTP/1.1", JSON, ID, alice);
            send(server, "{\"rate\": 5}", "PUT /api/runs/r-1/rate?x=y HTTP/1.1", JSON, ID, alice);
            send(server, "", "POST /api/runs/r-1/stop HTTP/1.1", ID, "Authorization: Bearer canary-secret-b");
            send(server, "", "DELETE /api/schedules/nightly HTTP/1.1", ID);
            send(server, "{\"token\": \"canary-secret-b\"}", "POST /api/session HTTP/1.1", JSON, ID);
            send(server, "{\"messages\": 1}", "POST /api/runs/validate HTTP/1.1", JSON, ID, alice);
            send(server, "", "GET /api/runs HTTP/1.1", ID, alice);

            assertThat(log.lines())
                    .containsExactly(
                            "INFO AuditLog - request=request-1 user=alice address=127.0.0.1 status=201 run=r-1 POST /api/runs",
                            "WARN AuditLog - request=request-1 user=alice address=127.0.0.1 status=409 run=r-1 PUT /api/runs/r-1/rate",
                            "WARN AuditLog - request=request-1 user=bob address=127.0.0.1 status=403 run=r-1 POST /api/runs/r-1/stop",
                            "WARN AuditLog - request=request-1 user=- address=127.0.0.1 status=401 schedule=nightly"
                                    + " DELETE /api/schedules/nightly",
                            "INFO AuditLog - request=request-1 user=bob address=127.0.0.1 status=200 POST /api/session",
                            "INFO AuditLog - request=request-1 user=alice address=127.0.0.1 status=200 POST /api/runs/validate");
        }
    }

    @Test
    void behindAProxyTheAddressIsTheOneThatItSaw() {
        try (CapturedLog log = new CapturedLog(AuditLog.class);
                TestServer server = new TestServer(Map.of(
                        "AUTH", "proxy", "AUTH_PROXY_SECRET", "canary-secret-p", "AUTH_PROXY_OPERATORS", "alice"))) {
            String secret = "X-Proxy-Secret: canary-secret-p";
            String forwarded = "X-Forwarded-For: 6.6.6.6, 10.1.2.3";
            send(server, "", "DELETE /api/runs/r-1 HTTP/1.1", ID, secret, "X-Forwarded-User: alice", forwarded);
            send(server, "", "DELETE /api/runs/r-1 HTTP/1.1", ID, forwarded);
            send(
                    server,
                    "",
                    "DELETE /api/runs/r-1 HTTP/1.1",
                    ID,
                    secret,
                    "X-Forwarded-User: alice",
                    "X-Forwarded-For: x user=y");

            assertThat(log.lines())
                    .containsExactly(
                            "WARN AuditLog - request=request-1 user=alice address=10.1.2.3 status=404 run=r-1 DELETE /api/runs/r-1",
                            "WARN AuditLog - request=request-1 user=- address=127.0.0.1 status=401 run=r-1 DELETE /api/runs/r-1",
                            "WARN AuditLog - request=request-1 user=alice address=127.0.0.1 status=404 run=r-1 DELETE /api/runs/r-1");
        }
    }

    @Test
    void readsWithInvalidCredentialsAreLoggedUpToALimit() {
        AtomicLong seconds = new AtomicLong();
        String wrong = "Authorization: Bearer canary-wrong";
        try (CapturedLog log = new CapturedLog(AuditLog.class);
                TestServer server = new TestServer(
                        Map.of("AUTH", "token", "AUTH_ACCOUNTS", "bob:view:canary-secret-b"),
                        () -> Duration.ofSeconds(seconds.get()).toNanos())) {
            send(server, "", "GET /api/runs HTTP/1.1", ID);
            send(server, "", "GET /api/runs HTTP/1.1", ID, "Authorization: Bearer canary-secret-b");
            for (int i = 0; i < AuditLog.LineLimit.LINES_MAX + 2; i++) {
                send(server, "", "GET /api/runs/r-1 HTTP/1.1", ID, wrong);
            }
            assertThat(log.lines())
                    .hasSize(AuditLog.LineLimit.LINES_MAX)
                    .containsOnly(
                            "WARN AuditLog - request=request-1 user=- address=127.0.0.1 status=401 run=r-1 GET /api/runs/r-1");

            seconds.addAndGet(AuditLog.LineLimit.PERIOD.toSeconds());
            send(server, "", "GET /api/runs HTTP/1.1", ID, "Cookie: klt-session=a.1.b");
            assertThat(log.lines().getLast())
                    .isEqualTo(
                            "WARN AuditLog - request=request-1 user=- address=127.0.0.1 status=401 omitted=2 GET /api/runs");
        }
    }

    @Test
    void aPathCannotForgeALine() {
        try (CapturedLog log = new CapturedLog(AuditLog.class);
                TestServer server = new TestServer(Map.of())) {
            send(server, "", "DELETE /api/runs/r%0auser=x HTTP/1.1", ID);
            send(server, "", "M".repeat(500) + " /nothing HTTP/1.1", ID);
            send(server, "", "DELETE /nothing/" + "x".repeat(500) + " HTTP/1.1", ID);

            assertThat(log.lines()).allMatch(line -> line.length() < 350).noneMatch(line -> line.contains("run="));
        }
    }
}
