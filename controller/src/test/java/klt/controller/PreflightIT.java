package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.OpenApi;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A cluster of three brokers, one of which is down, and runs that do not suit it. */
class PreflightIT {

    private static final long LIMIT_SECONDS = 30;
    private static final Duration ELECTION_MAX = Duration.ofSeconds(15);
    private static final int DOWN = 2;

    private static EmbeddedKafka kafka;
    private static Admin admin;
    private static Controller controller;
    private static Api api;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.builder().brokers(3).start();
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        admin.createTopics(List.of(
                        new NewTopic("plain", Map.of(0, List.of(0))),
                        new NewTopic(
                                "half",
                                Map.of(
                                        0,
                                        List.of(0),
                                        1,
                                        List.of(DOWN),
                                        2,
                                        List.of(1),
                                        3,
                                        List.of(DOWN),
                                        4,
                                        List.of(0),
                                        5,
                                        List.of(DOWN))),
                        with("compacted", 2, "cleanup.policy", "compact"),
                        with("strict", 2, "message.timestamp.before.max.ms", "1"),
                        with("safe", 3, "min.insync.replicas", "3"),
                        new NewTopic("others", Map.of(0, List.of(0), 1, List.of(1))),
                        new NewTopic("own", Map.of(0, List.of(0), 1, List.of(1)))))
                .all()
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        kafka.stop(DOWN);
        controller = Controller.start(kafka.bootstrapServers(), "preflight", new OpenApi(), Map.of());
        controller.awaitReady();
        api = controller.api();
        controller.join("w1");
    }

    /** A topic whose partition is on the first brokers, so that it has a leader. */
    private static NewTopic with(String name, int replicas, String setting, String value) {
        return new NewTopic(name, Map.of(0, List.of(0, 1, DOWN).subList(0, replicas))).configs(Map.of(setting, value));
    }

    @AfterAll
    static void stop() {
        controller.close();
        admin.close();
        kafka.close();
    }

    /**
     * Sends a committed transaction of 20 messages, whose last offset is that of the marker, to the second partition.
     *
     * @return the messages' timestamp
     */
    private static Instant send(String topic, List<Header> headers) {
        Instant writtenAt = Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
        Map<String, Object> properties =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "of-" + topic);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                sent.add(producer.send(
                        new ProducerRecord<>(topic, 1, writtenAt.toEpochMilli(), null, new byte[10], headers)));
            }
            producer.commitTransaction();
            assertThat(sent).allMatch(Future::isDone);
        }
        return writtenAt;
    }

    @Test
    void aTopicWithRecordsOfOtherProducersIsOnlyLoadedIfTheSpecAllowsIt() {
        Instant writtenAt = send("others", List.of());
        String spec = "{messages: 10, topic: {name: others, partitions: 2";

        assertThat(findings(spec + "}}").findValuesAsString("code")).containsExactly("OTHER_RECORDS");
        JsonNode refused =
                controller.awaitPhase(controller.submit(spec + "}}"), "FAILED").json();
        assertThat(refused.path("reason").asString())
                .startsWith(
                        "PREFLIGHT_REFUSED: OTHER_RECORDS: topic others holds records sent by other producers or by an"
                                + " earlier run whose report is no longer stored, such as the one at offset 11 in partition 1 of others, written at "
                                + writtenAt + "; ");

        assertThat(findings(spec + ", allowExisting: true}}")).isEmpty();
        assertThat(findings("{topic: others, rate: 0, consumers: {groups: 1}}")).isEmpty();
    }

    @Test
    void aTopicWithMessagesOfTheLoadTesterIsLoadedAgain() {
        send("own", List.of(new RecordHeader("klt", new byte[31])));

        assertThat(findings("{messages: 10, topic: {name: 'own,others-new', partitions: 2}}"))
                .isEmpty();
    }

    private static JsonNode findings(String spec) {
        Api.Answer answer = api.raw(
                "post /api/runs/validate?cluster=true",
                HttpRequest.newBuilder().header("Content-Type", "application/yaml"),
                spec);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        new OpenApi().checkComponent("PlanPreview", answer.body());
        return answer.json().path("preflight");
    }

    /** A run that is rejected in validate does not begin either, and reports the same reason. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "topic: compacted | KEY_REQUIRED | set key.kind to sequential",
                "topic: strict | TIMESTAMP_LIMIT | raise message.timestamp.before.max.ms",
                "topic: safe | TOO_FEW_REPLICAS | lower min.insync.replicas",
                "topic: plain, payload: {size: 2MiB} | MESSAGE_TOO_LARGE | raise max.message.bytes",
                "topic: plain, payload: {size: 1048500}, verification: after | MESSAGE_TOO_LARGE | header 3",
                "topic: {name: plain, partitions: 3, delete: after} | TOPIC_DIFFERS | 1 partition instead of 3",
                "topic: {name: safe, partitions: 1, replication: 3, config: {min.insync.replicas: 2}, delete: after},"
                        + " producer: {acks: 1} | TOPIC_DIFFERS | min.insync.replicas=3 instead of 2",
                "topic: {name: new, replication: 3} | TOO_FEW_REPLICAS | lower topic.replication to 2",
                "topic: plain, rate: max, payload: {size: 100KiB}, producer: {bufferMemory: 2GiB} | WORKER_MEMORY | w1.1 has 1 GiB",
            })
    void aRunThatDoesNotFitIsRefused(String more, String code, String words) {
        // few enough to fit on any disk, but more than the memory of a worker holds
        String spec = "{messages: " + (code.equals("WORKER_MEMORY") ? 10_000 : 1_000) + ", " + more + "}";

        JsonNode refused = findings(spec);
        assertThat(refused.findValuesAsString("level")).containsExactly("REFUSE");
        assertThat(refused.findValuesAsString("code")).containsExactly(code);
        assertThat(refused.toString()).contains(words);

        if (!more.contains("name: new")) {
            JsonNode run =
                    controller.awaitPhase(controller.submit(spec), "FAILED").json();
            assertThat(run.path("reason").asString())
                    .startsWith("PREFLIGHT_REFUSED: " + code + ": ")
                    .contains(words);
            assertThat(run.at("/messages/sent").asLong()).isZero();
        }
    }

    @Test
    void partitionsWithoutALeaderAreNamedAfterSomeLooks() {
        String listed = "topic half has no leader for partitions 1, 3, 5";
        assertThat(findings("{messages: 10, topic: half}").toString()).contains("NO_LEADER", listed);

        long begin = System.nanoTime();
        JsonNode run = controller
                .awaitPhase(controller.submit("{messages: 10, topic: half}"), "FAILED")
                .json();

        assertThat(run.path("reason").asString()).startsWith("PREFLIGHT_REFUSED: NO_LEADER: " + listed);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(ELECTION_MAX);
    }

    @Test
    void aWarningIsAnEventOfTheRun() {
        String spec = "{messages: 1, topic: plain, producer: {batchSize: 8MiB, bufferMemory: 64MiB}}";
        assertThat(findings(spec).findValuesAsString("code")).containsExactly("BATCH_TOO_LARGE");

        JsonNode run = controller.awaitPhase(controller.submit(spec), "DONE").json();

        assertThat(run.path("events").findValuesAsString("kind")).contains("PREFLIGHT");
        assertThat(run.path("events").findValuesAsString("message"))
                .anyMatch(message -> message.startsWith("BATCH_TOO_LARGE: producer.batchSize 8 MiB"));
    }

    @Test
    void aTopicIsCreatedWithItsSettingsAndDeletedAfterTheRun() throws Exception {
        String topic = "{name: made, config: {retention.ms: 7200000, max.message.bytes: 2000}, delete: after}";
        // this worker only pretends that messages were acked: unless acks guarantee nothing, the topic is kept as
        // evidence of a loss
        String small = "{messages: 10, payload: {size: 500}, producer: {acks: 0}, topic: " + topic + "}";
        assertThat(findings("{messages: 10, topic: " + topic + ", payload: {size: 3000}}")
                        .findValuesAsString("code"))
                .contains("MESSAGE_TOO_LARGE");
        for (int run = 0; run < 2; run++) {
            // the second run prepares the topic while that of the first may still be being deleted
            String created = controller
                    .awaitPhase(controller.submit(small), "DONE")
                    .json()
                    .path("events")
                    .toString();
            assertThat(created).contains("topic made was created with 6 partitions");
        }

        await("the topic is deleted")
                .atMost(Controller.AWAIT_MAX)
                .until(() -> !admin.listTopics()
                        .names()
                        .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                        .contains("made"));
    }

    @Test
    void aSettingThatTheBrokersRefuseFailsTheRunWithTheirMessage() {
        String spec = "{messages: 10, topic: {name: unmade, config: {retention.ms: long}}}";

        JsonNode run = controller.awaitPhase(controller.submit(spec), "FAILED").json();

        assertThat(run.path("reason").asString()).startsWith("TOPIC_REFUSED: ").contains("retention.ms", "long");
    }

    @Test
    void aQuotaOfOurPrincipalIsAWarning() throws Exception {
        String spec = "{messages: 10, rate: 2000, topic: plain}";
        assertThat(findings(spec)).isEmpty();

        setQuota(500_000.0);
        try {
            // a broker applies a quota shortly after it was acknowledged
            await("the quota is seen")
                    .atMost(Controller.AWAIT_MAX)
                    .untilAsserted(() -> assertThat(findings(spec).findValuesAsString("code"))
                            .containsExactly("QUOTA"));
            assertThat(findings(spec).toString()).contains("user ANONYMOUS is 500,000 bytes/s");
        } finally {
            setQuota(null);
        }
    }

    private static void setQuota(Double bytesPerSecond) throws Exception {
        Map<String, String> user = new HashMap<>(Map.of(ClientQuotaEntity.USER, "ANONYMOUS"));
        admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                        new ClientQuotaEntity(user),
                        List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond)))))
                .all()
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void withoutTheQuestionTheClusterIsNotAsked() {
        Api.Answer plan =
                api.send("post /api/runs/validate", "", "application/yaml", "{messages: 10, topic: compacted}");

        assertThat(plan.json().path("preflight").isNull()).isTrue();
    }

    @Test
    void aClusterThatIsOutOfReachIsAFinding() {
        try (Controller lost = Controller.start("127.0.0.1:1", "klt", new OpenApi(), Map.of())) {
            Api.Answer answer = lost.api()
                    .raw(
                            "post /api/runs/validate?cluster=true",
                            HttpRequest.newBuilder().header("Content-Type", "application/yaml"),
                            "{messages: 10}");

            assertThat(answer.json().path("preflight").findValuesAsString("code"))
                    .containsExactly("CLUSTER_UNKNOWN");
            assertThat(answer.body()).contains("127.0.0.1:1");
        }
    }
}
