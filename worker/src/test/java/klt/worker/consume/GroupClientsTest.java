package klt.worker.consume;

import static klt.worker.TestRuns.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.kafka.KafkaSettings;
import klt.common.settings.Environment;
import klt.common.spec.RunSpec;
import klt.common.spec.client.ClientProperties;
import klt.common.spec.consumers.Group;
import klt.common.spec.consumers.GroupProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

class GroupClientsTest {

    private static final KafkaSettings KAFKA = KafkaSettings.from(new Environment(Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "localhost:1",
            "KAFKA_CLIENT_SEND_BUFFER_BYTES", "5",
            "ALLOWED_CLUSTERS", "other:1")));
    private static final GroupClients CLIENTS = new GroupClients(KAFKA, "w-1", Optional.empty());

    @Test
    void thePropertiesOfTheSpecWinOverDefaultsAndTheEnvironment() {
        Group consumers = consumers(
                "classic",
                Map.of("send.buffer.bytes", "6", "metadata.max.age.ms", "7000", "session.timeout.ms", "9000"));

        assertThat(CLIENTS.ofConsumerGroup("m-1", "g-1", consumers, 1))
                .containsEntry("client.id", "w-1-m-1")
                .containsEntry("group.id", "g-1")
                .containsEntry("send.buffer.bytes", "6")
                .containsEntry("metadata.max.age.ms", "7000")
                .containsEntry("session.timeout.ms", "9000")
                .containsEntry("max.poll.records", 500);
    }

    @Test
    void membersReadTheClusterOfTheirRun() {
        RunSpec.Topic topic = spec("{messages: 1, topic: {cluster: 'other:1'}}").topic();

        assertThat(CLIENTS.ofRun(topic).ofConsumerGroup("m-1", "g-1", consumers("classic", Map.of()), 1))
                .containsEntry("bootstrap.servers", "other:1")
                .containsEntry("send.buffer.bytes", "5");
        assertThat(CLIENTS.ofRun(topic).ofShareGroup("m-1", "g-1", consumers("share", Map.of())))
                .containsEntry("bootstrap.servers", "other:1");
    }

    @Test
    void everyKindOfGroupHasTheRackOfItsWorkerUnlessTheSpecNamesAnother() {
        GroupClients inRack = new GroupClients(KAFKA, "w-1", Optional.of("a"));

        assertThat(inRack.ofConsumerGroup("m-1", "g-1", consumers("consumer", Map.of()), 1))
                .containsEntry("client.rack", "a");
        assertThat(inRack.ofShareGroup("m-1", "g-1", consumers("share", Map.of())))
                .containsEntry("client.rack", "a");
        assertThat(inRack.ofConsumerGroup("m-1", "g-1", consumers("classic", Map.of("client.rack", "b")), 1))
                .containsEntry("client.rack", "b");
        assertThat(CLIENTS.ofConsumerGroup("m-1", "g-1", consumers("classic", Map.of()), 1))
                .doesNotContainKey("client.rack");
    }

    @ParameterizedTest
    @EnumSource
    void kafkaTakesEveryPropertyThatASpecMaySet(GroupProtocol protocol) {
        Map<String, String> properties = new HashMap<>();
        for (String name : ClientProperties.CONSUMER.allowed()) {
            Object byDefault = ClientProperties.CONSUMER.byDefault(name);
            properties.put(name, byDefault == null ? "range" : byDefault.toString());
        }
        properties
                .keySet()
                .removeAll(
                        switch (protocol) {
                            case CLASSIC -> Set.of("group.remote.assignor");
                            case CONSUMER -> Set.of("heartbeat.interval.ms", "session.timeout.ms");
                            case SHARE ->
                                Set.of(
                                        "group.remote.assignor",
                                        "heartbeat.interval.ms",
                                        "session.timeout.ms",
                                        "max.poll.interval.ms");
                        });
        Group consumers = consumers(protocol.name().toLowerCase(Locale.ROOT), properties);

        assertThatCode(() -> {
                    if (protocol == GroupProtocol.SHARE) {
                        CLIENTS.shareConsumer("m-1", "g-1", consumers).close();
                    } else {
                        CLIENTS.consumer("m-1", "g-1", consumers, 2).close();
                    }
                })
                .doesNotThrowAnyException();
    }

    private static Group consumers(String protocol, Map<String, String> properties) {
        return spec("{messages: 1, consumers: {groups: 1, protocol: " + protocol + ", properties: "
                        + JsonMapper.shared().writeValueAsString(properties) + "}}")
                .consumers()
                .common();
    }
}
