package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.Broker;
import klt.controller.fixtures.OpenApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API rejects, and with which messages. */
class RefusalIT {

    private static final OpenApi CONTRACT = new OpenApi();
    private static Controller controller;
    private static Api api;

    @BeforeAll
    static void start() {
        controller = Controller.start(
                Broker.servers(),
                Broker.newPrefix(),
                CONTRACT,
                Map.of("ALLOWED_TOPICS", "loadtest,other", "DEFAULT_RATE", "25", "MAX_RATE", "50k"));
        api = controller.api();
        controller.awaitReady();
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"post /api/runs", "post /api/runs/validate"})
    void everyMistakeOfASpecIsNamedAtOnce(String operation) {
        Api.Answer answer = api.send(operation, "", "application/yaml", """
                rate: fast
                payload: {size: 3}
                colour: red
                objectives: [quick]
                """);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/detail")).isEqualTo("5 errors");
        assertThat(answer.json().path("errors").findValuesAsString("field"))
                .containsExactlyInAnyOrder("messages", "rate", "payload.size", "colour", "objectives[0]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | '' | the spec",
                "application/json | {messages | the spec cannot be read",
                "application/json | [] | the spec takes keys and values",
                "application/yaml | 'a: [' | the spec cannot be read",
                "text/plain | 'messages: 1' | Content-Type takes application/json or application/yaml",
                "application/x-www-form-urlencoded | messages=1 | Content-Type takes"
            })
    void whatIsNoSpecIsRefusedInWords(String type, String body, String detail) {
        Api.Answer answer = api.send("post /api/runs", "", type, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/detail")).startsWith(detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/yaml"})
    void aSpecWithoutARateGetsTheOperatorsOwn(String type) {
        Api.Answer plan = api.send("post /api/runs/validate", "", type, "{\"messages\": 100}");

        assertThat(plan.json().at("/spec/rate").intValue()).isEqualTo(25);
        assertThat(api.call("get /api/presets", "").json().path("defaultRate").intValue())
                .isEqualTo(25);
    }

    @Test
    void aSpecThatIsTooLongIsRefused() {
        Api.Answer answer = api.send("post /api/runs", "", "application/json", " ".repeat(100_001));

        assertThat(answer.text("/detail")).isEqualTo("the spec exceeds 100000 characters");
    }

    @Test
    void whatTheOperatorDoesNotAllowIsNamedByField() {
        Api.Answer answer = api.submit("{messages: 1, topic: payments, rate: 60k}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errors").findValuesAsString("field")).containsExactly("topic.name", "rate");
        assertThat(answer.body()).contains("ALLOWED_TOPICS", "MAX_RATE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[1]",
                "{\"rate\": \"fast\"}",
                "{\"rate\": 0}",
                "{\"rate\": -1}",
                "{\"rate\": 1e12}",
                "{\"rate\": 60000}"
            })
    void aRateThatIsNoneIsRefused(String body) {
        Api.Answer answer = api.send("put /api/runs/{id}/rate", "r", "application/json", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/errors/0/field")).isEqualTo("rate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"factor\": \"fast\"}", "{\"factor\": 0}", "{\"factor\": 101}", "{\"factor\": 2, \"rate\": 5}"
            })
    void aFactorThatIsNoneIsRefused(String body) {
        Api.Answer answer = api.send("put /api/runs/{id}/rate", "r", "application/json", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/errors/0/field")).isEqualTo("factor");
    }

    @Test
    void aFactorThatTakesTheScheduleOverTheOperatorsLimitIsRefused() {
        String run = api.submit("{load: {stages: '1m:20k'}}").text("/id");

        Api.Answer answer = api.send("put /api/runs/{id}/rate", run, "application/json", "{\"factor\": 2.6}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/errors/0/field")).isEqualTo("factor");
        assertThat(answer.body()).contains("MAX_RATE");
        api.call("post /api/runs/{id}/stop", run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "nonsense"})
    void aRateThatIsNoJsonIsRefused(String body) {
        assertThat(api.send("put /api/runs/{id}/rate", "r", "application/json", body)
                        .text("/detail"))
                .startsWith("the body is not valid JSON");
    }

    @ParameterizedTest
    @CsvSource({"?limit=0,limit", "?limit=501,limit", "?limit=many,limit", "?phase=LOST,phase"})
    void aFilterOfTheListThatIsWrongIsNamed(String query, String field) {
        Api.Answer answer = api.call("get /api/runs", "", query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/errors/0/field")).isEqualTo(field);
    }

    @Test
    void aMetricWithoutHistogramIsNamed() {
        assertThat(api.call("get /api/runs/{id}/histogram.hgrm", "r", "?metric=mood")
                        .text("/errors/0/field"))
                .isEqualTo("metric");
    }

    @Test
    void aPageOfAnotherSiteMayLook() {
        assertThat(api.fromAnotherSite("get /api/runs", "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get /api/nothing",
                "post /api/nothing",
                "delete /api/runs",
                "put /api/runs/r/colour",
                "post /health/live",
                "get /nothing.js"
            })
    void whatIsNotThereIsAProblemDocumentToo(String methodAndPath) {
        Api.Answer answer = api.raw(methodAndPath, HttpRequest.newBuilder(), "");

        assertThat(answer.status()).isIn(404, 405);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        CONTRACT.checkComponent("Problem", answer.body());
    }

    @Test
    void aBodyBeyondEveryLimitIsAProblemDocumentToo() {
        Api.Answer answer = api.raw(
                "post /api/runs",
                HttpRequest.newBuilder().header("Content-Type", "application/json"),
                " ".repeat(500_000));

        assertThat(answer.status()).isIn(400, 413);
        CONTRACT.checkComponent("Problem", answer.body());
    }

    @Test
    void theRootIsTheConsoleForEveryClient() {
        Api.Answer answer = api.raw("get /", HttpRequest.newBuilder().header("Accept", "*/*"), "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(api.raw("get /metric", HttpRequest.newBuilder().header("Accept", "*/*"), "")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/app.js",
                "/nothing.js",
                "/api/runs",
                "/api/runs/r-0",
                "/api/runs/r-0/report.json",
                "/api/presets",
                "/api/spec-schema",
                "/api/fleet",
                "/api/cluster",
                "/api/nothing",
                "/openapi.yaml",
                "/health/live",
                "/health/ready",
                "/metrics"
            })
    void headAnswersLikeGet(String path) {
        Api.Answer get = api.raw("get " + path, HttpRequest.newBuilder().header("Accept", "text/html"), "");
        Api.Answer head = api.raw("head " + path, HttpRequest.newBuilder().header("Accept", "text/html"), "");

        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
        assertThat(head.body()).isEmpty();
    }

    @Test
    void headOfTheEventStreamEnds() {
        Api.Answer head = api.raw("head /api/events", HttpRequest.newBuilder(), "");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).startsWith("text/event-stream");
    }

    @Test
    void pagesAndAnswersCarryTheHeadersThatKeepThemSafe() {
        for (String path : List.of("get /", "get /runs/some-run", "get /api/runs")) {
            Api.Answer answer = api.raw(path, HttpRequest.newBuilder().header("Accept", "text/html"), "");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("default-src 'self'", "frame-ancestors 'none'");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }
}
