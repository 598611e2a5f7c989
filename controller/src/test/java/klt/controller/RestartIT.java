package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.Broker;
import klt.controller.fixtures.OpenApi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Controllers that start where another one ended, and workers that come and go. */
class RestartIT {

    private static final OpenApi CONTRACT = new OpenApi();

    @Test
    void endedRunsAreTheSameToTheLastFigure() {
        String prefix = Broker.newPrefix();
        String run;
        List<String> before;
        try (Controller controller = Controller.ready(prefix, CONTRACT)) {
            controller.join("one", "two");
            run = controller.submit("{messages: 150, rate: 100, objectives: ['response.p99<20ms', 'rate>1000']}");
            controller.awaitPhase(run, "DONE");
            before = everything(controller, run);
        }

        try (Controller controller = Controller.ready(prefix, CONTRACT)) {
            assertThat(everything(controller, run)).isEqualTo(before);
            assertThat(controller.api().call("delete /api/runs/{id}", run).status())
                    .isEqualTo(204);
        }

        try (Controller controller = Controller.ready(prefix, CONTRACT)) {
            assertThat(controller.api().call("get /api/runs/{id}", run).status())
                    .as("a forgotten run stays forgotten")
                    .isEqualTo(404);
        }
    }

    private static List<String> everything(Controller controller, String run) {
        Api api = controller.api();
        return List.of(
                api.call("get /api/runs", "").body(),
                api.call("get /api/runs/{id}", run).body(),
                api.call("get /api/runs/{id}/report.json", run).body(),
                api.call("get /api/runs/{id}/series.csv", run).body(),
                api.call("get /api/runs/{id}/histogram.hgrm", run).body(),
                api.call("get /api/runs/{id}/histogram.hgrm", run, "?metric=sendLag")
                        .body());
    }

    @Test
    void aRunThatWaitedBeginsAndOneThatWentOnGoesOn() {
        String prefix = Broker.newPrefix();
        String live;
        String queued;
        try (Controller controller = Controller.ready(prefix, CONTRACT)) {
            controller.join("one");
            live = controller.submit("{messages: 300, rate: 50}");
            queued = controller.submit("{messages: 100, rate: 100}");
            controller.awaitPhase(live, "RUNNING");
        }

        try (Controller controller = Controller.ready(prefix, CONTRACT)) {
            controller.add("two");
            JsonNode ended = controller.awaitPhase(live, "DONE").json();
            assertThat(ended.at("/messages/unsent").longValue()).isZero();
            controller.awaitPhase(queued, "DONE");
        }
    }

    @Test
    @Tag("extended")
    void aRunContinuesWithoutAWorkerThatSendsNoHeartbeats() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            controller.join("one", "two");
            String run = controller.submit("{messages: 1500, rate: 100}");
            controller.awaitPhase(run, "RUNNING");

            controller.worker("one").stopsReporting();

            JsonNode ended = controller.awaitPhase(run, "DONE").json();
            assertThat(ended.at("/messages/unsent").longValue()).isZero();
            assertThat(ended.at("/messages/repaired").longValue()).isPositive();
            assertThat(ended.at("/verdict/validity").stringValue()).isNotEqualTo("VALID");
            assertThat(ended.at("/verdict/reasons").toString()).contains("WORKER_LOST");
            assertThat(ended.path("events").findValuesAsString("kind"))
                    .containsSubsequence("WORKER_LOST", "SHARDS_MOVED");
            assertThat(ended.path("workers").findValuesAsString("state")).containsExactly("LOST", "FINISHED");
        }
    }

    @Test
    @Tag("extended")
    void aWorkerThatComesLateTakesPart() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            controller.join("one");
            String run = controller.submit("{messages: 800, rate: 100}");
            controller.awaitPhase(run, "RUNNING");

            controller.add("two");

            JsonNode ended = controller.awaitPhase(run, "DONE").json();
            assertThat(ended.path("events").findValuesAsString("kind"))
                    .containsSubsequence("WORKER_JOINED", "SHARDS_MOVED");
            assertThat(ended.at("/verdict/reasons").findValuesAsString("code")).doesNotContain("WORKER_LOST");
            assertThat(ended.at("/messages/handoverDuplicates").longValue()).isZero();
            assertThat(ended.at("/workers/1/acked").longValue()).isPositive();
        }
    }
}
