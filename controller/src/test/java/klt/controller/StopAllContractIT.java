package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.Broker;
import klt.controller.fixtures.OpenApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The contract of stopping all load; {@link Api} validates every response. */
class StopAllContractIT {

    private static final OpenApi CONTRACT = new OpenApi();
    private static final String SHOW = "get /api/stop-all";
    private static final String STOP = "post /api/stop-all";
    private static final String RELEASE = "delete /api/stop-all";

    /** What {@link HttpContractIT} leaves to this class. */
    static final List<String> SEEN = Stream.of(
                    Stream.of(SHOW + " 200", "post /api/runs 409", "post /api/sweeps 409"),
                    Stream.of(STOP, RELEASE)
                            .flatMap(operation -> Stream.of(200, 403).map(status -> operation + " " + status)))
            .flatMap(seen -> seen)
            .toList();

    @AfterAll
    static void everyStatusWasSeen() {
        assertThat(CONTRACT.unseen()).doesNotContainAnyElementsOf(SEEN);
    }

    @Test
    void allLoadIsStoppedUntilTheReleaseEvenByAnotherController() {
        String prefix = Broker.newPrefix();
        String since;
        try (Controller controller = Controller.ready(prefix, CONTRACT)) {
            Api api = controller.api();
            assertThat(api.call(SHOW, "").json().path("stopped").booleanValue()).isFalse();
            assertThat(api.call(SHOW, "").json().path("since").isNull()).isTrue();
            controller.join("one");
            String sending = controller.submit("{duration: 1h, rate: 20}");
            String queued = controller.submit("{messages: 10, rate: 10}");
            controller.awaitPhase(sending, "RUNNING");

            Api.Answer stopped = api.call(STOP, "");

            assertThat(stopped.status()).isEqualTo(200);
            assertThat(stopped.json().path("stopped").booleanValue()).isTrue();
            since = stopped.text("/since");
            assertThat(controller.awaitPhase(sending, "STOPPED").text("/end/code"))
                    .isEqualTo("ALL_LOAD_STOPPED");
            assertThat(api.call("get /api/runs/{id}", queued).text("/phase")).isEqualTo("STOPPED");
            assertThat(api.call(STOP, "").text("/since"))
                    .as("a repeated request changes nothing")
                    .isEqualTo(since);
            assertThat(api.submit("{messages: 10}").text("/detail")).startsWith("all load has been stopped since");
            assertThat(api.events("", 1).getFirst()).contains("\"loadStop\":{\"stopped\":true");
            assertThat(api.fromAnotherSite(STOP, "").status()).isEqualTo(403);
            assertThat(api.fromAnotherSite(RELEASE, "").status()).isEqualTo(403);
        }

        try (Controller controller = Controller.ready(prefix, CONTRACT)) {
            Api api = controller.api();
            assertThat(api.call(SHOW, "").text("/since")).isEqualTo(since);
            assertThat(api.submit("{messages: 10}").status()).isEqualTo(409);
            assertThat(api.send(
                                    "post /api/sweeps",
                                    "",
                                    "application/yaml",
                                    "{kind: sweep, messages: 10, sweep: {values: {rate: [10, 20]}}}")
                            .status())
                    .isEqualTo(409);

            assertThat(api.call(RELEASE, "").json().path("stopped").booleanValue())
                    .isFalse();

            assertThat(api.submit("{messages: 10}").status()).isEqualTo(201);
        }
    }
}
