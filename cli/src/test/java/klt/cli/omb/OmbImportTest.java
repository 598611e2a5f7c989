package klt.cli.omb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import klt.cli.omb.OmbImport.Source;
import klt.cli.outcome.Failure;
import klt.common.spec.RunSpec;
import klt.common.spec.SpecReader;
import klt.common.spec.SpecResult;
import klt.common.spec.consumers.Isolation;
import klt.common.spec.consumers.Start;
import klt.common.spec.load.Extent;
import klt.common.spec.load.Rate;
import klt.common.spec.message.Keys;
import klt.common.spec.message.Values;
import klt.common.spec.message.size.Sizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OmbImportTest {

    private static final String WORKLOAD = """
            name: a workload
            topics: 1
            partitionsPerTopic: 12
            messageSize: 500
            subscriptionsPerTopic: 2
            consumerPerSubscription: 3
            producersPerTopic: 1
            producerRate: 20000
            consumerBacklogSizeGB: 0
            testDurationMinutes: 10
            warmupDurationMinutes: 2
            """;

    private static final String DRIVER = """
            name: a driver
            driverClass: io.openmessaging.benchmark.driver.kafka.KafkaBenchmarkDriver
            replicationFactor: 3
            topicConfig: |
              min.insync.replicas=2
            commonConfig: |
              bootstrap.servers=broker:9092
              send.buffer.bytes=1000
            producerConfig: |
              acks=-1
              linger.ms=2
              batch.size=131072
              compression.type=lz4
            consumerConfig: |
              auto.offset.reset=earliest
              isolation.level=read_committed
              fetch.max.bytes=5000
            """;

    private static OmbImport imported(String... files) {
        List<Source> sources = new ArrayList<>();
        for (String file : files) {
            sources.add(new Source("file-" + sources.size(), file));
        }
        return OmbImport.of(sources);
    }

    private static RunSpec spec(String... files) {
        return ((SpecResult.Valid) SpecReader.readYaml(imported(files).yaml())).spec();
    }

    @Test
    void aWorkloadIsALoadWithConsumers() {
        RunSpec spec = spec(WORKLOAD);

        assertThat(spec.name()).isEqualTo("a workload");
        assertThat(spec.topic().partitions()).isEqualTo(12);
        assertThat(spec.load().rate()).isEqualTo(new Rate.PerSecond(20_000));
        assertThat(spec.load().extent()).isEqualTo(new Extent.Timed(Duration.ofMinutes(12)));
        assertThat(spec.load().warmup()).hasMinutes(2);
        assertThat(spec.message().payload().values()).isEqualTo(new Values.Raw(new Sizes.Fixed(500), 0));
        assertThat(spec.message().keys()).isEqualTo(new Keys.None());
        assertThat(spec.consumers().groups()).hasSize(2);
        assertThat(spec.consumers().common().members()).isEqualTo(3);
        assertThat(imported(WORKLOAD).notes()).isEmpty();
    }

    @Test
    void topicsStayTopics() {
        String workload = WORKLOAD.replace("topics: 1", "topics: 20");
        RunSpec spec = spec(workload);

        assertThat(spec.topic().names()).hasSize(20).startsWith("loadtest-0").endsWith("loadtest-19");
        assertThat(spec.topic().partitions()).isEqualTo(12);
        assertThat(spec.consumers().common().members()).isEqualTo(60);
        assertThat(imported(workload).notes())
                .allMatch(note -> note.startsWith("producersPerTopic: the workers act as the 20 producers"));
    }

    @Test
    void topicsAndPartitionsBeyondTheLimitsAreNotUsed() {
        RunSpec spec = spec(WORKLOAD.replace("topics: 1", "topics: 2000")
                .replace("partitionsPerTopic: 12", "partitionsPerTopic: 200"));

        assertThat(spec.topic().names()).hasSize(100);
        assertThat(spec.topic().partitions()).isEqualTo(100);
    }

    @Test
    void aDriverSetsTopicAndClients() {
        RunSpec spec = spec(DRIVER, WORKLOAD);

        assertThat(spec.topic().replication()).isEqualTo(3);
        assertThat(spec.topic().config())
                .containsEntry("min.insync.replicas", "2")
                .hasSize(1);
        assertThat(spec.producer().acks()).isEqualTo("all");
        assertThat(spec.producer().lingerMs()).isEqualTo(2);
        assertThat(spec.producer().batchSize()).isEqualTo(131_072);
        assertThat(spec.producer().compression()).isEqualTo("lz4");
        assertThat(spec.producer().properties())
                .containsEntry("send.buffer.bytes", "1000")
                .hasSize(1);
        assertThat(spec.consumers().common().start()).isEqualTo(new Start.Earliest());
        assertThat(spec.consumers().common().isolation()).isEqualTo(Isolation.READ_COMMITTED);
        assertThat(spec.consumers().common().client().properties())
                .containsEntry("fetch.max.bytes", "5000")
                .containsEntry("send.buffer.bytes", "1000")
                .hasSize(2);
        assertThat(imported(DRIVER).notes())
                .containsExactly("bootstrap.servers=broker:9092: pass it with --kafka or KAFKA_BOOTSTRAP_SERVERS");
    }

    @Test
    void aDriverAloneIsPartOfASpec() {
        assertThat(SpecReader.read(imported(DRIVER).spec())).isInstanceOf(SpecResult.Invalid.class);
        assertThat(SpecReader.read(imported(DRIVER).complete())).isInstanceOf(SpecResult.Valid.class);
    }

    @Test
    void randomPayloadsCompressByTheirShareOfZeros() {
        RunSpec spec = spec(WORKLOAD + "useRandomizedPayloads: true\nrandomBytesRatio: 0.25\n");

        assertThat(spec.message().payload().values()).isEqualTo(new Values.Raw(new Sizes.Fixed(500), 0.75));
    }

    @Test
    void aBacklogIsANumberOfMessages() {
        RunSpec spec = spec(WORKLOAD.replace("SizeGB: 0", "SizeGB: 1"));

        assertThat(spec.load().extent()).isEqualTo(new Extent.Messages((1L << 30) / 2 / 500));
        assertThat(spec.consumers().backlog()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"RANDOM_NANO, 0", "KEY_ROUND_ROBIN, 1", "OTHER, 1"})
    void aDistributorOfKeysIsTheNearestKind(String distributor, int notes) {
        String workload = WORKLOAD + "keyDistributor: " + distributor + "\n";

        assertThat(spec(workload).message().keys())
                .isEqualTo(distributor.equals("OTHER") ? new Keys.None() : new Keys.Uniform(10_000));
        assertThat(imported(workload).notes()).hasSize(notes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "topics: 1 | topics: 2000 | topics: 2000: a run is limited to 100 topics",
                "partitionsPerTopic: 12 | partitionsPerTopic: 20000 | partitionsPerTopic: 20000: the topics of a run are limited to 10000",
                "producersPerTopic: 1 | producersPerTopic: 4 | producersPerTopic: the workers act as the 4 producers",
                "producerRate: 20000 | producerRate: 0 | producerRate: 0: the benchmark searches",
                "messageSize: 500 | {messageSize: 500, payloadFile: some.data} | payloadFile: some.data: every value has",
                "name: a workload | speed: high | speed: is unknown",
                "subscriptionsPerTopic: 2 | subscriptionsPerTopic: 99 | subscriptionsPerTopic: 99: a run is limited to 16",
                "topics: 1 | backlogDrainRatio: 0.9 | none",
            })
    void whatHasNoCounterpartIsListed(String field, String other, String note) {
        String workload = WORKLOAD.replace(
                field,
                other.startsWith("{") ? other.substring(1, other.length() - 1).replace(", ", "\n") : other);

        if (note.equals("none")) {
            assertThat(imported(workload).notes()).isEmpty();
        } else {
            assertThat(imported(workload).notes()).anyMatch(line -> line.startsWith(note));
            assertThat(imported(workload).yaml()).contains("# - " + note);
        }
        assertThat(SpecReader.readYaml(imported(workload).yaml())).isInstanceOf(SpecResult.Valid.class);
    }

    @Test
    void propertiesThatASpecMayNotSetAreListed() {
        String driver = DRIVER.replace("linger.ms=2", "interceptor.classes=a.B\n  nonsense=1");

        assertThat(imported(driver).notes())
                .contains("producer interceptor.classes: is rejected: it loads classes")
                .anyMatch(note -> note.startsWith("producer nonsense: is not a producer property"));
    }

    @Test
    void passwordsAreNotPrinted() {
        OmbImport imported = imported(DRIVER.replace(
                "send.buffer.bytes=1000",
                "sasl.jaas.config=Login required password=hunter2;\n  ssl.key.password=hunter2"));

        assertThat(imported.notes()).anyMatch(note -> note.startsWith("producer sasl.jaas.config: is rejected"));
        assertThat(imported.yaml()).doesNotContain("hunter2");
    }

    @Test
    void theDeliveryTimeoutIncludesTheOtherTimeouts() {
        RunSpec spec = spec(WORKLOAD, DRIVER.replace("batch.size=131072", "request.timeout.ms=300000"));

        assertThat(spec.producer().requestTimeoutMs()).isEqualTo(300_000);
        assertThat(spec.producer().deliveryTimeoutMs()).isEqualTo(300_002);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x: 1 | file-0 is neither an OpenMessaging Benchmark workload",
                "{messageSize: many} | messageSize takes a number of 0 or more, not many",
                "{messageSize: 1.5} | messageSize takes a whole number from 0 to 2147483647, not 1.5",
                "{messageSize: 1, topics: 99999999999} | topics takes a whole number from 0 to 2147483647, not 99999999999",
                "{messageSize: [1]} | messageSize takes a single value, not [1]",
                "{driverClass: a.b.PulsarBenchmarkDriver} | driverClass a.b.PulsarBenchmarkDriver is not a Kafka driver",
            })
    void otherFilesAreRefused(String file, String error) {
        assertThatThrownBy(() -> imported(file)).isInstanceOf(Failure.class).hasMessageStartingWith(error);
    }

    @Test
    void twoOfAKindAreRefused() {
        assertThatThrownBy(() -> imported(WORKLOAD, WORKLOAD))
                .isInstanceOf(Failure.class)
                .hasMessage("file-1 is a second workload; pass one of each");
    }
}
