package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.topics.BusTopics;
import klt.common.settings.Environment;
import klt.controller.bus.KafkaBus;
import klt.controller.core.Ceilings;
import klt.controller.core.ControllerCore;
import klt.controller.core.Guardrails;
import klt.controller.core.notice.Notices;
import klt.controller.core.preflight.contents.PastLoads;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.OpenApi;
import klt.controller.fleet.FleetSettings;
import klt.controller.fleet.Replicas;
import klt.controller.http.ClusterApi;
import klt.controller.http.HttpServer;
import klt.controller.http.metrics.ControllerMetrics;
import klt.controller.loop.EventLoop;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the API responds when the event loop does not. */
class BusyControllerTest {

    /** Operations that go through the loop and are not rejected before that. */
    static final List<String> REFUSED = List.of(
            "get /api/runs",
            "post /api/runs/validate",
            "get /api/runs/{id}",
            "delete /api/runs/{id}",
            "post /api/runs/{id}/stop",
            "post /api/runs/{id}/pause",
            "post /api/runs/{id}/resume",
            "post /api/runs/{id}/skip",
            "put /api/runs/{id}/rate",
            "post /api/runs/{id}/annotations",
            "get /api/runs/{id}/report.json",
            "get /api/runs/{id}/report.html",
            "get /api/runs/{id}/series.csv",
            "get /api/runs/{id}/histogram.hgrm",
            "get /api/compare",
            "get /api/baselines",
            "get /api/baselines/{name}",
            "put /api/baselines/{name}",
            "delete /api/baselines/{name}",
            "get /api/sweeps",
            "post /api/sweeps",
            "get /api/sweeps/{id}",
            "post /api/sweeps/{id}/stop",
            "get /api/stop-all",
            "post /api/stop-all",
            "delete /api/stop-all",
            "get /api/schedules",
            "get /api/schedules/{name}",
            "put /api/schedules/{name}",
            "delete /api/schedules/{name}",
            "get /api/fleet",
            "put /api/fleet/replicas");

    private final ControllerSettings settings = ControllerSettings.from(
            new Environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1", "HOST", "127.0.0.1", "PORT", "0")),
            System::nanoTime,
            Clock.systemUTC());
    private final RunStore store = new RunStore();
    private final Reporter reporter = new Reporter("test");
    private final EventLoop loop = new EventLoop(
            () -> new ControllerCore(1, spec -> List.of(), new RunStore(), new Notices(false)),
            reporter::snapshot,
            System::nanoTime,
            Clock.systemUTC());
    private final KafkaBus bus =
            new KafkaBus(settings.kafka(), loop, store, reporter, System::nanoTime, "controller.test");
    private final ClusterApi cluster = new ClusterApi(settings.kafka(), PastLoads.NONE);
    private final ControllerMetrics metrics = new ControllerMetrics(loop, bus, store);
    private final HttpServer http = new HttpServer(
            HttpServer.Parts.of(
                    loop,
                    bus,
                    store,
                    new Guardrails(
                            Set.of(),
                            Double.POSITIVE_INFINITY,
                            BusTopics.withPrefix("klt"),
                            settings.kafka().allowed(),
                            Ceilings.NONE),
                    settings.defaultRate(),
                    Replicas.of(new FleetSettings.Local(1), new PrintStream(OutputStream.nullOutputStream())),
                    cluster,
                    metrics,
                    Optional.empty(),
                    Clock.systemUTC(),
                    letter -> letter,
                    "127.0.0.1:1",
                    System::nanoTime),
            settings.http());

    @AfterEach
    void close() {
        http.close();
        metrics.close();
        cluster.close();
    }

    @Test
    void requestsToTheLoopAreAskedToRetry() {
        loop.close();
        Api api = new Api(http.port(), new OpenApi());

        for (String operation : REFUSED) {
            Api.Answer answer = api.send(operation, "r", "application/json", body(operation));

            assertThat(answer.status()).as(operation).isEqualTo(503);
            assertThat(answer.text("/title")).isIn("The controller is busy", "The controller is not ready");
        }
    }

    private static String body(String operation) {
        if (operation.endsWith("/sweeps")) {
            return "{\"kind\": \"sweep\", \"messages\": 1, \"sweep\": {\"values\": {\"rate\": [1]}}}";
        }
        if (operation.endsWith("/annotations")) {
            return "{\"text\": \"restarted\"}";
        }
        return operation.endsWith("/replicas") ? "{\"replicas\": 1}" : "{\"messages\": 1, \"rate\": 1}";
    }

    @Test
    void whatDoesNotNeedTheLoopIsAnswered() {
        loop.close();
        Api api = new Api(http.port(), new OpenApi());

        for (String operation :
                List.of("get /api/presets", "get /api/spec-schema", "get /openapi.yaml", "get /metrics")) {
            assertThat(api.call(operation, "").status()).as(operation).isEqualTo(200);
        }
        assertThat(api.call("get /health/live", "").status()).isEqualTo(503);
    }
}
