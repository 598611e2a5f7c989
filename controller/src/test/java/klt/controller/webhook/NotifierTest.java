package klt.controller.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.settings.Environment;
import klt.controller.core.CoreHarness;
import klt.controller.core.notice.Notice;
import klt.controller.core.run.Event;
import klt.controller.core.run.Run;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import klt.controller.store.StoredRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotifierTest {

    private static final Instant ENDED = Instant.parse("2026-12-01T02:00:00Z");

    private final RunStore store = new RunStore();
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final int STALL = -1;

    private final List<Boolean> verified = Collections.synchronizedList(new ArrayList<>());
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private final List<String> settled = Collections.synchronizedList(new ArrayList<>());
    private HttpServer receiver;
    private Notifier notifier;
    private Instant now = ENDED;
    private volatile int status = 204;
    private boolean leads = true;
    private boolean busy;
    private final Set<String> unwritten = new HashSet<>();

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::receive);
        receiver.start();
        notifier = notifier("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
    }

    private Notifier notifier(String url) {
        InstantSource time = () -> now;
        return new Notifier(
                settings(url),
                store,
                () -> leads,
                key -> !unwritten.contains(key),
                this::settle,
                time.withZone(ZoneOffset.UTC));
    }

    private static WebhookSettings settings(String url) {
        return WebhookSettings.from(new Environment(Map.of("WEBHOOK_URL", url, "WEBHOOK_SECRET", SECRET)))
                .orElseThrow();
    }

    private void settle(String subject) {
        if (busy) {
            return;
        }
        settled.add(subject);
        store.notices().remove(subject);
    }

    private void receive(HttpExchange exchange) throws IOException {
        String id = exchange.getRequestHeaders().getFirst("webhook-id");
        received.add(id);
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        WebhookMessage message = new WebhookMessage("any", id, body);
        verified.add(message.headers(settings("http://any").key(), now)
                .get("webhook-signature")
                .equals(exchange.getRequestHeaders().getFirst("webhook-signature")));
        if (status == STALL) {
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().flush();
            return;
        }
        if (status == 302) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @AfterEach
    void stop() {
        notifier.close();
        receiver.stop(0);
    }

    private static CoreHarness submitted(String id) {
        CoreHarness harness = new CoreHarness();
        harness.submit(id, "{messages: 1}");
        return harness;
    }

    private void store(CoreHarness harness, String id) {
        store.put(StoredRun.of(harness.run(id), new Reporter("test"), harness.now()));
    }

    private void ended(String id) {
        CoreHarness harness = submitted(id);
        Run run = harness.run(id);
        harness.on(new Event.StopRequested(id));
        store.put(StoredRun.of(run, new Reporter("test"), harness.now()));
        announce(id);
    }

    private void announce(String id) {
        store.notices().put(new Notice(Notice.Kind.RUN_ENDED, id, ENDED));
    }

    @Test
    void aNoticeIsDeliveredOnceAndDeleted() throws InterruptedException {
        ended("r");

        notifier.deliverDue();
        notifier.deliverDue();

        assertThat(received).containsExactly("run.ended:r");
        assertThat(verified).containsExactly(true);
        assertThat(settled).containsExactly("r");
        assertThat(notifier.delivered()).isOne();
        assertThat(notifier.last().orElseThrow().status()).contains(204);
    }

    @Test
    void aRunThatHasNotEndedIsNotReported() throws InterruptedException {
        store(submitted("r"), "r");
        announce("r");

        notifier.deliverDue();

        assertThat(received).isEmpty();
        assertThat(store.notices().ids()).containsExactly("r");
    }

    @Test
    void anEndThatKafkaHasNotAcknowledgedIsNotReported() throws InterruptedException {
        ended("r");
        unwritten.add("r");
        notifier.deliverDue();
        assertThat(received).isEmpty();

        unwritten.clear();
        notifier.deliverDue();

        assertThat(received).containsExactly("run.ended:r");
    }

    @Test
    void aReceiverThatRefusesOneMessageGetsTheOthers() throws InterruptedException {
        ended("r1");
        ended("r2");
        status = 500;

        notifier.deliverDue();

        assertThat(received).containsExactlyInAnyOrder("run.ended:r1", "run.ended:r2");
    }

    @Test
    void aResponseThatNeverEndsIsAFailure() throws InterruptedException {
        status = STALL;
        InstantSource time = () -> now;
        String url = "http://127.0.0.1:" + receiver.getAddress().getPort();
        try (Webhook webhook = new Webhook(settings(url), time.withZone(ZoneOffset.UTC), Duration.ofMillis(200))) {
            Attempt attempt = webhook.send(WebhookMessage.test("1", now, Optional.empty()));

            assertThat(attempt.error().orElseThrow()).contains("no complete response within 200 ms");
        }
    }

    @Test
    void aDeletedRunIsNotReported() throws InterruptedException {
        announce("r");

        notifier.deliverDue();

        assertThat(received).isEmpty();
        assertThat(settled).containsExactly("r");
        assertThat(notifier.abandoned()).isOne();
    }

    @Test
    void onlyTheLeaderDelivers() throws InterruptedException {
        ended("r");
        leads = false;

        notifier.deliverDue();

        assertThat(received).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 404, 410, 500})
    void aFailureIsTriedAgainALimitedNumberOfTimes(int code) throws InterruptedException {
        ended("r");
        status = code;

        notifier.deliverDue();
        for (Duration delay : Notifier.DELAYS) {
            now = now.plus(delay).minusMillis(1);
            int before = received.size();
            notifier.deliverDue();
            assertThat(received).hasSize(before);
            now = now.plusMillis(1);
            notifier.deliverDue();
        }
        now = now.plus(Duration.ofDays(1));
        notifier.deliverDue();

        assertThat(received).hasSize(1 + Notifier.DELAYS.size()).containsOnly("run.ended:r");
        assertThat(settled).containsExactly("r");
        assertThat(notifier.abandoned()).isOne();
        assertThat(notifier.last().orElseThrow().error()).contains("127.0.0.1: returned HTTP " + code);
    }

    @Test
    void anotherAttemptMaySucceed() throws InterruptedException {
        ended("r");
        status = 503;
        notifier.deliverDue();
        status = 200;
        now = now.plus(Notifier.DELAYS.getFirst());

        notifier.deliverDue();

        assertThat(settled).containsExactly("r");
        assertThat(notifier.delivered()).isOne();
        assertThat(notifier.abandoned()).isZero();
    }

    @Test
    void anOldEndIsNotReportedAndItsNoticeIsSurplus() throws InterruptedException {
        ended("r");
        now = ENDED.plus(Notice.AGE_MAX);
        assertThat(store.notices().surplus(now)).isEmpty();
        assertThat(store.surplus(Instant.MAX)).isEmpty();
        now = now.plusMillis(1);

        notifier.deliverDue();

        assertThat(received).isEmpty();
        assertThat(store.notices().surplus(now)).containsExactly("r");
    }

    @Test
    void whatWasDeliveredIsNotSentAgainWhileTheControllerIsBusy() throws InterruptedException {
        ended("r");
        busy = true;
        for (int look = 0; look < 3; look++) {
            notifier.deliverDue();
        }
        busy = false;

        notifier.deliverDue();

        assertThat(received).hasSize(1);
        assertThat(settled).containsExactly("r");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "[fe80::1]",
                "[fd00:ec2::254]",
                "[::ffff:169.254.169.254]",
                "[64:ff9b::a9fe:a9fe]",
                "[fd00:ec2::254%1]",
                "100.100.100.200"
            })
    void noMetadataServiceIsCalled(String host) throws InterruptedException {
        try (Notifier other = notifier("http://" + host + "/latest")) {
            assertThat(other.test("1").error().orElseThrow()).contains("link-local or that of a metadata service");
        }
    }

    @Test
    void aTestMessageIsSentOnce() throws InterruptedException {
        status = 500;

        Attempt attempt = notifier.test("1");

        assertThat(attempt.type()).isEqualTo("test");
        assertThat(attempt.error()).isPresent();
        assertThat(received).containsExactly("test:1");
    }

    @Test
    void theThreadDeliversUntilItIsClosed() {
        ended("r");

        notifier.start();

        await().until(() -> settled.contains("r"));
        notifier.close();
        ended("later");

        assertThat(received).containsExactly("run.ended:r");
    }
}
