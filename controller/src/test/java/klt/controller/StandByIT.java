package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.BusTopics;
import klt.common.protocol.topics.Decoded;
import klt.common.protocol.topics.Envelope;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.Broker;
import klt.controller.fixtures.OpenApi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two controllers on the same topics. */
@Tag("extended")
class StandByIT {

    private static final OpenApi CONTRACT = new OpenApi();
    private static final Duration TAKE_OVER_MAX = Duration.ofSeconds(10);

    private final String prefix = Broker.newPrefix();

    private Controller second() {
        return Controller.start(Broker.servers(), prefix, CONTRACT, Map.of());
    }

    private static String reason(Api api) {
        return api.call("get /health/ready", "").text("/reason");
    }

    private static void awaitReady(Api api) {
        await("the controller is ready")
                .atMost(Controller.AWAIT_MAX)
                .until(() -> api.call("get /health/ready", ""), ready -> ready.status() == 200);
    }

    private static void awaitStandBy(Api api, long term) {
        await("the controller stands by")
                .atMost(Controller.AWAIT_MAX)
                .until(
                        () -> reason(api),
                        reason ->
                                reason.matches("on standby: controller controller\\.[a-z0-9]+ leads in term " + term));
    }

    /** A run for which there is no worker. @return its id */
    private static String submitted(Api api) {
        Api.Answer answer = api.submit("{duration: 1h}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer.text("/id");
    }

    /** Which controller wrote ticks or runs in which term. */
    private Map<Long, Set<String>> writers() {
        Map<Long, Set<String>> writers = new TreeMap<>();
        for (byte[] value : Broker.read(BusTopics.withPrefix(prefix).control())) {
            if (BusCodec.CONTROL.decode(value) instanceof Decoded.Good<ControlRecord>(Envelope<ControlRecord> record)
                    && !(record.body() instanceof ControlRecord.Claim)) {
                writers.computeIfAbsent(record.term(), term -> new HashSet<>()).add(record.writer());
            }
        }
        return writers;
    }

    @Test
    void aSecondControllerIsHarmlessAndKnowsWhatHasEnded() {
        try (Controller first = Controller.ready(prefix, CONTRACT)) {
            first.join("one", "two");
            String ended = first.submit("{messages: 20, rate: 100}");
            first.awaitPhase(ended, "DONE");
            String run = first.submit("{messages: 600, rate: 100}");
            first.awaitPhase(run, "RUNNING");

            try (Controller second = second()) {
                Api api = second.api();
                awaitStandBy(api, 1);
                assertThat(api.call("get /api/runs/{id}", ended).text("/phase")).isEqualTo("DONE");
                for (Api.Answer refused : List.of(
                        api.submit("{messages: 10}"),
                        api.call("post /api/runs/{id}/stop", run),
                        api.call("delete /api/runs/{id}", ended))) {
                    assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
                    assertThat(refused.text("/detail")).startsWith("on standby: controller ");
                }

                assertThat(api.call("get /api/runs", "").json().path("total").intValue())
                        .as("the run that the first leads is among them")
                        .isEqualTo(2);
                assertThat(first.awaitPhase(run, "DONE").text("/messages/acked"))
                        .isEqualTo("598");
                await("the second knows the run's end")
                        .atMost(Controller.AWAIT_MAX)
                        .until(() -> api.call("get /api/runs/{id}", run).text("/phase"), phase -> phase.equals("DONE"));
                assertThat(first.api().call("get /health/ready", "").status()).isEqualTo(200);
            }
        }
        assertThat(writers())
                .containsOnlyKeys(1L)
                .allSatisfy((term, names) -> assertThat(names).hasSize(1));
    }

    @Test
    void theSecondLeadsWhenTheFirstIsKilledAndTheFirstStandsByWhenItComesBack() {
        try (ControllerProcess first = ControllerProcess.start(prefix, CONTRACT)) {
            awaitReady(first.api());
            try (Controller second = second()) {
                awaitStandBy(second.api(), 1);
                String run = submitted(first.api());

                first.kill();
                long killed = System.nanoTime();
                second.awaitReady();

                assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(TAKE_OVER_MAX);
                assertThat(second.api().call("get /api/runs/{id}", run).text("/phase"))
                        .isEqualTo("QUEUED");
                try (Controller back = second()) {
                    awaitStandBy(back.api(), 2);
                }
            }
        }
    }

    @Test
    void aLeaderThatEndsIsNotWaitedFor() {
        Controller first = Controller.ready(prefix, CONTRACT);
        try (Controller second = second()) {
            awaitStandBy(second.api(), 1);

            first.close();
            long closed = System.nanoTime();
            second.awaitReady();

            assertThat(Duration.ofNanos(System.nanoTime() - closed)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void aFrozenLeaderThatResumesStepsDownAndForgetsItsRuns() {
        try (ControllerProcess first = ControllerProcess.start(prefix, CONTRACT)) {
            awaitReady(first.api());
            try (Controller second = second()) {
                awaitStandBy(second.api(), 1);
                String run = submitted(first.api());

                first.freeze();
                second.awaitReady();
                second.api().call("post /api/runs/{id}/stop", run);
                second.awaitPhase(run, "STOPPED");
                first.resume();

                awaitStandBy(first.api(), 2);
                await("it has the state of the run from the new leader")
                        .atMost(Controller.AWAIT_MAX)
                        .until(
                                () -> first.api()
                                        .call("get /api/runs/{id}", run)
                                        .text("/phase"),
                                phase -> phase.equals("STOPPED"));
                assertThat(second.api().call("get /health/ready", "").status()).isEqualTo(200);
            }
            awaitReady(first.api());
            assertThat(writers().keySet()).contains(3L);
        }
        assertThat(writers()).allSatisfy((term, names) -> assertThat(names).hasSize(1));
    }

    @Test
    void ofControllersThatStartTogetherOneLeads() {
        try (Controller a = second();
                Controller b = second();
                Controller c = second()) {
            List<Controller> all = List.of(a, b, c);
            await("one leads and the others stand by")
                    .atMost(Controller.AWAIT_MAX)
                    .until(
                            () -> all.stream()
                                    .map(each -> reason(each.api()))
                                    .sorted()
                                    .toList(),
                            reasons -> reasons.getFirst().isEmpty()
                                    && reasons.get(1).startsWith("on standby")
                                    && reasons.get(2).startsWith("on standby"));
        }
        assertThat(writers())
                .isNotEmpty()
                .allSatisfy((term, names) -> assertThat(names).hasSize(1));
    }

    @Test
    void deletedTopicsAreRecreatedWithAllThatTheLeaderKnows() {
        BusTopics topics = BusTopics.withPrefix(prefix);
        String ended;
        String queued;
        try (Controller controller = Controller.ready(prefix, CONTRACT)) {
            controller.join("one");
            ended = controller.submit("{messages: 20, rate: 100}");
            controller.awaitPhase(ended, "DONE");
            queued = controller.submit("{messages: 20, rate: 100, workers: {expected: 3, timeout: 1h}}");

            Broker.delete(topics.control(), topics.status(), topics.state());

            await("it writes into the new topics in a new term")
                    .atMost(Controller.AWAIT_MAX)
                    .until(this::terms, terms -> terms.equals(Set.of(2L)));
            controller.awaitReady();
            assertThat(controller.api().call("get /api/runs/{id}", queued).text("/phase"))
                    .isEqualTo("QUEUED");
        }
        try (Controller next = Controller.ready(prefix, CONTRACT)) {
            assertThat(next.api().call("get /api/runs/{id}", ended).text("/phase"))
                    .isEqualTo("DONE");
            assertThat(next.api().call("get /api/runs/{id}", queued).text("/phase"))
                    .isEqualTo("QUEUED");
        }
    }

    private Set<Long> terms() {
        return writers().keySet();
    }
}
