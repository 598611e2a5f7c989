package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.Broker;
import klt.controller.fixtures.OpenApi;
import klt.controller.fleet.FakeCluster;
import klt.controller.fleet.Pods;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The API operations about the fleet. {@link Api} validates every response against {@code openapi.yaml}. */
class FleetContractIT {

    private static final OpenApi CONTRACT = new OpenApi();

    /** The operations that {@link HttpContractIT} does not cover. */
    static final List<String> SEEN =
            List.of("put /api/fleet/replicas 202", "put /api/fleet/replicas 400", "put /api/fleet/replicas 409");

    @AfterAll
    static void everyStatusOfScalingWasSeen() {
        assertThat(CONTRACT.unseen()).doesNotContainAnyElementsOf(SEEN);
    }

    @Test
    void theNumberOfWorkersIsAskedForWhereTheControllerCanScale() {
        try (Controller controller =
                Controller.start(Broker.servers(), Broker.newPrefix(), CONTRACT, Map.of("FLEET", "local"))) {
            controller.awaitReady();

            Api.Answer asked = replicas(controller.api(), "3");

            assertThat(asked.status()).isEqualTo(202);
            for (JsonNode fleet : List.of(
                    asked.json(), controller.api().call("get /api/fleet", "").json())) {
                assertThat(fleet.at("/replicas/desired").intValue()).isEqualTo(3);
                assertThat(fleet.at("/replicas/canScale").booleanValue()).isTrue();
            }
            assertThat(replicas(controller.api(), "33").text("/detail")).startsWith("one machine runs at most 32");
        }
    }

    @Test
    void whereItCannotScaleTheCommandIsInTheAnswer() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            Api.Answer refused = replicas(controller.api(), "3");

            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text("/detail"))
                    .endsWith("By hand: docker compose up -d --no-recreate --scale worker=3 worker");
            for (String nonsense : List.of("-1", "1001", "1.5", "\"3\"", "null")) {
                assertThat(replicas(controller.api(), nonsense).status())
                        .as(nonsense)
                        .isEqualTo(400);
            }
        }
    }

    /** With a pod that stays pending and one whose worker sends heartbeats. */
    @Test
    void podsAreShownBesideTheWorkersThatSendHeartbeats() {
        try (FakeCluster cluster = new FakeCluster();
                Controller controller = Controller.start(
                        Broker.servers(), Broker.newPrefix(), CONTRACT, Map.of("FLEET", "kubernetes"))) {
            cluster.deploy("kafka-load-tester-worker", 2);
            cluster.put(Pods.killedForItsMemory("one.1"));
            cluster.put(Pods.unschedulable("two"));
            controller.join("one");

            JsonNode fleet = await("both pods are seen")
                    .atMost(Controller.AWAIT_MAX)
                    .until(
                            () -> controller.api().call("get /api/fleet", "").json(),
                            seen -> !seen.at("/workers/0/pod").isNull()
                                    && !seen.path("pods").isEmpty());

            assertThat(fleet.at("/workers/0/pod/lastExit/reason").stringValue()).isEqualTo("OOMKilled");
            assertThat(fleet.at("/pods/0/why").stringValue()).isEqualTo(Pods.UNSCHEDULABLE);
            assertThat(replicas(controller.api(), "5").status()).isEqualTo(202);
            assertThat(cluster.scaled()).containsExactly(5);
        }
    }

    private static Api.Answer replicas(Api api, String number) {
        return api.send("put /api/fleet/replicas", "", "application/json", "{\"replicas\": " + number + "}");
    }
}
