package klt.worker.consume;

import static klt.worker.TestRuns.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.kafka.KafkaSettings;
import klt.common.settings.Environment;
import klt.common.spec.consumers.Group;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the members of a group share the partitions of several topics. */
@Tag("extended")
class GroupAssignmentIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> TOPICS = List.of("orders", "payments");

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void everyMemberGetsAnEqualPart(String protocol) throws Exception {
        Group group = spec("{messages: 1, consumers: {groups: 1, protocol: " + protocol + "}}")
                .consumers()
                .common();
        try (var kafka = EmbeddedKafka.builder().start();
                var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(TOPICS.stream()
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
            GroupClients clients = new GroupClients(
                    KafkaSettings.from(new Environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers()))),
                    "w-1",
                    Optional.empty());

            try (var first = clients.consumer("m-1", "g-1", group, TOPICS.size());
                    var second = clients.consumer("m-2", "g-1", group, TOPICS.size())) {
                first.subscribe(TOPICS);
                second.subscribe(TOPICS);
                await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> {
                    Stream.of(first, second).forEach(member -> {
                        member.seekToBeginning(member.assignment());
                        member.poll(Duration.ofMillis(100));
                    });
                    assertThat(first.assignment()).hasSize(1);
                    assertThat(second.assignment()).hasSize(1).doesNotContainAnyElementsOf(first.assignment());
                });
            }
        }
    }
}
