package klt.worker.consume;

import static klt.worker.TestRuns.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.kafka.KafkaSettings;
import klt.common.settings.Environment;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.replica.RackAwareReplicaSelector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A worker's consumers fetch from the replica in its rack. */
@Tag("extended")
class RackIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int LEADER = 0;
    private static final int FOLLOWER = 1;

    @Test
    void consumersFetchFromTheFollowerInTheRackOfTheirWorker() throws Exception {
        try (var kafka = EmbeddedKafka.builder()
                        .brokers(2)
                        .property("replica.selector.class", RackAwareReplicaSelector.class.getName())
                        .start();
                var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            NewTopic topic = new NewTopic("racks", Map.of(0, List.of(LEADER, FOLLOWER)));
            admin.createTopics(List.of(topic)).all().get();
            GroupClients clients = new GroupClients(
                    KafkaSettings.from(new Environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers()))),
                    "w-1",
                    Optional.of("rack-" + FOLLOWER));

            try (var consumer = clients.consumer(
                    "m-1", "g-1", spec("messages: 1").consumers().common(), 1)) {
                TopicPartition partition = new TopicPartition("racks", 0);
                consumer.assign(List.of(partition));
                consumer.seek(partition, 0);
                await().atMost(LIMIT).untilAsserted(() -> {
                    assertThat(consumer.poll(Duration.ofMillis(100))).isEmpty();
                    assertThat(preferredReplica(consumer)).isEqualTo(FOLLOWER);
                });
            }
        }
    }

    private static int preferredReplica(Consumer<byte[], byte[]> consumer) {
        return consumer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("preferred-read-replica"))
                .mapToInt(metric -> ((Number) metric.getValue().metricValue()).intValue())
                .findFirst()
                .orElse(-1);
    }
}
