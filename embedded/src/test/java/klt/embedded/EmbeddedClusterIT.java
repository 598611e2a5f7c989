package klt.embedded;

import static klt.embedded.Clients.LIMIT;
import static klt.embedded.Clients.createTopic;
import static klt.embedded.Clients.readAll;
import static klt.embedded.Clients.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("extended")
@Timeout(180)
class EmbeddedClusterIT {

    private static final NewTopic SAFE = new NewTopic("safe", 1, (short) 3).configs(Map.of("min.insync.replicas", "2"));

    @Test
    void survivesTheStopOfEachBrokerAndItsReturn() throws Exception {
        try (var kafka = EmbeddedKafka.builder().brokers(3).start()) {
            createTopic(kafka, SAFE);
            send(kafka, "safe", "k", "all");

            for (int broker = 0; broker < 3; broker++) {
                kafka.stop(broker);
                send(kafka, "safe", "k", "without " + broker);
                kafka.restart(broker);
                await("all replicas are in sync").atMost(LIMIT).until(() -> inSync(kafka) == 3);
            }

            assertThat(readAll(kafka, "safe")).containsExactly("all", "without 0", "without 1", "without 2");
        }
    }

    @Test
    void comesBackFromAnOutageOfAllBrokers() throws Exception {
        try (var kafka = EmbeddedKafka.builder().brokers(3).start()) {
            createTopic(kafka, SAFE);
            send(kafka, "safe", "k", "before");

            // the last node has no quorum from which it could resign
            kafka.stop(0);
            kafka.stop(1, 2);
            kafka.restart(0, 1, 2);
            send(kafka, "safe", "k", "after");

            assertThat(readAll(kafka, "safe")).containsExactly("before", "after");
        }
    }

    @Test
    void aGivenFolderSurvivesANewStartOnOtherPorts(@TempDir Path folder) throws Exception {
        var builder = EmbeddedKafka.builder().brokers(3).dataFolder(folder);
        try (var kafka = builder.start()) {
            createTopic(kafka, SAFE);
            send(kafka, "safe", "k", "kept");
        }

        try (var kafka = builder.start()) {
            assertThat(readAll(kafka, "safe")).containsExactly("kept");
        }
    }

    @Test
    void takesPortsInARow() throws Exception {
        int first = threeFreePorts();

        try (var kafka = EmbeddedKafka.builder().brokers(3).port(first).start();
                var admin = Clients.admin(kafka)) {
            assertThat(kafka.bootstrapServers())
                    .isEqualTo("127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d", first, first + 1, first + 2);
            assertThat(admin.describeCluster().nodes().get(60, TimeUnit.SECONDS))
                    .extracting(Node::port)
                    .containsExactlyInAnyOrder(first, first + 1, first + 2);
        }
    }

    private static int inSync(EmbeddedKafka kafka) {
        try (var admin = Clients.admin(kafka)) {
            return admin.describeTopics(List.of("safe"))
                    .allTopicNames()
                    .get(60, TimeUnit.SECONDS)
                    .get("safe")
                    .partitions()
                    .getFirst()
                    .isr()
                    .size();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static int threeFreePorts() {
        for (int first = 21_000; ; first += 3) {
            try {
                for (int port = first; port < first + 3; port++) {
                    LoopbackPort.open(port).close();
                }
                return first;
            } catch (PortInUseException e) {
                // tries the next three; an impossible port number ends the search
            }
        }
    }
}
