package klt.worker.produce;

import static klt.worker.TestRuns.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import klt.common.spec.RunSpec;
import klt.common.spec.client.ClientProperties;
import klt.worker.TestRuns;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TargetClusterTest {

    @Test
    void theSpecWinsOverTheEnvironment() {
        Map<String, Object> properties = properties(
                Map.of("acks", "0", "linger.ms", "99", "client.dns.lookup", "use_all_dns_ips"),
                spec(
                        "{messages: 1, producer: {acks: 1, lingerMs: 7, compression: lz4, batchSize: 5000, deliveryTimeoutMs: 60000}}"));

        assertThat(properties)
                .containsEntry("acks", "1")
                .containsEntry("linger.ms", 7)
                .containsEntry("compression.type", "lz4")
                .containsEntry("batch.size", 5_000)
                .containsEntry("enable.idempotence", false)
                .containsEntry("delivery.timeout.ms", 60_000)
                .containsEntry("max.block.ms", 60_000)
                .containsEntry("client.dns.lookup", "use_all_dns_ips");
    }

    @Test
    void aLargeMessageFitsIntoARequest() {
        assertThat(maxRequestSize("{messages: 1}")).isEqualTo(1 << 20);
        assertThat(maxRequestSize("{messages: 1, payload: {size: 5MiB}}")).isGreaterThan(5 << 20);
    }

    @Test
    void theTopicIsNotForgottenWhenNoBrokerAnswersUnlessTheEnvironmentWantsIt() {
        assertThat(properties(Map.of(), spec("{messages: 1}"))).containsEntry("metadata.recovery.strategy", "none");
        assertThat(properties(Map.of("metadata.recovery.strategy", "rebootstrap"), spec("{messages: 1}")))
                .containsEntry("metadata.recovery.strategy", "rebootstrap");
    }

    @Test
    void thePropertiesOfTheSpecWinOverDefaultsAndTheEnvironment() {
        assertThat(
                        properties(
                                Map.of("send.buffer.bytes", "5"),
                                spec(
                                        "{messages: 1, producer: {properties: {send.buffer.bytes: 6, max.request.size: 5000000, metadata.recovery.strategy: rebootstrap}}}")))
                .containsEntry("send.buffer.bytes", "6")
                .containsEntry("max.request.size", "5000000")
                .containsEntry("metadata.recovery.strategy", "rebootstrap");
    }

    @Test
    void kafkaTakesEveryPropertyThatASpecMaySet() {
        Map<String, Object> properties = new HashMap<>();
        ClientProperties.PRODUCER
                .allowed()
                .forEach(name -> properties.put(name, ClientProperties.PRODUCER.byDefault(name)));
        properties.put("max.request.size", 2 << 20);

        try (var producer = new KafkaProducer<>(
                properties(
                        Map.of("bootstrap.servers", "localhost:1"),
                        spec("{messages: 1, producer: {properties: "
                                + JsonMapper.shared().writeValueAsString(properties) + "}}")),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            assertThat(producer.metrics()).isNotEmpty();
        }
    }

    @Test
    void kafkaTakesTheSettings() {
        Map<String, Object> properties =
                new HashMap<>(properties(Map.of("bootstrap.servers", "x:1"), spec("{messages: 1}")));
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        assertThat(new ProducerConfig(properties).getLong("max.block.ms")).isEqualTo(120_000L);
    }

    private static Map<String, Object> properties(Map<String, Object> base, RunSpec spec) {
        return TargetCluster.properties(base, spec, TestRuns.payloads(spec).bytesMax());
    }

    private static int maxRequestSize(String yaml) {
        return (int) properties(Map.of(), spec(yaml)).get("max.request.size");
    }
}
