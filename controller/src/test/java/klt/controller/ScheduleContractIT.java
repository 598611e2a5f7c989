package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import klt.controller.core.scheduler.Scheduler;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.Broker;
import klt.controller.fixtures.OpenApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The contract of schedules. {@link Api} validates every response against {@code openapi.yaml}. No start becomes due in these tests. */
class ScheduleContractIT {

    private static final OpenApi CONTRACT = new OpenApi();
    private static final String LIST = "get /api/schedules";
    private static final String SHOW = "get /api/schedules/{name}";
    private static final String SET = "put /api/schedules/{name}";
    private static final String DELETE = "delete /api/schedules/{name}";

    /** Due once in four years. */
    private static final String RARELY = "0 0 29 2 *";

    /** The responses that {@link HttpContractIT} does not cover. */
    static final List<String> SEEN = Stream.of(
                    Stream.of(LIST + " 200"),
                    Stream.of(200, 404).map(status -> SHOW + " " + status),
                    Stream.of(200, 400, 403, 429).map(status -> SET + " " + status),
                    Stream.of(204, 403, 404).map(status -> DELETE + " " + status))
            .flatMap(seen -> seen)
            .toList();

    @AfterAll
    static void everyStatusWasSeen() {
        assertThat(CONTRACT.unseen()).doesNotContainAnyElementsOf(SEEN);
    }

    private static Api.Answer set(Api api, String name, String yaml) {
        return api.send(SET, name, "application/yaml", yaml);
    }

    @Test
    void aScheduleRemainsAfterARestartUntilItIsDeleted() {
        String prefix = Broker.newPrefix();
        JsonNode schedule;
        try (Controller controller = Controller.ready(prefix, CONTRACT)) {
            Api api = controller.api();
            Api.Answer answer = set(
                    api,
                    "nightly",
                    "{cron: '" + RARELY + "', zone: Europe/Berlin, spec: {messages: 20, tags: {a: b}}}");
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            schedule = answer.json();
        }

        try (Controller controller = Controller.ready(prefix, CONTRACT)) {
            Api api = controller.api();

            assertThat(api.call(SHOW, "nightly").json()).isEqualTo(schedule);
            assertThat(api.call(LIST, "").json().path("schedules")).containsExactly(schedule);
            assertThat(schedule.at("/spec/tags").toString()).isEqualTo("{\"a\":\"b\",\"schedule\":\"nightly\"}");
            assertThat(schedule.path("nextStart").stringValue()).endsWith("-02-28T23:00:00Z");
            assertThat(schedule.path("overlap").stringValue()).isEqualTo("skip");
            assertThat(schedule.path("missed").intValue()).isZero();
            Api.Answer disabled = set(
                    api,
                    "nightly",
                    "{cron: '" + RARELY + "', overlap: queue, enabled: false, spec: " + schedule.path("spec") + "}");
            assertThat(disabled.json().path("nextStart").isNull()).isTrue();
            assertThat(disabled.json().path("spec")).isEqualTo(schedule.path("spec"));
            assertThat(disabled.text("/zone")).isEqualTo("UTC");
            assertThat(api.call(DELETE, "nightly").status()).isEqualTo(204);
            assertThat(api.call(DELETE, "nightly").status()).isEqualTo(404);
            assertThat(api.call(SHOW, "nightly").status()).isEqualTo(404);
            assertThat(api.call(LIST, "").json().path("schedules").isEmpty()).isTrue();
        }
    }

    @Test
    void everyMistakeOfARequestIsNamed() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            Api api = controller.api();

            Api.Answer refused = set(
                    api,
                    "a~b",
                    "{cron: '61 * * * *', zone: Mars, overlap: both, enabled: often, timezone: UTC, spec: {messages: 0}}");

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().path("errors").findValuesAsString("field"))
                    .containsExactly("name", "cron", "zone", "overlap", "enabled", "spec.messages", "timezone");
            assertThat(set(api, "a", "{}").json().path("errors").findValuesAsString("field"))
                    .containsExactly("cron", "spec");
            assertThat(set(api, "a", "{cron: '" + RARELY + "', spec: {kind: sweep}}")
                            .text("/errors/0/field"))
                    .isEqualTo("spec.kind");
            assertThat(set(api, "a", "{cron: '" + RARELY + "', spec: {messages: 1, tags: {" + tags() + "}}}")
                            .text("/errors/0/field"))
                    .isEqualTo("spec.tags");
            assertThat(set(api, "a", "[1]").status()).isEqualTo(400);
            assertThat(set(api, "a", "{a: b: c}").status()).isEqualTo(400);
            assertThat(api.fromAnotherSite(SET, "a").status()).isEqualTo(403);
            assertThat(api.fromAnotherSite(DELETE, "a").status()).isEqualTo(403);
            assertThat(api.call(LIST, "").json().path("schedules").isEmpty()).isTrue();
        }
    }

    /** As many as a spec can have. */
    private static String tags() {
        StringBuilder tags = new StringBuilder("t0: x");
        for (int i = 1; i < 20; i++) {
            tags.append(", t").append(i).append(": x");
        }
        return tags.toString();
    }

    @Test
    void theNumberOfSchedulesIsLimited() {
        try (Controller controller = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            Api api = controller.api();
            String body = "{cron: '" + RARELY + "', spec: {messages: 1}}";
            for (int i = 0; i < Scheduler.SCHEDULES_MAX; i++) {
                assertThat(set(api, "s" + i, body).status()).isEqualTo(200);
            }

            assertThat(set(api, "more", body).status()).isEqualTo(429);
            assertThat(set(api, "s0", body).status()).isEqualTo(200);
        }
    }
}
