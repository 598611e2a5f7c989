package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.Broker;
import klt.controller.fixtures.OpenApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/**
 * Every API operation except scaling ({@link FleetContractIT}) and comparing ({@link CompareContractIT}), with every documented status.
 * {@link Api} validates every response against {@code openapi.yaml}.
 */
@Execution(ExecutionMode.CONCURRENT)
class HttpContractIT {

    private static final OpenApi CONTRACT = new OpenApi();

    /**
     * {@link EventStreamIT} covers too many clients, {@link BusyControllerTest} a loop that does not respond, {@link
     * klt.controller.core.lifecycle.RateChangeTest} the maximum number of load changes; a stuck controller cannot be produced by requests.
     */
    private static final List<String> NOT_SEEN_HERE = List.of(
            "get /api/events 429",
            "post /api/runs/{id}/pause 429",
            "post /api/runs/{id}/resume 429",
            "post /api/runs/{id}/skip 429",
            "put /api/runs/{id}/rate 429",
            "get /health/live 503");

    private static final String LONG = "{duration: 1h, rate: 20, objectives: ['response.p99<20ms', 'rate>1']}";

    @AfterAll
    static void everyOperationAndStatusOfTheContractWasSeen() {
        List<String> seenElsewhere = Stream.of(
                        NOT_SEEN_HERE.stream(),
                        FleetContractIT.SEEN.stream(),
                        CompareContractIT.SEEN.stream(),
                        SweepContractIT.SEEN.stream(),
                        ScheduleContractIT.SEEN.stream(),
                        WebhookContractIT.SEEN.stream(),
                        StopAllContractIT.SEEN.stream(),
                        AnnotationContractIT.SEEN.stream(),
                        AccessContractTest.SEEN.stream(),
                        BusyControllerTest.REFUSED.stream().map(refused -> refused + " 503"))
                .flatMap(operations -> operations)
                .toList();
        assertThat(CONTRACT.unseen()).isSubsetOf(seenElsewhere);
    }

