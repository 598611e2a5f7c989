package klt.systemtests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;

/** The main use case on the target version of the broker, which is older than the embedded one; skipped if no Docker engine answers. */
class TargetBrokerIT {

    private static final String IMAGE = "apache/kafka:4.0.0";

    private static KafkaContainer kafka;

    @TempDir
    Path folder;

    @BeforeAll
    static void startKafka() {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers");
        // does not wait for a line in its log, which an image may be configured not to write: clients retry until it is
        // ready
        kafka = new KafkaContainer(IMAGE).waitingFor(Wait.forListeningPort());
        kafka.start();
    }

    @AfterAll
    static void stopKafka() {
        if (kafka != null) {
            kafka.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 10000, 1000", "2, 10000, 1000"})
    void sendsEverySequenceOnceAtTheRate(int workers, int messages, int rate) {
        new ExactRun(workers, messages, rate)
                .check(kafka.getBootstrapServers(), folder, ExactRun.SHORT_RUN_RATE_TOLERANCE);
    }
}
