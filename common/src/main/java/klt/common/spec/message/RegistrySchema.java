package klt.common.spec.message;

import java.util.Optional;

/**
 * The schema in a schema registry to which the values of a run conform.
 *
 * @param text the source of a schema that workers register; empty to use a registered schema
 * @param subject empty for the default
 * @param version version of the subject, if no source is given; empty for the latest
 * @param message the message type of a Protobuf schema; empty for its first
 */
public record RegistrySchema(
        SchemaType type,
        Optional<String> text,
        Optional<String> subject,
        Optional<Integer> version,
        Optional<String> message) {

    /** The subject, by default the one that Kafka's clients of schema registries use: that of the topic's values. */
    public String subject(String topic) {
        return subject.orElse(topic + "-value");
    }
}
