package klt.common.spec;

import static klt.common.spec.Specs.mistakes;
import static klt.common.spec.Specs.valid;
import static klt.common.spec.Specs.wrongFields;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import klt.common.spec.input.FieldError;
import klt.common.spec.limit.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All errors are reported together, each with its field. */
class SpecMistakesTest {

    @Test
    void everyMistakeIsReportedAtOnceWithItsField() {
        String yaml = """
                name: ""
                topic: {name: "a b", partitions: 0, replication: x, colour: red}
                messages: 0
                duration: soon
                rate: fast
                payload: {format: xml, size: -1, shape: round}
                key: {kind: odd, length: 3}
                producer:
                  acks: some
                  idempotence: perhaps
                  compression: zip
                  lingerMs: -1
                  batchSize: big
                  bufferMemory: 0
                  maxInFlight: 0
                  requestTimeoutMs: 0.5
                  deliveryTimeoutMs: [1]
                  retries: 5
                workers: {expected: 0, timeout: 60, lapse: never, spares: 1}
                objectives: [fast, {}, response.p99<20ms]
                unknown: 1
                """;

        assertThat(wrongFields(yaml))
                .containsExactlyInAnyOrder(
                        "name",
                        "topic.name",
                        "topic.partitions",
                        "topic.replication",
                        "topic.colour",
                        "duration",
                        "duration",
                        "rate",
                        "payload.format",
                        "payload.size",
                        "payload.shape",
                        "key.kind",
                        "key.length",
                        "producer.acks",
                        "producer.idempotence",
                        "producer.compression",
                        "producer.lingerMs",
                        "producer.batchSize",
                        "producer.bufferMemory",
                        "producer.maxInFlight",
                        "producer.requestTimeoutMs",
                        "producer.deliveryTimeoutMs",
                        "producer.retries",
                        "workers.expected",
                        "workers.timeout",
                        "workers.lapse",
                        "workers.spares",
                        "objectives[0]",
                        "objectives[1]",
                        "unknown");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kafka", "kafka:0", "kafka:65536", "a:1,", "a:1, b:2", "a:1;b:2", "PLAINTEXT://a:1", "''", "9092"
            })
    void aClusterIsAListOfHostsWithPorts(String servers) {
        assertThat(wrongFields("{messages: 1, topic: {cluster: '" + servers.replace("'", "") + "'}}"))
                .containsExactly("topic.cluster");
    }

    @Test
    void aClusterHasALimitedLength() {
        String servers = "a:1" + ",b:2".repeat(249);

        assertThat(valid("{messages: 1, topic: {cluster: '" + servers + "'}}")
                        .topic()
                        .cluster())
                .contains(servers);
        assertThat(mistakes(SpecReader.readYaml("{messages: 1, topic: {cluster: '" + servers + ",c:3'}}")))
                .containsExactly(new FieldError("topic.cluster", "takes 1 to 1,000 characters, not 1003"));
    }

    @ParameterizedTest
    @CsvSource({
        "'messages: 1\nmesages: 2', mesages",
        "'messages: 1\ntopic: {nmae: x}', topic.nmae",
        "'messages: 1\npayload: {\"\": x}', payload.''",
        "'messages: 1\n\"\": x', ''''''",
        "'messages: 1\n<<: {rate: 1}', <<"
    })
    void anUnknownKeyIsReportedWithTheKnownKeys(String yaml, String field) {
        assertThat(mistakes(SpecReader.readYaml(yaml))).singleElement().satisfies(mistake -> {
            assertThat(mistake.field()).isEqualTo(field);
            assertThat(mistake.message()).contains("known keys are ");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "messages: %s | 1 | 1000000000000 | 0 | 1000000000001",
                "{duration: 1s, rate: %s} | 0.001 | 100000000 | 0.0009 | 100000000.1",
                "{duration: %s, rate: 1} | 1s | 30d | 999ms | 30d0.001us",
                "{duration: 10s, warmup: %s} | 0s | 9999.999ms | soon | 10s",
                "{messages: 100, rate: 100, warmup: %s} | 0s | 999ms | 10 | 1s",
                "{messages: 100, rate: max, warmup: %s} | 0s | 30d | -1s | 31d",
                "{messages: 1, topic: {partitions: %s}} | 1 | 10000 | 0 | 10001",
                "{messages: 1, topic: {replication: %s}} | 1 | 32 | 0 | 33",
                "{messages: 1, payload: {format: raw, size: %s}, producer: {bufferMemory: 16GiB}} | 0 | 67108864 | -1 | 67108865",
                "{messages: 1, payload: {format: json, size: %s}} | 256 | 1MB | 255 | 0",
                "{messages: 1, producer: {lingerMs: %s}} | 0 | 60000 | -1 | 60001",
                "{messages: 1, producer: {batchSize: %s, bufferMemory: 1GiB}} | 0 | 268435456 | -1 | 268435457",
                "{messages: 1, producer: {bufferMemory: %s}} | 16384 | 17179869184 | 0 | 17179869185",
                "{messages: 1, producer: {maxInFlight: %s, idempotence: false}} | 1 | 1000 | 0 | 1001",
                "{messages: 1, producer: {maxInFlight: %s}} | 1 | 5 | 0 | 6",
                "{messages: 1, producer: {requestTimeoutMs: %s, deliveryTimeoutMs: 3600000, lingerMs: 0}} | 1 | 3600000 | 0 | 3600001",
                "{messages: 1, producer: {requestTimeoutMs: 1, lingerMs: 0, deliveryTimeoutMs: %s}} | 1 | 3600000 | 0 | 3600001",
                "{messages: 1, producer: {perWorker: %s}} | 1 | 16 | 0 | 17",
                "{messages: 1, transactions: {messages: %s}} | 1 | 100000 | 0 | 100001",
                "{messages: 1, transactions: {interval: %s}} | 1ms | 15m | 0s | 16m",
                "{messages: 1, transactions: {messages: 1, timeout: %s}} | 1s | 15m | 999ms | 16m",
                "{messages: 1, transactions: {messages: 1, abortShare: %s}} | 0 | 1 | -0.1 | 1.1",
                "{messages: 1, workers: {expected: %s}} | 1 | 1000 | 0 | 1001",
                "{messages: 1, workers: {timeout: %s}} | 1s | 1h | 999ms | 1h0.001us"
            })
    void theLimitsThemselvesAreInsideAndTheNextIsOut(String yaml, String min, String max, String below, String above) {
        String fast = yaml.equals("messages: %s") ? "\nrate: 1M" : "";

        assertThat(wrongFields(yaml.formatted(min) + fast)).isEmpty();
        assertThat(wrongFields(yaml.formatted(max) + fast)).isEmpty();
        assertThat(wrongFields(yaml.formatted(below) + fast)).hasSize(1);
        assertThat(wrongFields(yaml.formatted(above) + fast)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e300",
                "1e-300",
                "9223372036854775808",
                "-9223372036854775809",
                "NaN",
                "'NaN'",
                ".nan",
                ".inf",
                "-.inf",
                "'1e999999999'",
                "1e999999999",
                "1e-999999999",
                "-1e999999999",
                "1.5",
                "true",
                "[]",
                "{}",
                "''",
                "'ten'",
                "0x10",
                "1_000"
            })
    void anAbsurdNumberIsAMistakeOfItsField(String number) {
        assertThat(wrongFields("messages: " + number)).containsExactly("messages");
        assertThat(wrongFields("{messages: 1, payload: {size: " + number + "}}"))
                .containsExactly("payload.size");
        assertThat(wrongFields("{messages: 1, producer: {bufferMemory: " + number + "}}"))
                .containsExactly("producer.bufferMemory");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "1e300",
                "1e-300",
                "NaN",
                ".nan",
                ".inf",
                "1e999999999",
                "1e-999999999",
                "maximum",
                "MAX",
                "''",
                "[1]",
                "true"
            })
    void anAbsurdRateIsAMistakeOfTheRate(String rate) {
        assertThat(wrongFields("{messages: 1, rate: " + rate + "}")).containsExactly("rate");
    }

    @Test
    void eitherMessagesOrDurationIsGiven() {
        assertThat(wrongFields("{messages: 1, duration: 1s}")).containsExactly("duration");
        assertThat(wrongFields("{}")).containsExactly("messages");
        assertThat(wrongFields("{messages: null, duration: null}")).containsExactly("messages");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a b", "ä", "a/b", "__consumer_offsets", "''", "'a\n'"})
    void aTopicNameThatKafkaDoesNotTakeIsAMistake(String name) {
        assertThat(wrongFields("{messages: 1, topic: " + name + "}")).containsExactly("topic");
        assertThat(wrongFields("{messages: 1, topic: {name: " + name + "}}")).containsExactly("topic.name");
    }

    @Test
    void severalTopicsHaveAWeightEachAndFewEnoughPartitions() {
        assertThat(wrongFields("{messages: 1, topic: {name: 't{1..3}', weights: [1, 2, 3]}}"))
                .isEmpty();
        assertThat(wrongFields("{messages: 1, topic: {name: 't{1..3}', weights: [1, 2]}}"))
                .containsExactly("topic.weights");
        assertThat(wrongFields("{messages: 1, topic: {name: t, weights: [1, 2]}}"))
                .containsExactly("topic.weights");
        assertThat(wrongFields("{messages: 1, topic: {name: 't{1..100}', partitions: 100}}"))
                .isEmpty();
        assertThat(wrongFields("{messages: 1, topic: {name: 't{1..100}', partitions: 101}}"))
                .containsExactly("topic.partitions");
    }

    @Test
    void severalTopicsNeedASubject() {
        String avro = "{messages: 1, topic: {name: 't{1..3}'}, payload: {format: avro";
        assertThat(wrongFields(avro + "}}")).containsExactly("payload.subject");
        assertThat(wrongFields(avro + ", subject: orders}}")).isEmpty();
    }

    @Test
    void namesHaveALimit() {
        assertThat(wrongFields("{messages: 1, topic: " + "t".repeat(249) + ", name: " + "n".repeat(100) + "}"))
                .isEmpty();
        assertThat(wrongFields("{messages: 1, topic: " + "t".repeat(250) + ", name: " + "n".repeat(101) + "}"))
                .containsExactlyInAnyOrder("topic", "name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\u001b[31m", "a\\nb", "\\ud800", "\\udc00x", "a\\u2028b", "\\u0085x\\u0085"})
    void aNameThatCannotBeShownIsAMistake(String escaped) {
        assertThat(mistakes(SpecReader.readJson("{\"messages\": 1, \"name\": \"" + escaped + "\"}")))
                .extracting(FieldError::field)
                .containsExactly("name");
    }

    @Test
    void theBufferHoldsAMessageAndABatch() {
        assertThat(wrongFields("{messages: 1, payload: {size: 1MiB}, producer: {bufferMemory: 1MiB}}"))
                .containsExactly("producer.bufferMemory");
        assertThat(wrongFields("{messages: 1, producer: {batchSize: 100001, bufferMemory: 100000}}"))
                .containsExactly("producer.bufferMemory");
        RunSpec fits = valid("{messages: 1, payload: {size: 1MiB}, producer: {bufferMemory: 1049600}}");
        assertThat(fits.message().payload().maxBytes(fits.load())).contains(1 << 20);
    }

    @Test
    void theDeliveryTimeoutHasRoomForLingerAndRequest() {
        assertThat(wrongFields("{messages: 1, producer: {lingerMs: 10, requestTimeoutMs: 90, deliveryTimeoutMs: 99}}"))
                .containsExactly("producer.deliveryTimeoutMs");
        assertThat(wrongFields("{messages: 1, producer: {lingerMs: 10, requestTimeoutMs: 90, deliveryTimeoutMs: 100}}"))
                .isEmpty();
    }

    @Test
    void aRunIsLimitedInMessagesAndInTime() {
        assertThat(wrongFields("{duration: 30d, rate: 385803}")).containsExactly("duration");
        assertThat(wrongFields("{duration: 30d, rate: 385802}")).isEmpty();
        assertThat(wrongFields("{duration: 1000000s, rate: 1M}")).isEmpty();
        assertThat(wrongFields("{messages: 2592001, rate: 1}")).containsExactly("messages");
        assertThat(wrongFields("{messages: 2592000, rate: 1}")).isEmpty();
        assertThat(wrongFields("{messages: 1000000000000, rate: max}")).isEmpty();
    }

    @Test
    void noMistakeFollowsFromADefaultInPlaceOfAnother() {
        assertThat(wrongFields("{messages: 1000000000000, rate: lots}")).containsExactly("rate");
        assertThat(wrongFields("{messages: 1, payload: {size: huge}, producer: {bufferMemory: 5, batchSize: 0}}"))
                .containsExactly("payload.size");
        assertThat(wrongFields("{messages: 1, payload: {size: 40MiB}, producer: {bufferMemory: huge}}"))
                .containsExactly("producer.bufferMemory");
    }

    @Test
    void objectivesAreAListOfLimitedLength() {
        String fifty = IntStream.range(0, 50).mapToObj(i -> "rate>" + i).collect(Collectors.joining(", "));

        assertThat(wrongFields("{messages: 1, objectives: [" + fifty + "]}")).isEmpty();
        assertThat(wrongFields("{messages: 1, objectives: [" + fifty + ", rate>50]}"))
                .containsExactly("objectives");
        assertThat(wrongFields("{messages: 1, objectives: rate>1}")).containsExactly("objectives");
        assertThat(wrongFields("{messages: 1, objectives: [rate>1, 5, rate>1s]}"))
                .containsExactly("objectives[1]", "objectives[2]");
    }

    @Test
    void aMessageIsOneShortLineWhateverItQuotes() {
        String json = """
                {"%s\\n": 1, "topic": "%s", "messages": "%s", "objectives": ["%s<1"]}
                """.formatted("k".repeat(5_000), "t\\n".repeat(5_000), "9".repeat(5_000), "o".repeat(5_000));

        assertThat(mistakes(SpecReader.readJson(json))).hasSize(4).allSatisfy(mistake -> {
            assertThat(mistake.field()).hasSizeLessThan(130);
            assertThat(mistake.message()).hasSizeLessThan(300).doesNotContain("\n");
        });
    }

    @Test
    void thousandsOfMistakesAreCutShort() {
        String yaml = "messages: 1\n"
                + IntStream.range(0, 5_000).mapToObj(i -> "k" + i + ": 1\n").collect(Collectors.joining());

        assertThat(mistakes(SpecReader.readYaml(yaml)))
                .hasSize(Limits.ERRORS_MAX + 1)
                .last()
                .satisfies(last -> assertThat(last.message()).contains("4900 more"));
    }

    @Test
    void aShareOfTheScheduledLoadNeedsASchedule() {
        assertThat(wrongFields("{duration: 10s, rate: max, objectives: [errors<1%, 'rate>=99%']}"))
                .containsExactly("objectives[1]");
        assertThat(wrongFields("{duration: 10s, rate: 10, objectives: [errors<1%, 'rate>=99%']}"))
                .isEmpty();
    }
}
