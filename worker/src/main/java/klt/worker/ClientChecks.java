package klt.worker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import klt.common.kafka.KafkaSettings;
import klt.common.kafka.auth.AuthScope;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Checks the values of {@code KAFKA_CLIENT_…} and {@code CONTROL_CLIENT_…} before any client is opened, and reports those that Kafka's
 * clients would reject.
 */
final class ClientChecks {

    private ClientChecks() {}

    /** @throws ConfigurationException if a value is invalid; the message names the variable */
    static KafkaSettings checked(KafkaSettings settings, Environment environment) {
        check(AuthScope.TARGET, settings.targetClient("check"), environment);
        if (settings.hasControlLogin()) {
            check(AuthScope.CONTROL, settings.controlClient("check"), environment);
        }
        return settings;
    }

    private static void check(AuthScope scope, Map<String, Object> client, Environment environment) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        try {
            var unused = List.of(
                    new ProducerConfig(properties), new ConsumerConfig(properties), new AdminClientConfig(properties));
        } catch (ConfigException e) {
            String message = String.valueOf(e.getMessage());
            String variable = client.keySet().stream()
                    .filter(message::contains)
                    .map(scope::variable)
                    .filter(name -> environment.text(name).isPresent())
                    .findFirst()
                    .orElse(scope.clientPrefix() + "…");
            throw new ConfigurationException(variable, "is invalid: " + message);
        }
    }
}
