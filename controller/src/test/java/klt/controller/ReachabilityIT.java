package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.OpenApi;
import klt.embedded.EmbeddedKafka;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A Kafka that is unreachable, becomes reachable, and goes down again. */
@Tag("extended")
class ReachabilityIT {

    private static final OpenApi CONTRACT = new OpenApi();
    private static final Duration CLOSE_MAX = Duration.ofSeconds(8);

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aControllerWaitsForKafkaAndNamesItsAddress() {
        int port = freePort();
        String servers = "127.0.0.1:" + port;
        try (Controller controller = Controller.start(servers, "klt", CONTRACT, Map.of())) {
            Api api = controller.api();
            assertThat(api.call("get /health/live", "").status()).isEqualTo(200);
            Api.Answer ready = api.call("get /health/ready", "");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.text("/reason")).contains(servers);
            await("the reason tells that Kafka does not respond")
                    .atMost(Controller.AWAIT_MAX)
                    .until(
                            () -> api.call("get /health/ready", "").text("/reason"),
                            reason -> reason.contains(servers + " does not respond"));
            assertThat(api.call("get /health/live", "").status()).isEqualTo(200);
            isUnknownYet(api);

            try (EmbeddedKafka kafka = EmbeddedKafka.builder().port(port).start()) {
                controller.awaitReady();
                assertThat(kafka.bootstrapServers()).isEqualTo(servers);
                assertThat(api.call("get /api/runs", "").status()).isEqualTo(200);
                assertThat(api.call("get /api/runs/{id}", "r-0").status()).isEqualTo(404);
            }
        }
    }

    /** Before it has read the stored runs, no response of the controller states that there are none. */
    private static void isUnknownYet(Api api) {
        for (String operation : List.of(
                "get /api/runs",
                "get /api/runs/{id}",
                "get /api/runs/{id}/report.json",
                "get /api/runs/{id}/report.html",
                "get /api/runs/{id}/series.csv",
                "get /api/runs/{id}/histogram.hgrm")) {
            Api.Answer answer = api.call(operation, "r-0");
            assertThat(answer.status()).as(operation).isEqualTo(503);
            assertThat(answer.header("Retry-After")).as(operation).isEqualTo("1");
            assertThat(answer.text("/detail")).startsWith("the stored runs have not been read yet: ");
        }
    }

    @Test
    void aControllerSaysThatAListenerSpeaksTlsAndItDoesNot() throws Exception {
        try (ServerSocket tls = SSLContext.getDefault().getServerSocketFactory().createServerSocket(0);
                Controller controller =
                        Controller.start("127.0.0.1:" + tls.getLocalPort(), "klt", CONTRACT, Map.of())) {
            Thread.ofVirtual().start(() -> shakeHands(tls));

            await("the reason tells what to set")
                    .atMost(Controller.AWAIT_MAX)
                    .until(
                            () -> controller.api().call("get /health/ready", "").text("/reason"),
                            reason -> reason.contains(
                                    "is a TLS listener and KAFKA_CLIENT_SECURITY_PROTOCOL is PLAINTEXT"));
            assertThat(controller.api().call("get /health/live", "").status()).isEqualTo(200);
        }
    }

    private static void shakeHands(ServerSocket tls) {
        while (!tls.isClosed()) {
            try (Socket client = tls.accept()) {
                int unused = client.getInputStream().read();
            } catch (IOException e) {
                // not TLS, or the end of the connection
            }
        }
    }

    @Test
    void aControllerOutlivesAKafkaThatGoesAndComesBack() {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                Controller controller = Controller.start(kafka.bootstrapServers(), "klt", CONTRACT, Map.of())) {
            controller.awaitReady();
            Api api = controller.api();

            kafka.stop(0);
            await("the controller is not ready")
                    .atMost(Controller.AWAIT_MAX)
                    .until(
                            () -> {
                                assertThat(api.call("get /health/live", "").status())
                                        .isEqualTo(200);
                                return api.call("get /health/ready", "");
                            },
                            ready -> ready.status() == 503);
            assertThat(api.submit("{messages: 10}").status()).isEqualTo(503);
            assertThat(api.call("get /api/runs", "").status()).isEqualTo(200);
            kafka.restart(0);
            controller.awaitReady();

            controller.submit("{messages: 10}");
        }
    }

    @Test
    void aNameThatDoesNotResolveIsWaitedForToo() {
        try (Controller controller = Controller.start("no-such-host.invalid:9092", "klt", CONTRACT, Map.of())) {
            assertThat(controller.api().call("get /health/live", "").status()).isEqualTo(200);
            await("the reason names the address")
                    .atMost(Controller.AWAIT_MAX)
                    .until(
                            () -> controller.api().call("get /health/ready", "").text("/reason"),
                            reason -> reason.contains("no-such-host.invalid:9092"));
            assertThat(controller.api().call("get /api/cluster", "").status()).isEqualTo(503);
        }
    }

    @Test
    void aControllerThatWaitsForKafkaEndsSoon() {
        Controller controller = Controller.start("127.0.0.1:" + freePort(), "klt", CONTRACT, Map.of());

        long begin = System.nanoTime();
        controller.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(CLOSE_MAX);
    }
}
