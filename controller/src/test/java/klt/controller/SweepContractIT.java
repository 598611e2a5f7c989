package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import klt.controller.core.sweep.Sweeps;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.Broker;
import klt.controller.fixtures.OpenApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The contract of sweeps; {@link Api} validates every response. */
class SweepContractIT {

    private static final OpenApi CONTRACT = new OpenApi();
    private static final String SUBMIT = "post /api/sweeps";
    private static final String LIST = "get /api/sweeps";
    private static final String SHOW = "get /api/sweeps/{id}";
    private static final String STOP = "post /api/sweeps/{id}/stop";

    /** What {@link HttpContractIT} leaves to this class. */
    static final List<String> SEEN = Stream.of(
                    Stream.of(LIST + " 200"),
                    Stream.of(201, 400, 403, 429).map(status -> SUBMIT + " " + status),
                    Stream.of(200, 404).map(status -> SHOW + " " + status),
                    Stream.of(202, 403, 404, 409).map(status -> STOP + " " + status))
            .flatMap(seen -> seen)
            .toList();

    @AfterAll
    static void everyStatusWasSeen() {
        assertThat(CONTRACT.unseen()).doesNotContainAnyElementsOf(SEEN);
    }

    private static String sweep(String section) {
        return "{kind: sweep, name: tuning, messages: 20, rate: 100, warmup: 0s, sweep: " + section + "}";
    }

    private static Api.Answer submit(Api api, String section) {
        return api.send(SUBMIT, "", "application/yaml", sweep(section));
    }

    private static JsonNode awaitPhase(Api api, String id, String phase) {
        return await(id + " is " + phase)
                .atMost(Controller.AWAIT_MAX.multipliedBy(2))
                .until(() -> api.call(SHOW, id), answer -> answer.text("/phase").equals(phase))
                .json();
    }

    @Test
    void aSweepGoesOnAfterARestartAndItsTableEqualsTheReports() {
        String prefix = Broker.newPrefix();
        String id;
        try (Controller controller = Controller.ready(prefix, CONTRACT)) {
            controller.join("one");
            Api.Answer answer =
                    submit(controller.api(), "{values: {producer.acks: [1, all]}, repeats: 2, coolDown: 0s}");
            assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
            id = answer.text("/id");
            assertThat(answer.header("Location")).isEqualTo("/api/sweeps/" + id);
            await("the second run has started")
                    .atMost(Controller.AWAIT_MAX)
                    .until(() ->
                            controller.api().call(SHOW, id).text("/current").equals(id + "-c2-r1"));
        }

        try (Controller controller = Controller.ready(prefix, CONTRACT)) {
            Api api = controller.api();
            controller.add("two");
            JsonNode sweep = awaitPhase(api, id, "DONE");

            assertThat(sweep.path("runs").intValue()).isEqualTo(4);
            assertThat(sweep.path("started").intValue()).isEqualTo(4);
            assertThat(sweep.at("/cells/1/values/producer.acks").stringValue()).isEqualTo("all");
            List<String> runs = new ArrayList<>();
            for (JsonNode cell : sweep.path("cells")) {
                cell.path("runs").forEach(run -> runs.add(run.path("id").stringValue()));
                cell.path("runs").forEach(run -> equalsItsReport(api, run));
            }
            assertThat(api.call("get /api/runs", "").json().path("runs").findValuesAsString("id"))
                    .containsExactlyInAnyOrderElementsOf(runs);
            assertThat(api.call(LIST, "").text("/sweeps/0/id")).isEqualTo(id);
            assertThat(api.call(STOP, id).status()).isEqualTo(409);
            assertThat(api.call(SHOW, "s-none").status()).isEqualTo(404);
            assertThat(api.call(STOP, "s-none").status()).isEqualTo(404);
        }
    }

    private static void equalsItsReport(Api api, JsonNode run) {
        JsonNode report = api.call(
                        "get /api/runs/{id}/report.json", run.path("id").stringValue())
                .json();
        assertThat(run.at("/result/phase").stringValue()).as(run.toString()).isEqualTo("DONE");
        for (JsonNode value : run.at("/result/values")) {
            String metric = value.path("metric").stringValue();
            String pointer = switch (metric) {
                case "rate" -> "/rate/achieved";
                case "response.p50" -> "/responseTime/p50";
                case "response.p99" -> "/responseTime/p99";
                case "response.p999" -> "/responseTime/p999";
                case "service.p99" -> "/serviceTime/p99";
                default -> "";
            };
            if (!pointer.isEmpty()) {
                assertThat(value.path("value").doubleValue())
                        .as(metric)
                        .isEqualTo(report.at(pointer).doubleValue());
            }
        }
        assertThat(run.at("/result/values").findValuesAsString("metric"))
                .contains("rate", "bytes", "response.p99", "service.p99", "errors")
                .doesNotContain("lost");
    }

    @Test
    void aStoppedSweepStartsNoMoreRuns() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            Api api = controller.api();
            String id = submit(api, "{values: {rate: [10, 20]}}").text("/id");
            assertThat(api.call(SHOW, id).text("/current")).isEqualTo(id + "-c1-r1");

            Api.Answer stopped = api.call(STOP, id);

            assertThat(stopped.status()).isEqualTo(202);
            assertThat(stopped.text("/phase")).isEqualTo("STOPPED");
            assertThat(stopped.text("/cells/0/runs/0/result/phase")).isEqualTo("STOPPED");
            assertThat(stopped.json().at("/cells/1/runs/0/result").isNull()).isTrue();
            assertThat(api.call("get /api/runs/{id}", id + "-c2-r1").status()).isEqualTo(404);
        }
    }

    @Test
    void aWrongSweepStartsNothing() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            Api api = controller.api();

            Api.Answer refused = submit(api, "{cells: [{rate: 10}, {rate: fast}, {producer.acks: 3}]}");

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().path("errors").findValuesAsString("field"))
                    .containsExactly("rate", "producer.acks");
            assertThat(refused.text("/errors/0/message")).contains("cell 2");
            assertThat(api.call("get /api/runs", "").json().path("total").intValue())
                    .isZero();
            assertThat(api.call(LIST, "").json().path("total").intValue()).isZero();
            assertThat(api.submit(sweep("{values: {rate: [10, 20]}}")).text("/errors/0/field"))
                    .isEqualTo("kind");
            assertThat(api.fromAnotherSite(SUBMIT, "").status()).isEqualTo(403);
            assertThat(api.fromAnotherSite(STOP, "s-1").status()).isEqualTo(403);
        }
    }

    @Test
    void theNumberOfSweepsIsLimited() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            Api api = controller.api();
            for (int i = 0; i < Sweeps.UNENDED_MAX; i++) {
                assertThat(submit(api, "{values: {rate: [10, 20]}}").status()).isEqualTo(201);
            }

            assertThat(submit(api, "{values: {rate: [10, 20]}}").status()).isEqualTo(429);
            assertThat(api.call(LIST, "").json().path("sweeps").findValuesAsString("phase"))
                    .hasSize(Sweeps.UNENDED_MAX)
                    .endsWith("QUEUED", "RUNNING");
        }
    }
}
