package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import klt.controller.core.run.Annotations;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.Broker;
import klt.controller.fixtures.OpenApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** The contract of annotations; {@link Api} validates every response. */
class AnnotationContractIT {

    private static final OpenApi CONTRACT = new OpenApi();
    private static final String ANNOTATE = "post /api/runs/{id}/annotations";
    private static final String LONGEST = "x".repeat(200);

    /** What {@link HttpContractIT} leaves to this class. */
    static final List<String> SEEN = Stream.of(202, 400, 403, 404, 409, 429)
            .map(status -> ANNOTATE + " " + status)
            .toList();

    @AfterAll
    static void everyStatusWasSeen() {
        assertThat(CONTRACT.unseen()).doesNotContainAnyElementsOf(SEEN);
    }

    private static int annotate(Api api, String run, String text) {
        String body = JsonNodeFactory.instance.objectNode().put("text", text).toString();
        return api.send(ANNOTATE, run, "application/json", body).status();
    }

    @Test
    void anAnnotationIsAnEventOfTheRunAndOfItsReport() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            Api api = controller.api();
            controller.join("one");
            String run = controller.submit("{duration: 1h, rate: 20}");
            controller.awaitPhase(run, "RUNNING");

            assertThat(annotate(api, run, " <b>broker</b> {2} ")).isEqualTo(202);
            assertThat(annotate(api, run, LONGEST)).isEqualTo(202);
            assertThat(annotate(api, run, "😀".repeat(200))).isEqualTo(202);
            for (String text : List.of("", " ", LONGEST + "x", "a\nb", "a\u0000", "a\u2028b")) {
                assertThat(annotate(api, run, text)).as(text).isEqualTo(400);
            }
            for (String body : List.of("{}", "{\"text\": 7}", "{\"text\": null}", "{\"text\": \"a\\ud800\"}", "[]")) {
                assertThat(api.send(ANNOTATE, run, "application/json", body).status())
                        .as(body)
                        .isEqualTo(400);
            }
            assertThat(annotate(api, "r-none", "x")).isEqualTo(404);
            assertThat(api.fromAnotherSite(ANNOTATE, run).status()).isEqualTo(403);
            for (int i = 3; i < Annotations.COUNT_MAX; i++) {
                annotate(api, run, "remark " + i);
            }
            assertThat(annotate(api, run, "one more")).isEqualTo(429);

            api.call("post /api/runs/{id}/stop", run);
            controller.awaitPhase(run, "STOPPED");
            assertThat(annotate(api, run, "late")).isEqualTo(409);
            assertThat(api.call("get /api/runs/{id}/report.json", run)
                            .json()
                            .path("events")
                            .findValuesAsString("message"))
                    .contains("<b>broker</b> {2}", LONGEST, "remark 99");
        }
    }
}
