package klt.worker;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import klt.common.kafka.KafkaSettings;
import klt.common.settings.ConfigurationException;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Checks the values of {@code KAFKA_CLIENT_…} before any client is opened, and reports those that Kafka's clients would reject. */
final class ClientChecks {

    private ClientChecks() {}

    /** @throws ConfigurationException if a value is invalid; the message names the variable */
    static KafkaSettings checked(KafkaSettings settings) {
        Map<String, Object> properties = new HashMap<>(settings.targetClient("check"));
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        try {
            var unused = List.of(
                    new ProducerConfig(properties), new ConsumerConfig(properties), new AdminClientConfig(properties));
            return settings;
        } catch (ConfigException e) {
            String message = String.valueOf(e.getMessage());
            String variable = settings.client().keySet().stream()
                    .filter(property -> message.contains(property))
                    .findFirst()
                    .map(property ->
                            "KAFKA_CLIENT_" + property.toUpperCase(Locale.ROOT).replace('.', '_'))
                    .orElse("KAFKA_CLIENT_…");
            throw new ConfigurationException(variable, "is invalid: " + message);
        }
    }
}
