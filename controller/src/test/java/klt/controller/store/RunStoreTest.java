package klt.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.compare.Baseline;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.RunEvents.RunEvent;
import klt.common.report.RunSummary;
import klt.common.report.Verdict;
import klt.common.report.latency.Latency;
import klt.controller.core.CoreHarness;
import klt.controller.core.Intervals;
import klt.controller.core.Progress;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Event;
import klt.controller.core.run.Run;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.fixtures.CapturedLog;
import klt.controller.report.Reporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RunStoreTest {

    private static final String FULL_SPEC = """
            tags: {branch: main, build: 1234}
            name: "naïve \\"quoted\\" ☃"
            topic: {name: t, partitions: 3}
            messages: 100
            rate: 12.5
            payload: {format: raw, size: 10}
            key: {kind: sequential}
            producer: {acks: "1", idempotence: false, compression: zstd, maxInFlight: 7}
            workers: {expected: 1, timeout: 90s}
            objectives: ["response.p99<20ms", "errors<=0.1%", "rate>1G"]
            """;

    private final RunStore store = new RunStore();

    private static StoredRun ended(String id, String yaml) {
        CoreHarness harness = new CoreHarness();
        harness.running(id, yaml, "a", "b");
        harness.pass(Duration.ofMillis(8_123));
        harness.on(new Event.LoadChangeRequested(id, new LoadRequest.SetRate(33.25)));
        harness.interval("a", Intervals.interval(id, 0, 0, 1_234, 56_789));
        harness.interval("b", Intervals.interval(id, 0, 1, 4_321));
        ErrorCount error = new ErrorCount(
                "TimeoutException",
                Outcome.INDETERMINATE,
                2,
                harness.now(),
                harness.now().plusNanos(123_456_789),
                "expired");
        for (String worker : List.of("a", "b")) {
            harness.heartbeat(
                    worker,
                    Progress.of(id, RunState.FINISHED)
                            .messages(50, 47, 1, 2)
                            .intervals(1)
                            .startSkewNanos(1_234_567)
                            .lastAckAt(harness.now())
                            .cpuSeconds(1.0 / 3)
                            .bufferWaitNanos(1_000_001)
                            .errors(error));
        }
        Run run = harness.run(id);
        assertThat(run.phase().isEnded()).isTrue();
        return StoredRun.of(run, new Reporter("test"), harness.now());
    }

    private static StoredRun waiting(String id, int createdSecond) {
        CoreHarness harness = new CoreHarness();
        harness.pass(Duration.ofSeconds(createdSecond));
        harness.submit(id, "{messages: 10}");
        return StoredRun.of(harness.run(id), new Reporter("test"), harness.now());
    }

    /** A run that was stopped as soon as it was created. */
    private static StoredRun stopped(String id, int createdSecond) {
        CoreHarness harness = new CoreHarness();
        harness.pass(Duration.ofSeconds(createdSecond));
        harness.submit(id, "{messages: 10}");
        harness.on(new Event.StopRequested(id));
        Run run = harness.run(id);
        assertThat(run.phase().isEnded()).isTrue();
        return StoredRun.of(run, new Reporter("test"), harness.now());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FULL_SPEC,
                "{duration: 1h20m, rate: 0.001}",
                "{messages: 1000000000000, rate: 100M}",
                "{duration: 8s, rate: max}",
                "{messages: 5, rate: max, objectives: ['rate>1', 'sendLag.mean<1us']}"
            })
    void aRunIsTheSameAfterItWasWrittenAndRead(String yaml) {
        StoredRun run = ended("r", yaml);

        RunStore other = new RunStore();
        assertThat(other.load("r", store.put(run)))
                .as("an ended run with which another controller goes on")
                .isEmpty();

        StoredRun read = other.find("r").orElseThrow();
        assertThat(read.report()).isEqualTo(run.report());
        assertThat(read).isEqualTo(run);
        assertThat(other.summaries()).isEqualTo(store.summaries());
        assertThat(store.find("r")).contains(run);
    }

    @Test
    void ofARunThatGoesOnAllIsReadThatAnotherControllerNeeds() {
        StoredRun run = goingOn();

        StoredRun read = new RunStore().load("r", store.put(run)).orElseThrow();

        assertThat(read).isEqualTo(run);
        assertThat(read.report().series()).isEmpty();
        assertThat(read.past().events()).extracting(RunLog.Entry::kind).contains(RunLog.Kind.WORKER_LOST);
        assertThat(read.past().disruptions())
                .singleElement()
                .satisfies(disruption ->
                        assertThat(disruption.args().get("worker")).contains("name-of-a"));
    }

    /** A run that has lost one of its workers. */
    private static StoredRun goingOn() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", "{messages: 10000, rate: 10}", "a", "b");
        harness.interval("b", Intervals.interval("r", 0, 0, 1_234));
        for (int second = 0; second < Fleet.LEASE_TICKS; second++) {
            harness.heartbeat("b", Progress.of("r", RunState.SENDING).acked(second));
            harness.tick();
        }
        return StoredRun.of(harness.run("r"), new Reporter("test"), harness.now());
    }

    @Test
    void aDocumentOfAnEarlierVersionKnowsOfNoOutages() {
        StoredRun run = goingOn();
        String document = new String(store.put(run), StandardCharsets.UTF_8);
        assertThat(document).contains("\"outages\":[],");

        byte[] earlier = document.replace("\"outages\":[],", "").getBytes(StandardCharsets.UTF_8);

        assertThat(new RunStore().load("r", earlier)).contains(run);
    }

    @Test
    void aReportFromBeforeThereWasAWarmupIsRead() {
        StoredRun run = ended("r", "{messages: 10, rate: 10, objectives: ['rate>1']}");
        JsonNode document = JsonMapper.shared().readTree(store.put(run));
        assertThat(document.findValues("unanswered")).isNotEmpty();

        removeNewerKeys(document);
        RunStore other = new RunStore();
        other.load("r", JsonMapper.shared().writeValueAsBytes(document));

        StoredRun read = other.find("r").orElseThrow();
        assertThat(other.summaries()).isEqualTo(store.summaries());
        assertThat(read.report().result().latencies().responseTime())
                .isEqualTo(run.report().result().latencies().responseTime());
        assertThat(read.report().result().totals().messages())
                .isEqualTo(run.report().result().totals().messages());
        assertThat(read.report().result().judgement().objectives())
                .isEqualTo(run.report().result().judgement().objectives());
        assertThat(read.report().result().spec())
                .isEqualTo(run.report().result().spec());
        assertThat(read.report().result().latencies().repairedResponseTime()).isEqualTo(Latency.NONE);
        assertThat(read.histograms().repairedResponseTime()).isEqualTo(LatencyHistogram.EMPTY);
        assertThat(read.report().timing().warmupSeconds()).isZero();
        assertThat(read.report().timing().measuredFrom()).isEmpty();
    }

    @Test
    void aReportFromBeforeThereWereArgumentsKeepsItsTexts() {
        StoredRun run = ended("r", "{messages: 1000, rate: 10, objectives: ['rate>100']}");
        assertThat(run.report().result().run().end()).isPresent();
        JsonNode document = JsonMapper.shared().readTree(store.put(run));

        remove(document, "args", "end");
        RunStore other = new RunStore();
        other.load("r", JsonMapper.shared().writeValueAsBytes(document));

        StoredRun read = other.find("r").orElseThrow();
        assertThat(read.report().result().run().reason())
                .isEqualTo(run.report().result().run().reason());
        assertThat(read.report().result().run().end()).isEmpty();
        assertThat(read.report().result().log().events())
                .extracting(RunEvent::message)
                .isEqualTo(run.report().result().log().events().stream()
                        .map(RunEvent::message)
                        .toList());
        List<Verdict.Reason> reasons = read.summary().verdict().reasons();
        assertThat(reasons).isNotEmpty().allMatch(reason -> reason.args().isEmpty());
        assertThat(reasons)
                .extracting(Verdict.Reason::message)
                .isEqualTo(run.summary().verdict().reasons().stream()
                        .map(Verdict.Reason::message)
                        .toList());
    }

    @Test
    void aRunThatGoesOnFromBeforeThereWereArgumentsKeepsItsTexts() {
        StoredRun run = goingOn();
        JsonNode document = JsonMapper.shared().readTree(store.put(run));

        remove(document, "args");
        StoredRun read = new RunStore()
                .load("r", JsonMapper.shared().writeValueAsBytes(document))
                .orElseThrow();

        assertThat(read.past().events())
                .extracting(RunLog.Entry::message)
                .isEqualTo(
                        run.past().events().stream().map(RunLog.Entry::message).toList());
        assertThat(read.past().disruptions())
                .as("of a run that no other build continues")
                .isEmpty();
    }

    private static void removeNewerKeys(JsonNode node) {
        remove(node, "unanswered", "repairedResponseTime", "warmup", "warmupSeconds", "measuredFrom");
    }

    private static void remove(JsonNode node, String... keys) {
        if (node instanceof ObjectNode object) {
            object.remove(List.of(keys));
        }
        node.forEach(child -> remove(child, keys));
    }

    @Test
    void aRunThatWaitsIsTheSameToo() {
        StoredRun run = waiting("r", 0);

        assertThat(new RunStore().load("r", store.put(run))).contains(run);
    }

    @Test
    void aDocumentOfALaterVersionWithMoreKeysIsRead() {
        StoredRun run = waiting("r", 0);
        String document = new String(store.put(run), StandardCharsets.UTF_8);

        byte[] more = document.replaceFirst("\\{", "{\"more\":{\"x\":1},").getBytes(StandardCharsets.UTF_8);

        assertThat(new RunStore().load("r", more)).contains(run);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "null",
                "[]",
                "{}",
                "{\"v\":3}",
                "{\"summary\":{\"id\":\"r\",\"phase\":\"DONE\"}}",
                "{\"v\":3,\"summary\":null}",
                "{\"v\":3,\"summary\":{}}",
                "{\"v\":3,\"summary\":{\"id\":\"r\"}}",
                "{\"v\":3,\"summary\":[1]}",
                "{\"v\":3,\"report\":null}",
                "{\"v\":3,\"report\":{}}",
                "{\"v\":3,\"report\":{\"id\":\"r\"}}",
                "{\"v\":3,\"report\":{\"id\":\"r\",\"spec\":{\"colour\":1}}}"
            })
    void anUnreadableDocumentIsPassedOver(String document) {
        assertThat(store.load("r", document.getBytes(StandardCharsets.UTF_8))).isEmpty();

        assertThat(store.summaries()).isEmpty();
        assertThat(store.contains("r")).isFalse();
    }

    @Test
    void aDocumentOfAnotherVersionOrUnderAnotherIdIsPassedOver() {
        byte[] document = store.put(waiting("r", 0));
        byte[] later = new String(document, StandardCharsets.UTF_8)
                .replaceFirst("\"v\":3", "\"v\":5")
                .getBytes(StandardCharsets.UTF_8);
        RunStore other = new RunStore();

        try (CapturedLog log = new CapturedLog(RunStore.class)) {
            assertThat(other.load("r", later)).isEmpty();
            assertThat(other.load("s", document)).isEmpty();

            assertThat(log.lines())
                    .hasSize(2)
                    .allMatch(line -> line.startsWith("WARN") && line.contains("not listed"))
                    .last()
                    .asString()
                    .contains("run s ");
        }
        assertThat(other.summaries()).isEmpty();
    }

    @Test
    void aTombstoneForgetsARun() {
        store.put(waiting("r", 0));

        assertThat(store.load("r", null)).isEmpty();

        assertThat(store.contains("r")).isFalse();
        assertThat(store.find("r")).isEmpty();
    }

    @Test
    void theListIsNewestFirstAndItsRevisionGrowsWithEveryChange() {
        long before = store.revision();

        store.put(waiting("old", 1));
        store.put(waiting("new", 2));
        store.remove("other");

        assertThat(store.summaries()).extracting(RunSummary::id).containsExactly("new", "old");
        assertThat(store.revision()).isEqualTo(before + 3);
    }

    @Test
    void theOldestEndedRunsBeyondTheNumberAreSurplus() {
        RunStore three = new RunStore(new Retention(3, Optional.empty()));
        three.put(waiting("live", 0));
        List.of("r1", "r2", "r3").forEach(id -> three.put(stopped(id, id.charAt(1) - '0')));

        assertThat(three.surplus(Instant.MAX)).isEmpty();

        three.put(stopped("r4", 4));

        assertThat(three.surplus(Instant.MAX)).containsExactly("r1");
        three.baselines().put(new Baseline("main", List.of("r1"), Instant.EPOCH));
        assertThat(three.surplus(Instant.MAX)).isEmpty();
    }

    @Test
    void endedRunsAreSurplusWhenTheyAreTooOld() {
        RunStore brief = new RunStore(new Retention(1_000, Optional.of(Duration.ofHours(1))));
        brief.put(stopped("first", 0));
        brief.put(stopped("second", 1));
        brief.put(waiting("live", 0));
        Instant limit = brief.summary("first")
                .orElseThrow()
                .times()
                .endedAt()
                .orElseThrow()
                .plus(Duration.ofHours(1));

        assertThat(brief.surplus(limit)).isEmpty();
        assertThat(brief.surplus(limit.plusMillis(1))).containsExactly("first");
    }

    @Test
    void aRunOfAnEarlierVersionHasNoTags() {
        byte[] document = store.put(stopped("r", 1));
        ObjectNode earlier = (ObjectNode) JsonMapper.shared().readTree(document);
        assertThat(((ObjectNode) earlier.get("summary")).remove("tags")).isNotNull();

        RunStore other = new RunStore();
        other.load("r", JsonMapper.shared().writeValueAsBytes(earlier));

        assertThat(other.summary("r").orElseThrow().run().tags()).isEmpty();
        assertThat(other.find("r")).isPresent();
    }
}
