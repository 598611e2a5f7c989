package klt.common.spec;

import static klt.common.spec.Specs.mistakes;
import static klt.common.spec.Specs.valid;
import static klt.common.spec.Specs.wrongFields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import klt.common.schedule.Arrivals;
import klt.common.spec.RunSpec.ControllerLossPolicy;
import klt.common.spec.RunSpec.Producer;
import klt.common.spec.RunSpec.Topic;
import klt.common.spec.RunSpec.TopicDeletion;
import klt.common.spec.RunSpec.Transactions;
import klt.common.spec.RunSpec.Workers;
import klt.common.spec.consumers.ConsumerClient;
import klt.common.spec.consumers.Consumers;
import klt.common.spec.consumers.Group;
import klt.common.spec.consumers.GroupProtocol;
import klt.common.spec.consumers.Isolation;
import klt.common.spec.consumers.Start;
import klt.common.spec.load.Extent;
import klt.common.spec.load.Load;
import klt.common.spec.load.Pacing;
import klt.common.spec.load.Rate;
import klt.common.spec.message.FixedHeader;
import klt.common.spec.message.Keys;
import klt.common.spec.message.MessageModel;
import klt.common.spec.message.Partitioning;
import klt.common.spec.message.Payload;
import klt.common.spec.message.Values;
import klt.common.spec.message.size.Sizes;
import klt.common.spec.objective.Objective;
import klt.common.text.Quantity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SpecReaderTest {

    private static final String EVERYTHING = """
            name: a name
            tags: {branch: main}
            topic: {name: t.o_p-ic, cluster: "a:9092,b:9092", partitions: 12, replication: 3, config: {retention.ms: 60000},
              delete: after, allowExisting: true}
            messages: null
            duration: 1h20m
            rate: 333.25
            seed: 99
            payload: {format: raw, size: {uniform: {min: 100, max: 10KiB}}, tombstones: 0.25, compressibility: 0.5}
            key: {kind: zipf, cardinality: 5k, exponent: 1.1}
            partitioner: {kind: weighted, weights: [5, 0, 1]}
            headers: {trace: abc}
            producer:
              acks: all
              idempotence: true
              compression: zstd
              lingerMs: 50
              batchSize: 64KiB
              bufferMemory: 1GiB
              maxInFlight: 4
              requestTimeoutMs: 10000
              deliveryTimeoutMs: 20k
              perWorker: 1
              properties: {retries: 7, compression.zstd.level: "5"}
            transactions: {messages: 50, interval: 200ms, abortShare: 0.25, timeout: 30s}
            workers: {expected: 4, timeout: 2m, lapse: strict}
            consumers:
              groups: 2
              members: 3
              protocol: consumer
              isolation: read_committed
              start: earliest
              backlog: true
              processingMicros: 250
              rate: 5k
              maxPollRecords: 100
              fetchMinBytes: 1KiB
              fetchMaxWaitMs: 200
              properties: {check.crcs: false}
              catchUp: 5m
            load: {arrivals: poisson, pacing: efficient}
            warmup: 90s
            objectives: ["response.p99<20ms", errors<0.1%]
            """;

    @Test
    void everythingButTheExtentHasADefault() {
        RunSpec spec = valid("messages: 10000");

        assertThat(spec)
                .isEqualTo(new RunSpec(
                        "load test",
                        new TreeMap<>(),
                        new Topic(
                                "loadtest",
                                List.of("loadtest"),
                                Optional.empty(),
                                List.of(),
                                6,
                                1,
                                new TreeMap<>(),
                                TopicDeletion.NEVER,
                                false),
                        new Load(
                                new Rate.PerSecond(1_000),
                                new Extent.Messages(10_000),
                                Arrivals.UNIFORM,
                                Pacing.BALANCED,
                                Duration.ofSeconds(1)),
                        new MessageModel(
                                1,
                                new Payload(new Values.Json(new Sizes.Fixed(1_024)), 0),
                                new Keys.None(),
                                new Partitioning.Default(),
                                List.of()),
                        new Producer(
                                "all", true, "none", 5, 16_384, 33_554_432, 5, 30_000, 120_000, 1, new TreeMap<>()),
                        Optional.empty(),
                        new Workers(1, Duration.ofSeconds(60), ControllerLossPolicy.CONTINUE),
                        new Consumers(
                                List.of(),
                                new Group(
                                        Optional.empty(),
                                        1,
                                        GroupProtocol.CLASSIC,
                                        Isolation.READ_UNCOMMITTED,
                                        new Start.Latest(),
                                        0,
                                        new Rate.Max(),
                                        new ConsumerClient(500, 1, 500, new TreeMap<>())),
                                false,
                                Duration.ofSeconds(60)),
                        RunSpec.Verification.NONE,
                        List.of(Objective.parse("errors<1%"), Objective.parse("rate>=99%")),
                        Optional.empty()));
    }

    @Test
    void everyKeyIsRead() {
        RunSpec spec = valid(EVERYTHING);

        Group group = new Group(
                Optional.empty(),
                3,
                GroupProtocol.CONSUMER,
                Isolation.READ_COMMITTED,
                new Start.Earliest(),
                250,
                new Rate.PerSecond(5_000),
                new ConsumerClient(100, 1_024, 200, new TreeMap<>(Map.of("check.crcs", "false"))));
        assertThat(spec)
                .isEqualTo(new RunSpec(
                        "a name",
                        new TreeMap<>(Map.of("branch", "main")),
                        new Topic(
                                "t.o_p-ic",
                                List.of("t.o_p-ic"),
                                Optional.of("a:9092,b:9092"),
                                List.of(),
                                12,
                                3,
                                new TreeMap<>(Map.of("retention.ms", "60000")),
                                TopicDeletion.AFTER,
                                true),
                        new Load(
                                new Rate.PerSecond(333.25),
                                new Extent.Timed(Duration.ofMinutes(80)),
                                new Arrivals.Poisson(99),
                                Pacing.EFFICIENT,
                                Duration.ofSeconds(90)),
                        new MessageModel(
                                99,
                                new Payload(new Values.Raw(new Sizes.Uniform(100, 10_240), 0.5), 0.25),
                                new Keys.Zipf(5_000, 1.1),
                                new Partitioning.Weighted(List.of(5, 0, 1)),
                                List.of(new FixedHeader("trace", "abc"))),
                        new Producer(
                                "all",
                                true,
                                "zstd",
                                50,
                                65_536,
                                1L << 30,
                                4,
                                10_000,
                                20_000,
                                1,
                                new TreeMap<>(Map.of("compression.zstd.level", "5", "retries", "7"))),
                        Optional.of(new Transactions(
                                Optional.of(50), Optional.of(Duration.ofMillis(200)), 0.25, Duration.ofSeconds(30))),
                        new Workers(4, Duration.ofMinutes(2), ControllerLossPolicy.STRICT),
                        new Consumers(List.of(group, group), group, true, Duration.ofMinutes(5)),
                        RunSpec.Verification.NONE,
                        List.of(
                                Objective.parse("response.p99<20ms"),
                                Objective.parse("errors<0.1%"),
                                Objective.parse("rate>=99%")),
                        Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{duration: 60s, rate: 100}              | 6s",
                "{duration: 1h, rate: 100}               | 10s",
                "{duration: 99.9999s, rate: 100}         | 9s999ms",
                "{messages: 1000, rate: 1000}            | 100ms",
                "{messages: 1000, rate: 333}             | 300ms",
                "{duration: 30s, rate: max}              | 3s",
                "{messages: 999, rate: 1000}             | 0s",
                "{messages: 2, rate: 100000}             | 0s",
                "{messages: 1M, rate: max}               | 0s",
                "{messages: 1M, rate: max, warmup: 5s}   | 5s",
                "{duration: 60s, warmup: 0s}             | 0s",
                "{messages: 100, rate: 1k, warmup: 50ms} | 50ms"
            })
    void theWarmupIsATenthOfTheScheduleAndAtMostTenSeconds(String yaml, String warmup) {
        assertThat(Quantity.format(valid(yaml).load().warmup())).isEqualTo(warmup);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{duration: 60s}                                               | errors<1%, rate>=99%",
                "{messages: 1000, rate: 1000}                                  | errors<1%, rate>=99%",
                "{messages: 999, rate: 1000}                                   | errors<1%",
                "{duration: 60s, rate: max}                                    | errors<1%",
                "{messages: 1M, rate: max}                                     | errors<1%",
                "{duration: 60s, objectives: null}                             | errors<1%, rate>=99%",
                "{duration: 60s, objectives: []}                               | ''",
                "{duration: 60s, objectives: [response.p99<1s]}                | response.p99<1s, errors<1%, rate>=99%",
                "{duration: 60s, objectives: [rate>=9, errors<0.5]}            | rate>=9, errors<0.5",
                "{duration: 60s, objectives: [errors<=5%, rate>=95%]}          | errors<=5%, rate>=95%",
                "{duration: 60s, topic: t, objectives: ['errors[t]<5%']}       | errors[t]<5%, errors<1%, rate>=99%"
            })
    void aMetricThatNoObjectiveNamesHasADefault(String yaml, String objectives) {
        assertThat(valid(yaml).objectives().stream().map(Objective::expression).collect(Collectors.joining(", ")))
                .isEqualTo(objectives);
    }

    @Test
    void aSpecThatWasWrittenDownHasNoMoreThanItNames() {
        RunSpec spec = RunSpec.fromJson(JsonMapper.shared().readTree("""
                {"duration": "60s", "rate": 100, "objectives": ["response.p99<1s"]}
                """));

        assertThat(spec.load().warmup()).isZero();
        assertThat(spec.objectives()).containsExactly(Objective.parse("response.p99<1s"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                EVERYTHING,
                "messages: 1",
                "messages: 1000",
                "{messages: 1000, objectives: []}",
                "{messages: 1000, warmup: 1ms, objectives: ['rate>=9']}",
                "{messages: 5k, rate: max}",
                "{duration: 1s0.1us, rate: 333.3333333333333}",
                "{messages: 1, rate: 0.001}",
                "{messages: 1000000000000, rate: 100000000}",
                "{messages: 1, name: 'Ärger 😀  with two spaces', topic: short}",
                "{messages: 1, verification: after}",
                "{messages: 1, key: {kind: single}, partitioner: key}",
                "{messages: 1, partitioner: round-robin}",
                "{messages: 1, headers: {a: '', 'x y': 5, ä: ö}}",
                "{messages: 1, headers: '{\"a\": \"b, c\"}'}",
                "{messages: 1, partitioner: {kind: fixed, partition: 9999}}",
                "{messages: 1, partitioner: {kind: weighted, weights: '[1, 2k]'}}",
                "{messages: 1, payload: {size: {normal: {mean: 1KiB, deviation: 200, min: 256, max: 4KiB}}}}",
                "{messages: 1, payload: {size: {lognormal: {median: 1KiB, sigma: 0.8, min: 300, max: 1MiB}}}}",
                "{messages: 1, payload: {format: raw, size: {histogram: {0-256: 234, 256-1KiB: 456, 1KiB: 1, '2048': 5}}}}",
                "{messages: 1, payload: {size: '{uniform: {min: 300, max: 2KiB}}'}}",
                "{messages: 1, key: {kind: random, cardinality: 1}}",
                "{messages: 1, key: {kind: hotset, cardinality: 1G, hotDataFraction: 0.001, hotOperationFraction: 1}}",
                "{duration: 30d, workers: {timeout: 1h}, objectives: [' response.p99.9 < 1.5s ']}"
            })
    void aSpecReadsBackFromItsJsonAsTheSame(String yaml) {
        RunSpec spec = valid(yaml);
        byte[] bytes = JsonMapper.shared().writeValueAsBytes(spec);

        assertThat(RunSpec.fromJson(spec.toJson())).isEqualTo(spec);
        assertThat(SpecReader.readJson(spec.toJson().toString())).isEqualTo(new SpecResult.Valid(spec));
        assertThat(SpecReader.readYaml(spec.toJson().toString())).isEqualTo(new SpecResult.Valid(spec));
        assertThat(JsonMapper.shared().readValue(bytes, RunSpec.class)).isEqualTo(spec);
    }

    @Test
    void theJsonHasEveryKey() {
        ObjectNode json = valid("messages: 1").toJson();

        assertThat(json.propertyNames())
                .containsExactly(
                        "name",
                        "tags",
                        "topic",
                        "kind",
                        "messages",
                        "duration",
                        "rate",
                        "load",
                        "limit",
                        "warmup",
                        "seed",
                        "payload",
                        "key",
                        "partitioner",
                        "headers",
                        "producer",
                        "transactions",
                        "workers",
                        "consumers",
                        "verification",
                        "objectives",
                        "abortAfter");
        assertThat(json.get("producer").size()).isEqualTo(11);
        assertThat(json.get("duration").isNull()).isTrue();
        assertThat(json.get("rate").isIntegralNumber()).isTrue();
    }

    @Test
    void aTopicsNameAloneIsEnough() {
        assertThat(valid("{messages: 1, topic: orders}").topic())
                .isEqualTo(new Topic(
                        "orders",
                        List.of("orders"),
                        Optional.empty(),
                        List.of(),
                        6,
                        1,
                        new TreeMap<>(),
                        TopicDeletion.NEVER,
                        false));
        assertThat(wrongFields("{messages: 1, topic: ''}")).containsExactly("topic");
    }

    @Test
    void aKeyThatIsNullCountsAsAbsent() {
        assertThat(
                        valid(
                                "{messages: 1, topic: null, rate: null, producer: null, objectives: null, payload: {size: null}}"))
                .isEqualTo(valid("messages: 1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic: {}", "payload: {}", "key: {}", "producer: {}", "workers: {}"})
    void anEmptyGroupIsAllDefaults(String group) {
        assertThat(valid("messages: 1\n" + group)).isEqualTo(valid("messages: 1"));
    }

    @Test
    void textsAreReadLeniently() {
        assertThat(valid("{messages: '10k', rate: '1000', producer: {idempotence: 'false', acks: '0'}, name: ' n '}"))
                .isEqualTo(valid("{messages: 10000, rate: 1e3, producer: {idempotence: false, acks: 0}, name: n}"));
    }

    @Test
    void idempotenceFollowsAcksUnlessItIsAskedFor() {
        assertThat(valid("{messages: 1, producer: {acks: 1}}").producer().idempotence())
                .isFalse();
        assertThat(valid("{messages: 1, producer: {acks: all}}").producer().idempotence())
                .isTrue();
        assertThat(wrongFields("{messages: 1, producer: {acks: 1, idempotence: true}}"))
                .containsExactly("producer.idempotence");
    }

    @Test
    void fromJsonThrowsWithEveryMistake() {
        JsonNode json = JsonMapper.shared().readTree("{\"rate\": -1, \"topic\": {\"partitions\": 0}}");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunSpec.fromJson(json))
                .withMessageContainingAll("topic.partitions: ", "messages: ", "rate: ");
    }

    @Test
    void yamlAndJsonSayTheSameOfTheSameMistake() {
        String json = "{\"messages\": 0, \"rate\": {}, \"what\": 1}";

        assertThat(mistakes(SpecReader.readYaml(json)))
                .isEqualTo(mistakes(SpecReader.readJson(json)))
                .hasSize(3);
    }
}