    @Test
    void aControllerWithoutRunsAndWorkersAnswersEverything() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            Api api = controller.api();
            assertThat(api.call("get /api/runs", "").json().path("total").intValue())
                    .isZero();
            assertThat(api.call("get /api/fleet", "").json().path("workers").size())
                    .isZero();
            assertThat(api.call("get /api/presets", "").json().path("presets").size())
                    .isPositive();
            assertThat(api.call("get /api/spec-schema", "").text("/keys/0/path"))
                    .isEqualTo("name");
            assertThat(api.call("get /health/live", "").text("/status")).isEqualTo("UP");
            assertThat(api.call("get /health/ready", "").text("/status")).isEqualTo("UP");
            assertThat(api.call("get /openapi.yaml", "").body()).startsWith("openapi: 3.1.0");
            assertThat(api.call("get /metrics", "").body())
                    .contains("klt_controller_ready 1.0", "klt_controller_runs{phase=\"RUNNING\"} 0.0")
                    .containsPattern("klt_controller_tick_silence_seconds [0-9]");
            var cluster = api.call("get /api/cluster", "").json();
            assertThat(cluster.path("bootstrapServers").stringValue()).isEqualTo(Broker.servers());
            assertThat(cluster.path("controlTopics").size()).isEqualTo(3);
            assertThat(cluster.path("controlTopics").findValues("warnings")).allMatch(JsonNode::isEmpty);
            assertThat(api.events("", 2)).hasSize(2);
        }
    }

    @Test
    void everyPresetIsASpecThatIsAccepted() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            for (var preset :
                    controller.api().call("get /api/presets", "").json().path("presets")) {
                Api.Answer plan = controller
                        .api()
                        .send(
                                "post /api/runs/validate",
                                "",
                                "application/json",
                                preset.path("spec").toString());

                assertThat(plan.status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aRunByMessagesIsShownInEveryPhaseAndAfterItsEnd() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            Api api = controller.api();
            controller.join("one", "two");

            Api.Answer submitted = api.submit(
                    "{tags: {a: b}, messages: 200, rate: 100, objectives: ['response.p99<20ms', 'errors<=1%', 'rate>=50%']}");
            String run = submitted.text("/id");
            assertThat(submitted.header("Location")).isEqualTo("/api/runs/" + run);
            for (String phase : List.of("SCHEDULED", "RUNNING", "DONE")) {
                controller.awaitPhase(run, phase);
                look(api, run);
            }

            var report = api.call("get /api/runs/{id}/report.json", run).json();
            assertThat(report.at("/messages").toString())
                    .isEqualTo(
                            "{\"planned\":200,\"acked\":198,\"failed\":0,\"indeterminate\":2,\"aborted\":0,\"unsent\":0,"
                                    + "\"repaired\":0,\"handoverDuplicates\":0,\"warmup\":0}");
            assertThat(report.at("/verdict/objectives").stringValue()).isEqualTo("PASS");
            assertThat(report.path("workers").findValuesAsString("id")).containsExactly("one.1", "two.1");
            assertThat(report.path("errors").path(0).path("count").intValue()).isEqualTo(2);
            assertThat(api.call("get /metrics", "").body())
                    // on a busy machine, it need not be VALID
                    .contains("klt_controller_run_validity{run=\"" + run + "\",validity=\""
                            + report.at("/verdict/validity").stringValue().toLowerCase(Locale.ROOT) + "\"} 1.0")
                    .contains("klt_controller_run_integrity{integrity=\""
                            + report.at("/verdict/integrity").stringValue().toLowerCase(Locale.ROOT) + "\",run=\"" + run
                            + "\"} 1.0")
                    .contains("klt_controller_run_planned_messages{run=\"" + run + "\"} 200.0")
                    .contains("klt_controller_run_error_messages{run=\"" + run + "\"} 2.0");
            String csv = api.call("get /api/runs/{id}/series.csv", run).body();
            assertThat(csv.lines()).hasSize(1 + report.path("series").size());
            assertThat(csv.lines()
                            .map(line -> line.chars().filter(c -> c == ',').count()))
                    .containsOnly(52L);
            assertThat(csv.lines().findFirst().orElseThrow())
                    .contains(",end_to_end_unanswered,produce_throttled_seconds,fetch_throttled_seconds");
            String histogram =
                    api.call("get /api/runs/{id}/histogram.hgrm", run).body();
            assertThat(totalCount(histogram))
                    .isEqualTo(report.at("/responseTime/count").longValue()
                            + report.at("/responseTime/unanswered").longValue());
            assertThat(api.call("get /api/runs", "", "?tag=a=b&tag=a&q=" + run)
                            .json()
                            .path("total")
                            .intValue())
                    .isEqualTo(1);
            assertThat(api.call("delete /api/runs/{id}", run).status()).isEqualTo(204);
            assertThat(api.call("get /api/runs", "").json().path("total").intValue())
                    .isZero();
        }
    }

    private static long totalCount(String histogram) {
        Matcher count = Pattern.compile("Total count +=\\s+(\\d+)").matcher(histogram);
        assertThat(count.find()).as("a total count in %s", histogram).isTrue();
        return Long.parseLong(count.group(1));
    }

    private static void look(Api api, String run) {
        assertThat(api.call("get /api/runs", "", "?limit=1&q=LOAD").json().path("runs"))
                .hasSize(1);
        api.call("get /api/fleet", "");
        assertThat(api.call("get /metrics", "").body())
                .contains("klt_controller_run_acked_messages{run=\"" + run + "\"}");
        api.call("get /api/runs/{id}/report.json", run);
        Api.Answer page = api.call("get /api/runs/{id}/report.html", run);
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'");
        assertThat(page.body()).startsWith("<!DOCTYPE html>").contains(run, "type=\"application/json\"");
        api.call("get /api/runs/{id}/series.csv", run);
        for (String metric : List.of("", "?metric=serviceTime", "?metric=sendLag")) {
            assertThat(api.call("get /api/runs/{id}/histogram.hgrm", run, metric)
                            .body())
                    .contains("1/(1-Percentile)");
        }
        assertThat(api.events("?run=" + run, 1).getFirst()).contains(run);
    }

    @Test
    void aRunIsSteeredWhileItGoesOn() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            Api api = controller.api();
            controller.join("one");
            String run = controller.submit(LONG);
            controller.awaitPhase(run, "RUNNING");

            Api.Answer faster = api.send("put /api/runs/{id}/rate", run, "application/json", "{\"rate\": 40}");
            assertThat(faster.json().at("/nextRate/rate").intValue()).isEqualTo(40);
            api.call("post /api/runs/{id}/pause", run);
            controller.awaitPhase(run, "PAUSED");
            assertThat(api.call("post /api/runs/{id}/pause", run).status()).isEqualTo(409);
            await("the histogram has what was answered so far")
                    .atMost(Controller.AWAIT_MAX)
                    .until(
                            () -> api.call("get /api/runs/{id}/histogram.hgrm", run),
                            histogram -> totalCount(histogram.body()) > 0);
            assertThat(api.call("get /api/runs/{id}", run)
                            .json()
                            .path("targetRate")
                            .intValue())
                    .isZero();
            api.call("post /api/runs/{id}/resume", run);
            assertThat(api.call("post /api/runs/{id}/resume", run).status()).isEqualTo(409);
            assertThat(api.call("delete /api/runs/{id}", run).status()).isEqualTo(409);
            assertThat(api.events("?run=" + run, 3)).allMatch(event -> event.contains("\"PAUSED\""));
            assertThat(api.call("post /api/runs/{id}/stop", run).text("/phase")).isEqualTo("DRAINING");
            Api.Answer ended = controller.awaitPhase(run, "STOPPED");

            assertThat(ended.text("/reason")).isEqualTo("USER: stopped by request");
            assertThat(api.call("post /api/runs/{id}/stop", run).status()).isEqualTo(409);
            assertThat(api.send("put /api/runs/{id}/rate", run, "application/json", "{\"rate\": 4}")
                            .status())
                    .isEqualTo(409);
        }
    }

    @Test
    void stagesAreScaledAndSkipped() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            Api api = controller.api();
            controller.join("one");
            Api.Answer plan = api.send(
                    "post /api/runs/validate",
                    "",
                    "application/yaml",
                    "load: {stages: [{duration: 1m, target: 20, name: up}, {pause: 1m}]}");
            assertThat(plan.json().at("/profile")).hasSize(4);
            assertThat(plan.text("/stages/0/name")).isEqualTo("up");
            String run = controller.submit("{load: {stages: '0s:20,30m:20,30m:20'}}");
            controller.awaitPhase(run, "RUNNING");

            assertThat(load(api, run, "{\"factor\": 2}")
                            .json()
                            .at("/nextRate/rate")
                            .intValue())
                    .isEqualTo(40);
            Api.Answer skipped = api.call("post /api/runs/{id}/skip", run);
            assertThat(skipped.status()).isEqualTo(202);
            assertThat(skipped.json().at("/stage/index").intValue()).isEqualTo(1);
            assertThat(skipped.json().at("/stage/last").booleanValue()).isFalse();
            assertThat(skipped.json().at("/deviation/factor").intValue()).isEqualTo(2);
            assertThat(api.call("post /api/runs/{id}/skip", run).status()).isEqualTo(409);
            assertThat(load(api, run, "{\"factor\": 2}").status()).isEqualTo(409);
            assertThat(load(api, run, "{\"factor\": 0}").text("/errors/0/field"))
                    .isEqualTo("factor");
            assertThat(load(api, run, "{\"factor\": 2, \"rate\": 5}").status()).isEqualTo(400);
        }
    }

    private static Api.Answer load(Api api, String run, String change) {
        return api.send("put /api/runs/{id}/rate", run, "application/json", change);
    }

    @Test
    void runsAtRateMaxAreShown() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            controller.join("one");
            String run = controller.submit("{duration: 2s, rate: max}");
            Api.Answer live = controller.awaitPhase(run, "RUNNING");
            assertThat(live.json().at("/messages/planned").isNull()).isTrue();
            look(controller.api(), run);

            Api.Answer ended = controller.awaitPhase(run, "DONE");

            assertThat(ended.json().at("/messages/planned").longValue()).isPositive();
            assertThat(ended.json().at("/rate/target").isNull()).isTrue();
            look(controller.api(), run);
        }
    }

    @Test
    void failedRunsSayWhy() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            controller.join("one");
            String refused = controller.submit("{messages: 10, topic: {name: refused, replication: 3}}");
            assertThat(controller.awaitPhase(refused, "FAILED").text("/end/code"))
                    .isEqualTo("TOPIC_REFUSED");

            controller.worker("one").givesUp("PRODUCER: it was fenced");
            String givenUp = controller.submit("{messages: 10}");

            var failed = controller.awaitPhase(givenUp, "FAILED");
            assertThat(failed.text("/end/code")).isEqualTo("WORKER_FAILED");
            assertThat(failed.text("/end/args/error")).isEqualTo("PRODUCER: it was fenced");
            look(controller.api(), givenUp);
            assertThat(controller
                            .api()
                            .call("get /api/runs", "", "?phase=failed")
                            .json()
                            .path("total")
                            .intValue())
                    .isEqualTo(2);
        }
    }

    @Test
    void whatDoesNotExistIsAProblem() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            Api api = controller.api();
            for (String operation : List.of(
                    "get /api/runs/{id}",
                    "delete /api/runs/{id}",
                    "post /api/runs/{id}/stop",
                    "post /api/runs/{id}/pause",
                    "post /api/runs/{id}/resume",
                    "post /api/runs/{id}/skip",
                    "get /api/runs/{id}/report.json",
                    "get /api/runs/{id}/report.html",
                    "get /api/runs/{id}/series.csv",
                    "get /api/runs/{id}/histogram.hgrm")) {
                assertThat(api.call(operation, "r-none").text("/detail")).isEqualTo("there is no run r-none");
            }
            assertThat(api.send("put /api/runs/{id}/rate", "r-none", "application/json", "{\"rate\":1}")
                            .status())
                    .isEqualTo(404);
            assertThat(api.events("?run=r-none", 1).getFirst()).contains("\"run\":null");
        }
    }

    @Test
    void whatIsWrongOrComesFromAnotherSiteIsAProblem() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            Api api = controller.api();
            for (String operation : List.of(
                    "post /api/runs",
                    "post /api/runs/validate",
                    "put /api/runs/{id}/rate",
                    "put /api/fleet/replicas")) {
                assertThat(api.send(operation, "r", "application/json", "{}").status())
                        .isEqualTo(400);
            }
            assertThat(api.call("get /api/runs", "", "?limit=0").status()).isEqualTo(400);
            assertThat(api.call("get /api/runs/{id}/histogram.hgrm", "r", "?metric=mood")
                            .status())
                    .isEqualTo(400);
            for (String operation : List.of(
                    "post /api/runs",
                    "post /api/runs/validate",
                    "delete /api/runs/{id}",
                    "post /api/runs/{id}/stop",
                    "post /api/runs/{id}/pause",
                    "post /api/runs/{id}/resume",
                    "post /api/runs/{id}/skip",
                    "put /api/runs/{id}/rate",
                    "put /api/fleet/replicas")) {
                assertThat(api.fromAnotherSite(operation, "r").status()).isEqualTo(403);
            }
        }
    }

    @Test
    void aFullQueueAndAnAbsentKafkaAreProblems() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            for (int i = 0; i < 100; i++) {
                controller.submit("{messages: 10, workers: {timeout: 1h}}");
            }
            assertThat(controller.api().submit("{messages: 10}").status()).isEqualTo(429);
        }
        try (Controller controller = Controller.start("127.0.0.1:1", "away", CONTRACT, Map.of())) {
            Api api = controller.api();
            assertThat(api.submit("{messages: 10}").status()).isEqualTo(503);
            for (String change : List.of(
                    "post /api/runs/{id}/stop",
                    "post /api/runs/{id}/pause",
                    "post /api/runs/{id}/resume",
                    "post /api/runs/{id}/skip",
                    "delete /api/runs/{id}")) {
                assertThat(api.call(change, "r").status()).as(change).isEqualTo(503);
            }
            assertThat(api.send("put /api/runs/{id}/rate", "r", "application/json", "{\"rate\": 5}")
                            .status())
                    .isEqualTo(503);
            assertThat(api.call("get /health/ready", "").status()).isEqualTo(503);
            assertThat(api.call("get /api/cluster", "").text("/detail")).startsWith("127.0.0.1:1 does not respond");
        }
    }
}
