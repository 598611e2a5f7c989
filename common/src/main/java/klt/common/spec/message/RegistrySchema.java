package klt.common.spec.message;

import java.util.Optional;

/**
 * Which schema of a schema registry the values of a run have.
 *
 * @param text of a schema that workers register; empty to use one that is registered
 * @param subject empty for the default
 * @param version of the subject, if no text is given; empty for the latest
 * @param message the message of a Protobuf schema; empty for its first
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
