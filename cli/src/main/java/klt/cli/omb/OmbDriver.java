package klt.cli.omb;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.spec.client.ClientProperties;
import klt.common.spec.client.TopicProperties;
import org.apache.kafka.clients.producer.ProducerConfig;
import tools.jackson.databind.node.ObjectNode;

/** An OpenMessaging Benchmark driver file for Kafka, with client and topic properties. */
final class OmbDriver {

    /** The field that identifies a driver file. */
    static final String FIELD = "driverClass";

    /** Kafka's default. */
    private static final long DELIVERY_TIMEOUT_MS = 120_000;

    private OmbDriver() {}

    static boolean isDriver(ObjectNode fields) {
        return fields.has(FIELD);
    }

    static void read(OmbFields fields, SpecDraft draft) {
        String driver = fields.text(FIELD).orElse("");
        if (!driver.toLowerCase(Locale.ROOT).contains("kafka")) {
            throw new Failure(ExitCode.USAGE, FIELD + " " + driver + " is not a Kafka driver");
        }
        fields.skip("name");
        fields.number("replicationFactor").ifPresent(replicas -> draft.set("topic.replication", replicas));
        properties(fields, "topicConfig").forEach((name, value) -> topic(name, value, draft));
        SortedMap<String, String> common = properties(fields, "commonConfig");
        String servers = common.remove("bootstrap.servers");
        if (servers != null) {
            draft.note("bootstrap.servers=" + servers, "pass it with --kafka or KAFKA_BOOTSTRAP_SERVERS");
        }
        SortedMap<String, String> producer = new TreeMap<>(common);
        producer.putAll(properties(fields, "producerConfig"));
        raiseDeliveryTimeout(producer);
        producer.forEach((name, value) -> client(ClientProperties.PRODUCER, "producer", name, value, draft));
        SortedMap<String, String> consumer = new TreeMap<>(common);
        consumer.putAll(properties(fields, "consumerConfig"));
        consumer.forEach((name, value) -> client(ClientProperties.CONSUMER, "consumers", name, value, draft));
        fields.leave("reset", "a run never deletes other runs' topics");
        fields.end();
    }

    /** Raises the default delivery timeout to at least the sum of the timeouts that it includes, as Kafka's client does. */
    private static void raiseDeliveryTimeout(SortedMap<String, String> producer) {
        String request = producer.get(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG);
        if (request != null && !producer.containsKey(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)) {
            try {
                long least = Long.parseLong(request)
                        + Long.parseLong(producer.getOrDefault(ProducerConfig.LINGER_MS_CONFIG, "0"));
                if (least > DELIVERY_TIMEOUT_MS) {
                    producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, String.valueOf(least));
                }
            } catch (NumberFormatException e) {
                // an invalid value is reported when the spec is validated
            }
        }
    }

    private static void topic(String name, String value, SpecDraft draft) {
        TopicProperties.TOPIC
                .refusal(name)
                .ifPresentOrElse(
                        why -> draft.note("topicConfig " + name + "=" + value, why),
                        () -> draft.setProperty("topic.config", name, value));
    }

    private static void client(ClientProperties known, String section, String name, String value, SpecDraft draft) {
        if (known.key(name).isPresent()) {
            draft.set(known.key(name).get(), name.equals("acks") && value.equals("-1") ? "all" : value);
        } else if (known.refusal(name).isPresent()) {
            // do not show the value, which may be a password
            draft.note(section + " " + name, known.refusal(name).get());
        } else {
            draft.setProperty(section + ".properties", name, value);
        }
    }

    /** Reads a field with one property per line. */
    private static SortedMap<String, String> properties(OmbFields fields, String name) {
        Properties parsed = new Properties();
        try {
            parsed.load(new StringReader(fields.text(name).orElse("")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, name + " is not a list of properties: " + e.getMessage());
        }
        SortedMap<String, String> properties = new TreeMap<>();
        parsed.stringPropertyNames().forEach(key -> properties.put(key, parsed.getProperty(key)));
        return properties;
    }
}
