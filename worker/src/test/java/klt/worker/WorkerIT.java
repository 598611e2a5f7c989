package klt.worker;

import static klt.worker.TestRuns.RUN;
import static klt.worker.TestRuns.in;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static klt.worker.TestRuns.rateFrom;
import static klt.worker.TestRuns.started;
import static klt.worker.TestRuns.withChanges;
import static klt.worker.TestRuns.withHardStop;
import static klt.worker.TestRuns.withId;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.RunPhase;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.settings.Environment;
import klt.embedded.EmbeddedKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class WorkerIT {

    /** A larger value would be an error in the clock measurement. */
    private static final Duration CLOCK_ERROR_MAX = Duration.ofSeconds(1);

    private static EmbeddedKafka kafka;

    private final List<Worker> workers = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private ControlSide control;
    private String topic;

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.builder().start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void openControl(TestInfo test) throws Exception {
        String name = test.getTestMethod().orElseThrow().getName();
        topic = "load-" + name;
        control = new ControlSide(kafka.bootstrapServers(), name).createBus();
        control.create(topic, 3, Map.of());
    }

    @AfterEach
    void stopWorkers() throws Exception {
        for (Worker worker : workers) {
            worker.stop("the test is over");
        }
        control.close();
    }

    @Test
    void oneWorkerSendsEverySequenceOnce() throws Exception {
        String worker = start("w1");
        DesiredRun run = run("messages: 3000, rate: 1500", worker);

        control.publish(run);
        control.awaitState(RUN, RunState.READY, worker);
        assertThat(control.heartbeat(worker).clock()).isPresent();
        Instant startAt = ControlSide.soon();
        control.publish(started(run, startAt));
        control.finish(started(run, startAt), worker);

        assertThat(control.sequences(topic)).isEqualTo(upTo(3_000));
        RunProgress progress = control.progress(RUN, worker).orElseThrow();
        assertThat(progress.sent()).isEqualTo(3_000);
        assertThat(progress.acked()).isEqualTo(3_000);
        assertThat(progress.totals().payloadBytes()).isEqualTo(3_000 * 100);
        assertThat(progress.producer().wireBytes()).isGreaterThan(300_000);
        assertThat(progress.errors()).isEmpty();
        assertThat(progress.cpuSeconds()).isPositive();
        assertThat(progress.times().startSkewNanos())
                .hasValueSatisfying(skew -> assertThat(skew).isBetween(0L, 5_000_000_000L));
        assertThat(progress.times().firstSendAt())
                .hasValueSatisfying(at -> assertThat(Duration.between(startAt, at))
                        .isBetween(Duration.ofMillis(-5), Duration.ofSeconds(5)));
        IntervalSums.areThoseOf(progress, control.intervals(RUN));
        assertThat(control.numbers()).isSorted().doesNotHaveDuplicates();
        control.publish(in(RunPhase.DONE, started(run, startAt)));
        control.await(
                "the run is forgotten", () -> control.progress(RUN, worker).isEmpty());
    }

    @Test
    void aRecreatedControlTopicIsReadFromItsFirstTerm() throws Exception {
        String worker = start("w1");
        control.tick(9, 17, List.of());
        control.await("the tick is read", () -> control.heartbeat(worker).lastTick() == 17);

        control.recreateControl();
        control.tick(1, 3, List.of());

        // that tick, or one of those that follow it each second
        control.await(
                "a tick of the new topic is read",
                () -> control.heartbeat(worker).lastTick() != 17);
    }

    @Test
    void threeWorkersSendEverySequenceOnceTogether() throws Exception {
        String[] all = {start("w1"), start("w2"), start("w3")};
        DesiredRun run = run("messages: 5000, rate: 2500", all);

        control.publish(run);
        control.awaitState(RUN, RunState.READY, all);
        run = started(run, ControlSide.soon());
        control.publish(run);
        control.finish(run, all);

        assertThat(control.sequences(topic)).isEqualTo(upTo(5_000));
        for (String id : all) {
            assertThat(control.progress(RUN, id).orElseThrow().acked()).isBetween(1_600L, 1_750L);
        }
    }

    @Test
    void sendsAtMax() throws Exception {
        String worker = start("w1");
        DesiredRun run = run("messages: 200000, rate: max", worker);

        send(run, worker);

        assertThat(control.sequences(topic)).isEqualTo(upTo(200_000));
        IntervalSums.areThoseOf(control.progress(RUN, worker).orElseThrow(), control.intervals(RUN));
    }

    /** A worker whose wall clock is ahead by more than a broker accepts, which is an hour. */
    @Test
    void stampsMessagesInBusTimeWhenItsOwnClockIsHoursAhead() throws Exception {
        Map<String, String> environment = new HashMap<>(control.environment("w1"));
        environment.put("KAFKA_CLIENT_INTERCEPTOR_CLASSES", ClockAhead.class.getName());
        String worker = start("w1", environment, ClockAhead.AHEAD);
        DesiredRun plain = run("messages: 200, rate: 1000", worker);
        DesiredRun verified =
                withId(preparing(plan(topic, 3, "messages: 200, rate: 1000, verification: after"), worker), RUN + "2");
        Instant before = Instant.now();

        for (DesiredRun run : List.of(plain, verified)) {
            send(run, worker);

            RunProgress progress = control.progress(run.run(), worker).orElseThrow();
            assertThat(progress.errors()).isEmpty();
            assertThat(progress.acked()).isEqualTo(200);
        }

        assertThat(control.readAll(topic))
                .hasSize(400)
                .allSatisfy(record -> assertThat(Instant.ofEpochMilli(record.timestamp()))
                        .isBetween(before.minus(CLOCK_ERROR_MAX), Instant.now().plus(CLOCK_ERROR_MAX)));
        assertThat(control.heartbeat(worker).clock())
                .hasValueSatisfying(clock -> assertThat(Duration.of(-clock.offsetMicros(), ChronoUnit.MICROS))
                        .isCloseTo(ClockAhead.AHEAD, CLOCK_ERROR_MAX));
    }

    @Test
    void sendsJsonWithSequentialKeys() throws Exception {
        String worker = start("w1");
        DesiredRun run = preparing(
                plan(topic, 3, "messages: 1200, rate: max, payload: {size: 300}, key: {kind: sequential}"), worker);

        send(run, worker);

        assertThat(control.readAll(topic)).hasSize(1_200).allSatisfy(record -> {
            String key = new String(record.key(), StandardCharsets.US_ASCII);
            assertThat(record.value()).hasSize(300);
            assertThat(new String(record.value(), StandardCharsets.US_ASCII))
                    .contains("\"id\":\"msg-" + key + "\"")
                    .contains("\"sequence\":" + key + ",")
                    .endsWith("\"metadata\":{\"producer\":\"w1\",\"test_run\":\"" + RUN + "\"}}");
        });
    }

    @Test
    void stopsInTheMiddle() throws Exception {
        String worker = start("w1");
        DesiredRun run = started(run("messages: 100000, rate: 1000", worker), ControlSide.soon());

        control.publish(run);
        control.await("some messages", () -> acked(worker) >= 500);
        control.publish(in(RunPhase.DRAINING, run));
        control.awaitState(RUN, RunState.FINISHED, worker);

        RunProgress progress = control.progress(RUN, worker).orElseThrow();
        assertThat(progress.sent()).isLessThan(50_000);
        assertThat(progress.inFlight()).isZero();
        assertThat(control.sequences(topic)).isEqualTo(upTo(progress.acked()));
        IntervalSums.areThoseOf(progress, control.intervals(RUN));
    }

    @Test
    void stopsAtTheHardStop() throws Exception {
        String worker = start("w1");
        Instant startAt = ControlSide.soon();
        DesiredRun run =
                withHardStop(started(run("messages: 100000, rate: 1000", worker), startAt), startAt.plusSeconds(3));

        control.publish(run);
        control.awaitState(RUN, RunState.FINISHED, worker);

        List<Long> sent = control.sequences(topic);
        // on a busy machine, messages that are late when the run is stopped are not sent after that
        assertThat(sent).hasSizeBetween(500, 3_000).isEqualTo(upTo(sent.size()));
    }

    @Test
    void changesTheRateInTheMiddle() throws Exception {
        String worker = start("w1");
        String other = start("w2");
        Instant startAt = ControlSide.soon();
        DesiredRun run = withChanges(started(run("duration: 6s, rate: 200", worker, other), startAt));

        control.publish(run);
        control.await("some messages", () -> acked(worker) >= 50);
        run = withChanges(run, rateFrom(4_000_000_000L, 1_000));
        control.publish(run);
        control.finish(run, worker, other);

        assertThat(control.sequences(topic)).isEqualTo(upTo(4 * 200 + 2 * 1_000));
    }

    @Test
    void skipsBadControlRecordsAndTakesTheNextGoodOne() throws Exception {
        String worker = start("w1");
        control.write("nonsense", "x".getBytes(StandardCharsets.UTF_8));
        control.write("1/run/" + RUN, "{".getBytes(StandardCharsets.UTF_8));
        control.write(
                "1/run/" + RUN,
                "{\"v\":8,\"type\":\"run\",\"term\":1,\"writer\":\"c\",\"wseq\":1}".getBytes(StandardCharsets.UTF_8));
        send(run("messages: 100, rate: max", worker), worker);

        assertThat(control.sequences(topic)).isEqualTo(upTo(100));
        assertThat(scrape("/metrics"))
                .contains("klt_worker_control_records_skipped_total{kind=\"not_json\",worker=\"w1\"} 1.0")
                .contains("klt_worker_control_records_skipped_total{kind=\"wrong_shape\",worker=\"w1\"} 2.0");
    }

    @Test
    void failsARunWithTheReasonWhenItsMessagesCannotBeMade() throws Exception {
        String worker = start("w".repeat(63));
        DesiredRun run = preparing(plan(topic, 3, "messages: 10, payload: {size: 256}"), worker);
        String longId = "r".repeat(90);
        control.publish(withId(run, longId));

        control.awaitState(longId, RunState.FAILED, worker);

        assertThat(control.progress(longId, worker)
                        .orElseThrow()
                        .failure()
                        .orElseThrow()
                        .error())
                .contains("256 bytes is too small for its fields");
    }

    @Test
    void countsMessagesThatTheBrokerRefuses() throws Exception {
        control.create("small-" + topic, 1, Map.of("max.message.bytes", "500"));
        topic = "small-" + topic;
        String worker = start("w1");
        DesiredRun run =
                preparing(plan(topic, 1, "messages: 50, rate: 100, payload: {format: raw, size: 1000}"), worker);

        send(run, worker);

        RunProgress progress = control.progress(RUN, worker).orElseThrow();
        assertThat(progress.failed()).isEqualTo(50);
        assertThat(progress.errors()).singleElement().satisfies(error -> {
            assertThat(error.errorClass()).isEqualTo("RecordTooLargeException");
            assertThat(error.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(error.count()).isEqualTo(50);
        });
    }

    @Test
    void waitsForATopicWithoutMakingKafkaCreateIt() throws Exception {
        String worker = start("w1");
        DesiredRun run = preparing(plan("late-" + topic, 1, "messages: 10, rate: max"), worker);

        control.publish(run);
        control.awaitState(RUN, RunState.PREPARING, worker);
        control.awaitTick(worker);
        assertThat(control.topicNames()).doesNotContain("late-" + topic);
        control.create("late-" + topic, 1, Map.of());

        control.awaitState(RUN, RunState.READY, worker);
    }

    @Test
    void showsItsMetricsAndHealth() throws Exception {
        String worker = start("w1");
        DesiredRun run = started(run("duration: 4s, rate: 500", worker), ControlSide.soon());
        String labels = "run=\"" + RUN + "\",worker=\"w1\"";
        assertThat(scrape("/health/live")).isEqualTo("alive\n");
        Http.awaitBody(workers.getFirst().metricsPort(), "/health/ready", "ready\n");

        control.publish(run);
        control.await("some messages", () -> acked(worker) >= 500);
        String during = scrape("/metrics");
        control.finish(run, worker);
        String after = scrape("/metrics");

        assertThat(during)
                .contains("klt_worker_target_messages_per_second{" + labels + "} 500.0")
                .containsPattern("klt_worker_achieved_messages_per_second\\{" + labels + "} [1-9]\\d*\\.")
                .containsPattern("klt_worker_response_time_interval_seconds\\{percentile=\"99\"," + labels + "} \\d")
                .contains("kafka_producer_record_send_total")
                .contains("jvm_memory_used_bytes")
                .containsPattern("klt_worker_tick_age_seconds\\{worker=\"w1\"} [0-9]")
                .containsPattern("klt_worker_clock_uncertainty_seconds\\{worker=\"w1\"} \\d");
        assertThat(after)
                .contains("klt_worker_target_messages_per_second{" + labels + "} 0.0")
                .contains("klt_worker_messages_sent_total{" + labels + "} 2000.0")
                .contains("klt_worker_messages_acked_total{" + labels + "} 2000.0")
                .contains("klt_worker_payload_bytes_total{" + labels + "} 200000.0")
                .contains("# TYPE klt_worker_response_time_seconds histogram")
                .contains("klt_worker_response_time_seconds_bucket{" + labels + ",le=\"+Inf\"} 2000")
                .contains("klt_worker_send_lag_seconds_count{" + labels + "} 2000")
                .doesNotContain("kafka_producer_record_send_total");
    }

    @Test
    void fallsBackToTheWallClockWhenNothingIsStamped() throws Exception {
        control.close();
        control = new ControlSide(kafka.bootstrapServers(), "unstamped");
        control.create("unstamped-control", 1, Map.of());
        control.create("unstamped-status", 1, Map.of());
        String worker = start("w1");
        DesiredRun run = run("messages: 100, rate: 1000", worker);

        send(run, worker);

        assertThat(control.heartbeat(worker).clock()).isEmpty();
        assertThat(control.sequences(topic)).isEqualTo(upTo(100));
    }

    private String start(String name) throws Exception {
        return start(name, control.environment(name), Duration.ZERO);
    }

    /** @param ahead how far both of its clocks are ahead */
    private String start(String name, Map<String, String> environment, Duration ahead) throws Exception {
        workers.add(Worker.start(
                WorkerConfig.from(new Environment(environment)),
                () -> System.nanoTime() + ahead.toNanos(),
                () -> InstantSource.system().instant().plus(ahead)));
        ids.add(control.awaitWorker(name));
        control.countOn(ids);
        return ids.getLast();
    }

    /** From the start to the end. */
    private void send(DesiredRun run, String worker) throws Exception {
        DesiredRun started = started(run, ControlSide.soon());
        control.publish(started);
        control.finish(started, worker);
    }

    private DesiredRun run(String extentAndRate, String... ids) {
        return preparing(plan(topic, 3, "payload: {format: raw, size: 100}, " + extentAndRate), ids);
    }

    private long acked(String worker) {
        return control.progress(RUN, worker).map(RunProgress::acked).orElse(0L);
    }

    private String scrape(String path) throws Exception {
        return Http.get(workers.getFirst().metricsPort(), path).body();
    }

    private static List<Long> upTo(long messages) {
        return LongStream.range(0, messages).boxed().toList();
    }
}
