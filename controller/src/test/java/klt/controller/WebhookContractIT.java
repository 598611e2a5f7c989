package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.Broker;
import klt.controller.fixtures.OpenApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The contract of the webhook. {@link Api} validates every response against {@code openapi.yaml}. */
class WebhookContractIT {

    private static final OpenApi CONTRACT = new OpenApi();
    private static final String SHOW = "get /api/webhook";
    private static final String TEST = "post /api/webhook/test";

    /** The responses that {@link HttpContractIT} does not cover. */
    static final List<String> SEEN = List.of(SHOW + " 200", TEST + " 200", TEST + " 403", TEST + " 409");

    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private HttpServer receiver;
    private volatile int status = 500;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::receive);
        receiver.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        received.add(JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes()));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    @AfterAll
    static void everyStatusWasSeen() {
        assertThat(CONTRACT.unseen()).doesNotContainAnyElementsOf(SEEN);
    }

    private Controller controller(String prefix) {
        Controller controller = Controller.start(
                Broker.servers(),
                prefix,
                CONTRACT,
                Map.of(
                        "WEBHOOK_URL",
                        "http://127.0.0.1:" + receiver.getAddress().getPort(),
                        "CONSOLE_URL",
                        "http://console"));
        controller.awaitReady();
        return controller;
    }

    @Test
    void anEndIsDeliveredByTheNextControllerIfTheReceiverWasDown() {
        String prefix = Broker.newPrefix();
        String run;
        try (Controller controller = controller(prefix)) {
            Api api = controller.api();
            run = api.send("post /api/runs", "", "application/yaml", "{messages: 10, name: nightly}")
                    .text("/id");
            api.call("post /api/runs/{id}/stop", run);
            await("an attempt has failed").atMost(Controller.AWAIT_MAX).until(() -> !received.isEmpty());
            await("the attempt is shown").atMost(Controller.AWAIT_MAX).untilAsserted(() -> {
                JsonNode shown = api.call(SHOW, "").json();
                assertThat(shown.at("/host").stringValue()).isEqualTo("127.0.0.1");
                assertThat(shown.at("/pending").intValue()).isOne();
                assertThat(shown.at("/last/status").intValue()).isEqualTo(500);
            });
        }
        status = 204;
        received.clear();

        try (Controller controller = controller(prefix)) {
            await("the end is delivered")
                    .atMost(Controller.AWAIT_MAX)
                    .until(
                            () -> controller.api().call(SHOW, "").json(),
                            shown -> shown.at("/pending").intValue() == 0);
            Api.Answer test = controller.api().call(TEST, "");
            assertThat(test.json().at("/status").intValue()).isEqualTo(204);
            assertThat(controller.api().fromAnotherSite(TEST, "").status()).isEqualTo(403);
        }

        assertThat(received)
                .extracting(message -> message.at("/type").stringValue())
                .containsExactly("run.ended", "test");
        assertThat(received.getFirst().at("/data/id").stringValue()).isEqualTo(run);
        assertThat(received.getFirst().at("/text").stringValue())
                .contains("nightly")
                .endsWith("/runs/" + run);
    }

    @Test
    void withoutAWebhookNothingCanBeTested() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            assertThat(controller.api().call(SHOW, "").json().at("/host").isNull())
                    .isTrue();
            Api.Answer refused = controller.api().call(TEST, "");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text("/detail")).contains("WEBHOOK_URL");
        }
    }
}
