package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import klt.common.compare.Baseline;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.Broker;
import klt.controller.fixtures.OpenApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The API operation that compares runs. {@link Api} validates every response against {@code openapi.yaml}. */
class CompareContractIT {

    private static final OpenApi CONTRACT = new OpenApi();
    private static final String COMPARE = "get /api/compare";

    /** The responses that {@link HttpContractIT} does not cover. */
    static final List<String> SEEN = List.of(
            COMPARE + " 200",
            COMPARE + " 400",
            COMPARE + " 404",
            COMPARE + " 409",
            "get /api/baselines 200",
            "get /api/baselines/{name} 200",
            "get /api/baselines/{name} 404",
            "put /api/baselines/{name} 200",
            "put /api/baselines/{name} 400",
            "put /api/baselines/{name} 403",
            "put /api/baselines/{name} 404",
            "put /api/baselines/{name} 409",
            "put /api/baselines/{name} 429",
            "delete /api/baselines/{name} 204",
            "delete /api/baselines/{name} 403",
            "delete /api/baselines/{name} 404");

    @AfterAll
    static void everyStatusWasSeen() {
        assertThat(CONTRACT.unseen()).doesNotContainAnyElementsOf(SEEN);
    }

    private static Api.Answer compare(Api api, String a, String b, String... conditions) {
        StringBuilder query = new StringBuilder("?a=" + a + "&b=" + b);
        for (String condition : conditions) {
            query.append("&failIf=").append(URLEncoder.encode(condition, StandardCharsets.UTF_8));
        }
        return api.call(COMPARE, "", query.toString());
    }

    @Test
    void endedRunsAreCompared() {
        try (Controller controller =
                Controller.start(Broker.servers(), Broker.newPrefix(), CONTRACT, Map.of("MAX_CONCURRENT_RUNS", "2"))) {
            controller.awaitReady();
            controller.join("one");
            Api api = controller.api();
            String a = controller.submit("{duration: 11s, rate: 100, warmup: 0s}");
            String b = controller.submit("{duration: 11s, rate: 100, warmup: 0s, producer: {lingerMs: 20}}");
            assertThat(compare(api, a, b).status()).isEqualTo(409);
            assertThat(setBaseline(api, "main", a).status()).isEqualTo(409);
            controller.awaitPhase(a, "DONE");
            controller.awaitPhase(b, "DONE");

            JsonNode comparison = compare(api, a, b, "response.p50 > +10%", "response.p999 > +10%")
                    .json();

            assertThat(comparison.at("/a/0/id").stringValue()).isEqualTo(a);
            assertThat(comparison.at("/figures/1/figure").stringValue()).isEqualTo("response.p50");
            // on a busy machine the runs need not be VALID
            assertThat(comparison.at("/figures/1/outcome").stringValue()).isIn("NO_DIFFERENCE", "INVALID");
            assertThat(comparison.at("/figures").findValuesAsString("figure")).contains("rate", "errors");
            assertThat(comparison.at("/differences").findValuesAsString("key")).contains("spec.producer.lingerMs");
            assertThat(comparison.at("/failIf").findValuesAsString("decision"))
                    .hasSize(2)
                    .endsWith("UNDECIDED");
            assertThat(compare(api, a, "r-none").status()).isEqualTo(404);

            assertThat(setBaseline(api, "main", a, "r-none").status()).isEqualTo(404);
            assertThat(setBaseline(api, "ma~in", a).status()).isEqualTo(400);
            assertThat(api.fromAnotherSite("put /api/baselines/{name}", "main").status())
                    .isEqualTo(403);
            assertThat(api.fromAnotherSite("delete /api/baselines/{name}", "main")
                            .status())
                    .isEqualTo(403);
            assertThat(setBaseline(api, "main").text("/errors/0/field")).isEqualTo("runs");
            Api.Answer main = setBaseline(api, "main", a);
            assertThat(main.text("/runs/0")).isEqualTo(a);
            assertThat(api.call("get /api/baselines/{name}", "main").json()).isEqualTo(main.json());
            assertThat(api.call("get /api/baselines", "").json().path("baselines"))
                    .containsExactly(main.json());
            assertThat(compare(api, "baseline:main", b).json().at("/a/0/id").stringValue())
                    .isEqualTo(a);
            assertThat(compare(api, "baseline:none", b).status()).isEqualTo(404);
            assertThat(api.call("delete /api/runs/{id}", a).status()).isEqualTo(409);
            for (int i = 1; i < Baseline.BASELINES_MAX; i++) {
                assertThat(setBaseline(api, "b" + i, b).status()).isEqualTo(200);
            }
            assertThat(setBaseline(api, "more", b).status()).isEqualTo(429);
            assertThat(setBaseline(api, "main", a).status()).isEqualTo(200);
            assertThat(api.call("delete /api/baselines/{name}", "main").status())
                    .isEqualTo(204);
            assertThat(api.call("delete /api/baselines/{name}", "main").status())
                    .isEqualTo(404);
            assertThat(api.call("get /api/baselines/{name}", "main").status()).isEqualTo(404);
            assertThat(api.call("delete /api/runs/{id}", a).status()).isEqualTo(204);
        }
    }

    private static Api.Answer setBaseline(Api api, String name, String... runs) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        List.of(runs).forEach(body.putArray("runs")::add);
        return api.send("put /api/baselines/{name}", name, "application/json", body.toString());
    }

    @Test
    void everyMistakeOfARequestIsNamed() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            Api api = controller.api();

            assertThat(api.call(COMPARE, "", "?failIf=fast")
                            .json()
                            .path("errors")
                            .findValuesAsString("field"))
                    .containsExactly("a", "b", "failIf");
            assertThat(compare(api, "r-1,r-1", "r-2").text("/errors/0/field")).isEqualTo("a");
            assertThat(compare(api, "r-1", ",".repeat(5)).text("/errors/0/field"))
                    .isEqualTo("b");
            String[] many = new String[51];
            Arrays.fill(many, "rate < -1%");
            assertThat(compare(api, "r-1", "r-2", many).text("/errors/0/field")).isEqualTo("failIf");
        }
    }
}
