package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.protocol.Audit;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Plan;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.Heartbeat;
import klt.common.protocol.StatusRecord.Vitals;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.BusTopics;
import klt.common.protocol.topics.Envelope;
import klt.controller.core.CoreHarness;
import klt.controller.core.Intervals;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.Broker;
import klt.controller.fixtures.OpenApi;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import klt.controller.store.StoredRun;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a controller recovers from the topics of another one. */
class TakeOverIT {

    /** The topic of the run that is taken over: it was ready, so no controller creates it. */
    private static final String TOPIC = "taken-over";

    private static final OpenApi CONTRACT = new OpenApi();
    private static final int STORED = 500;
    private static final int ROWS = 300;
    private static final int REPLAYED = 10_000;

    private final String prefix = Broker.newPrefix();
    private final BusTopics topics = BusTopics.withPrefix(prefix);

    private static byte[] document(CoreHarness harness, String id) {
        return new RunStore().put(StoredRun.of(harness.run(id), new Reporter("test"), harness.now()));
    }

    /** With a series of five minutes. */
    private static byte[] begun(String id) {
        CoreHarness harness = new CoreHarness();
        harness.running(id, "{duration: 10m, rate: 100}", "a", "b");
        for (int second = 0; second < ROWS; second++) {
            harness.pass(Duration.ofSeconds(1));
            harness.interval("a", Intervals.interval(id, second, second, 1_234, 56_789));
            harness.interval("b", Intervals.interval(id, second, second, 4_321));
        }
        return document(harness, id);
    }

    private static byte[] queued(String id) {
        CoreHarness harness = new CoreHarness();
        harness.submit(id, "{messages: 10, topic: " + TOPIC + ", workers: {timeout: 1h}}");
        return document(harness, id);
    }

    private void create() {
        List<NewTopic> made = new ArrayList<>();
        for (BusTopics.Definition definition : topics.definitions()) {
            made.add(new NewTopic(definition.name(), 1, (short) 1).configs(definition.settings()));
        }
        Broker.create(made.toArray(NewTopic[]::new));
    }

    private static byte[] heartbeat(String worker, long number) {
        Heartbeat heartbeat = new Heartbeat(
                new WorkerInfo(worker, "localhost", "test", 2, 1L << 30),
                number,
                false,
                Optional.empty(),
                new Vitals(1, 1, 1, 0),
                List.of());
        return BusCodec.STATUS.encode(new Envelope<>(1, worker, number, heartbeat));
    }

    private void assign(String run) {
        DesiredRun desired = new DesiredRun(
                run,
                1,
                RunPhase.PREPARING,
                Optional.empty(),
                new Plan(CoreHarness.spec("{messages: 10, topic: " + TOPIC + "}"), 64, List.of(1)),
                new DesiredRun.Load(List.of(), Optional.empty(), Optional.empty()),
                List.of(),
                DesiredRun.Allocation.NONE,
                DesiredRun.Departed.NONE,
                Audit.NONE);
        Broker.write(
                topics.control(),
                "1/run/" + run,
                BusCodec.CONTROL.encode(new Envelope<>(1, "controller.lost", 1, desired)));
    }

    private static List<String> workers(Api api) {
        List<String> states = new ArrayList<>();
        // it responds with 503 while it replays the runs that it has taken over
        await("the fleet")
                .atMost(Controller.AWAIT_MAX)
                .until(() -> api.call("get /api/fleet", ""), answer -> answer.status() == 200)
                .json()
                .path("workers")
                .forEach(worker -> states.add(worker.path("id").stringValue() + " "
                        + worker.path("state").stringValue()));
        return states;
    }

    @Test
    void reportsSinceARunWasCreatedAreReplayedAndNoWorkerCountsAsReady() {
        create();
        Broker.create(new NewTopic(TOPIC, 1, (short) 1));
        Broker.write(topics.state(), "begun", queued("begun"));
        assign("begun");
        Broker.write(topics.status(), "old-worker", heartbeat("old-worker", 1));
        Broker.write(topics.state(), "queued", queued("queued"));

        try (Controller controller = Controller.ready(prefix, CONTRACT)) {
            assertThat(workers(controller.api())).containsExactly("old-worker SUSPECT");
            controller.join("one");
            controller.awaitPhase("begun", "DONE");
            assertThat(controller.awaitPhase("queued", "DONE").text("/messages/planned"))
                    .isEqualTo("10");
        }
    }

    @Test
    void reportsAreNotReplayedIfNoRunHasBegun() {
        create();
        Broker.write(topics.state(), "queued", queued("queued"));
        Broker.write(topics.status(), "old-worker", heartbeat("old-worker", 1));

        try (Controller controller = Controller.ready(prefix, CONTRACT)) {
            assertThat(workers(controller.api())).isEmpty();
            assertThat(controller.api().call("get /api/runs/{id}", "queued").text("/phase"))
                    .isEqualTo("QUEUED");
        }
    }

    @Test
    @Tag("extended")
    void fiveHundredStoredRunsAreRebuilt() {
        create();
        Broker.write(topics.state(), documents());
        List<Map.Entry<String, byte[]>> records = new ArrayList<>();
        for (int number = 0; number < REPLAYED; number++) {
            records.add(Map.entry("one", heartbeat("one", number)));
        }
        Broker.write(topics.status(), records);

        try (Controller controller = Controller.start(Broker.servers(), prefix, CONTRACT, Map.of())) {
            controller.awaitReady();
            assertThat(workers(controller.api())).containsExactly("one SUSPECT");
            controller.awaitPhase("r0", "FAILED");
            controller.awaitPhase("r" + (STORED - 1), "FAILED");
        }
    }

    /** None of them has ended, so that each is recovered. */
    private static List<Map.Entry<String, byte[]>> documents() {
        String first = new String(begun("r0"), StandardCharsets.UTF_8);
        List<Map.Entry<String, byte[]>> documents = new ArrayList<>();
        for (int i = 0; i < STORED; i++) {
            documents.add(Map.entry("r" + i, Broker.bytes(first.replace("\"r0\"", "\"r" + i + "\""))));
        }
        return documents;
    }
}
