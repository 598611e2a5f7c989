package klt.worker.consume;

import static klt.worker.TestRuns.RUN;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static klt.worker.TestRuns.started;
import static klt.worker.TestRuns.withMembers;
import static klt.worker.TestRuns.withTopic;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import klt.common.clock.Ticker;
import klt.common.histogram.LatencySummary;
import klt.common.protocol.Consumed;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.consumers.GroupIds;
import klt.common.settings.Environment;
import klt.embedded.EmbeddedKafka;
import klt.worker.ControlSide;
import klt.worker.Worker;
import klt.worker.WorkerConfig;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Workers send messages, and their consumers read them as load. */
class ConsumersIT {

    private static final int PARTITIONS = 4;
    private static final Duration SKEW = Duration.ofSeconds(5);

    private static final Map<String, String> NOTING =
            Map.of("KAFKA_CLIENT_INTERCEPTOR_CLASSES", Arrivals.class.getName());

    /** a larger value would make the comparison with the true latencies too lenient */
    private static final long UNCERTAINTY_MAX_MICROS = 500_000;

    /** of the histogram */
    private static final long DIGITS = 1_000;

    private static EmbeddedKafka kafka;

    private final List<Worker> workers = new ArrayList<>();
    private ControlSide control;
    private GroupReports reports;
    private String topic;

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.builder()
                // the minimum: records that a share group's member held when it left go to another member after this
                // time
                .property("group.share.record.lock.duration.ms", "15000")
                .property("group.share.min.record.lock.duration.ms", "1000")
                .start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void open(TestInfo test) throws Exception {
        String name = test.getTestMethod().orElseThrow().getName();
        topic = "load-" + name;
        control = new ControlSide(kafka.bootstrapServers(), name).createBus();
        reports = new GroupReports(control);
        control.create(topic, PARTITIONS, Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        for (Worker worker : workers) {
            worker.stop("the test is over");
        }
        control.close();
        deleteGroups();
    }

    /** All tests use the same run, and a group never changes its kind. */
    private static void deleteGroups() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            for (GroupListing group : admin.listGroups().all().get()) {
                List<String> id = List.of(group.groupId());
                if (group.type().equals(Optional.of(GroupType.SHARE))) {
                    admin.deleteShareGroups(id).all().get();
                } else {
                    admin.deleteConsumerGroups(id).all().get();
                }
            }
        }
    }

    private String startWorker(String name) throws Exception {
        return startWorker(name, Duration.ZERO, Map.of());
    }

    /**
     * @param skew of both of its clocks
     * @param more of its environment
     */
    private String startWorker(String name, Duration skew, Map<String, String> more) throws Exception {
        Ticker ticker = () -> System.nanoTime() + skew.toNanos();
        InstantSource clock = () -> InstantSource.system().instant().plus(skew);
        Map<String, String> environment = new HashMap<>(control.environment(name));
        environment.putAll(more);
        workers.add(Worker.start(WorkerConfig.from(new Environment(environment)), ticker, clock));
        return control.awaitWorker(name);
    }

    private DesiredRun begin(String rest, String... ids) throws Exception {
        control.countOn(List.of(ids));
        DesiredRun run = withTopic(
                preparing(plan(topic, PARTITIONS, "payload: {format: raw, size: 100}, " + rest), ids), PARTITIONS);
        control.publish(run);
        control.awaitState(RUN, RunState.READY, ids);
        return run;
    }

    @Test
    void everyGroupReadsEveryMessageOnce() throws Exception {
        String id = startWorker("w1");
        DesiredRun run = begin("messages: 1000, rate: 1000, consumers: {groups: 2, members: 2}", id);
        reports.awaitPartitions(2, PARTITIONS);
        DesiredRun started = started(run, ControlSide.soon());
        control.publish(started);
        control.finish(started, id);

        for (int group : List.of(0, 1)) {
            control.await(
                    "group " + group + " is through",
                    () -> reports.passed(group) == 1_000
                            && reports.records(group) == 1_000
                            && reports.endToEnd(group).summary().count() == 1_000);
            Consumed last = reports.newest(group).getFirst();
            assertThat(last.records().redelivered()).isZero();
            assertThat(last.records().foreign()).isZero();
            assertThat(last.records().bytes()).isEqualTo(100_000);
            assertThat(last.trouble()).isEmpty();
            assertThat(reports.endToEnd(group).summary().count()).isEqualTo(1_000);
            assertThat(reports.places(group).values())
                    .allSatisfy(place -> assertThat(place.end()).isEqualTo(place.next()));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            assertThat(admin.listGroups().all().get())
                    .extracting(group -> group.groupId())
                    .contains(GroupIds.of(RUN, 0), GroupIds.of(RUN, 1));
        }
    }

    @Test
    @Tag("extended")
    void theBrokersOwnProtocolWorksAsWell() throws Exception {
        String id = startWorker("w1");
        DesiredRun run = begin("messages: 500, rate: 1000, consumers: {groups: 1, members: 3, protocol: consumer}", id);
        reports.awaitPartitions(1, PARTITIONS);
        DesiredRun started = started(run, ControlSide.soon());
        control.publish(started);
        control.finish(started, id);

        control.await("all is read", () -> reports.passed(0) == 500 && reports.records(0) == 500);
        assertThat(reports.endToEnd(0).summary().count()).isEqualTo(500);
    }

    private void readFromTheBeginning(Admin admin) throws Exception {
        admin.alterShareGroupOffsets(
                        GroupIds.of(RUN, 0),
                        IntStream.range(0, PARTITIONS)
                                .boxed()
                                .collect(Collectors.toMap(number -> new TopicPartition(topic, number), number -> 0L)))
                .all()
                .get();
    }

    /** Without a load, a member may receive records before the start. */
    @Test
    @Tag("extended")
    void aMemberOfAShareGroupKeepsItsRecordsUntilTheStart() throws Exception {
        int lockMillis = 3_000;
        String id = startWorker("w1");
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (Admin admin = Admin.create(settings);
                var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int record = 0; record < 100; record++) {
                producer.send(new ProducerRecord<>(topic, new byte[10])).get();
            }
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, GroupIds.of(RUN, 0)),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("share.record.lock.duration.ms", String.valueOf(lockMillis)),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            readFromTheBeginning(admin);
        }
        control.countOn(List.of(id));
        DesiredRun run = withTopic(
                preparing(plan("{topic: " + topic + ", rate: 0, consumers: {groups: 1, protocol: share}}"), id),
                PARTITIONS);
        control.publish(run);
        reports.awaitPartitions(1, PARTITIONS);
        long untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2L * lockMillis);
        control.await("the locks would have expired", () -> System.nanoTime() - untilNanos > 0);
        assertThat(reports.records(0)).isZero();

        control.publish(started(run, ControlSide.soon()));

        control.await("all is read", () -> reports.passed(0) == 100);
        assertThat(reports.records(0)).isEqualTo(100);
        assertThat(reports.newest(0).getFirst().records().redelivered()).isZero();
    }

    @Test
    void membersOfAShareGroupShareWhatThereIs() throws Exception {
        String id = startWorker("w1");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            readFromTheBeginning(admin);
        }
        // more members than partitions
        DesiredRun run = begin("messages: 3000, rate: 1000, consumers: {groups: 1, members: 6, protocol: share}", id);
        reports.awaitPartitions(1, PARTITIONS);
        control.await(
                "all members are there",
                () -> reports.newest(0).getFirst().members().joined() == 6);
        DesiredRun started = started(run, ControlSide.soon());
        control.publish(started);
        control.await("some are read", () -> reports.records(0) > 500);
        // three members leave and join again
        DesiredRun fewer = withMembers(started, id, "absent.00000000");
        control.publish(fewer);
        control.await(
                "members leave", () -> reports.newest(0).getFirst().members().joined() < 6);
        DesiredRun desired = withMembers(fewer, id);
        control.publish(desired);
        control.finish(desired, id);

        control.await("all is done", () -> reports.passed(0) == 3_000);
        control.await(
                "all reports",
                () -> reports.records(0)
                                        - reports.newest(0).getFirst().records().redelivered()
                                <= 3_000
                        && reports.endToEnd(0).summary().count() == reports.records(0));
        // a message that was released before it was processed has its sample from the member that received it next
        assertThat(reports.records(0)).isGreaterThanOrEqualTo(3_000);
        assertThat(reports.newest(0).getFirst().members().rebalances()).isZero();
        assertThat(reports.newest(0).getFirst().trouble()).isEmpty();
    }

    @Test
    @Tag("extended")
    void membersThatJoinAndLeaveLoseNoSampleAndCountRedeliveries() throws Exception {
        String id = startWorker("w1");
        DesiredRun run = begin(
                "messages: 10000, rate: 1000, consumers: {groups: 1, members: 4, processingMicros: 200, maxPollRecords: 50}",
                id);
        reports.awaitPartitions(1, PARTITIONS);
        DesiredRun started = started(run, ControlSide.soon());
        control.publish(started);
        DesiredRun desired = started;
        for (int turn = 0; turn < 4; turn++) {
            // to a worker that does not exist: its members leave, and join again
            long before = reports.rebalances();
            desired = withMembers(desired, id, "absent.00000000");
            control.publish(desired);
            control.await(
                    "members leave",
                    () -> reports.rebalances() > before
                            && reports.newest(0).getFirst().members().joined() < 4);
            desired = withMembers(desired, id);
            control.publish(desired);
            control.await(
                    "members come", () -> reports.newest(0).getFirst().members().joined() == 4);
        }
        control.finish(desired, id);

        control.await(
                "all is read",
                () -> reports.passed(0) == 10_000
                        && reports.newest(0).getFirst().members().joined() == 4);
        control.await(
                "all reports",
                () -> reports.records(0)
                                        - reports.newest(0).getFirst().records().redelivered()
                                == 10_000
                        && reports.endToEnd(0).summary().count() == 10_000);
    }

    /** The true latency: when the message was due, and between which polls the member read its clock, both by the machine's own clock. */
    @Test
    @Tag("extended")
    void endToEndIsRightWithinItsUncertaintyThoughClocksAreWrongByTenSeconds() throws Exception {
        int rate = 1_000;
        int messages = 5_000;
        String early = startWorker("early", SKEW.negated(), NOTING);
        String late = startWorker("late", SKEW, NOTING);
        DesiredRun run = begin(
                "messages: " + messages + ", rate: " + rate + ", consumers: {groups: 1, members: 4}", early, late);
        reports.awaitPartitions(1, PARTITIONS);
        Instant start = ControlSide.soon();
        DesiredRun started = started(run, start);
        control.publish(started);
        control.finish(started, early, late);
        control.await("all is read", () -> reports.passed(0) == messages && reports.records(0) == messages);

        assertThat(reports.newest(0))
                .hasSize(2)
                .allSatisfy(of -> assertThat(of.records().received()).isPositive());
        long uncertainty = control.reports(Consumed.class).stream()
                .mapToLong(consumed -> consumed.endToEnd().uncertaintyMicros())
                .max()
                .orElseThrow();
        assertThat(uncertainty).isBetween(0L, UNCERTAINTY_MAX_MICROS);
        LatencySummary reported = reports.endToEnd(0).summary();
        assertThat(reported.count()).isEqualTo(messages);
        List<Long> earliest = Arrivals.waits(topic, start, rate, Arrivals.Poll::notBefore);
        List<Long> latest = Arrivals.waits(topic, start, rate, Arrivals.Poll::notAfter);
        assertThat(earliest).hasSize(messages);
        int half = messages / 2 - 1;
        int nineTenths = messages * 9 / 10 - 1;
        System.out.printf(
                "end to end, reported %d and %d µs, in truth %d to %d and %d to %d µs, uncertain by ±%d µs%n",
                reported.p50().orElseThrow(),
                reported.p90().orElseThrow(),
                earliest.get(half),
                latest.get(half),
                earliest.get(nineTenths),
                latest.get(nineTenths),
                uncertainty);
        assertThat(reported.p50().orElseThrow())
                .isBetween(low(earliest.get(half), uncertainty), high(latest.get(half), uncertainty));
        assertThat(reported.p90().orElseThrow())
                .isBetween(low(earliest.get(nineTenths), uncertainty), high(latest.get(nineTenths), uncertainty));
    }

    private static long low(long micros, long uncertainty) {
        return micros - micros / DIGITS - 1 - uncertainty;
    }

    private static long high(long micros, long uncertainty) {
        return micros + micros / DIGITS + 1 + uncertainty;
    }

    @Test
    @Tag("extended")
    void aSlowMemberStaysInItsGroupAndFallsBehind() throws Exception {
        String id = startWorker("w1");
        DesiredRun run = begin("messages: 1000, rate: 1000, consumers: {groups: 1, members: 1, rate: 200}", id);
        reports.awaitPartitions(1, PARTITIONS);
        DesiredRun started = started(run, ControlSide.soon());
        control.publish(started);
        control.finish(started, id);
        control.await(
                "it is behind",
                () -> reports.places(0).values().stream()
                                .mapToLong(place -> place.end() - place.next())
                                .sum()
                        > 100);

        control.await("all is read", () -> reports.passed(0) == 1_000 && reports.records(0) == 1_000);
        assertThat(reports.newest(0).getFirst().records().redelivered()).isZero();
        assertThat(reports.newest(0).getFirst().members().rebalances()).isEqualTo(1);
    }
}
