package klt.common.spec.message;

import java.util.Optional;

/**
 * The schema of a run's values, in a schema registry.
 *
 * @param text the source of a schema that workers register; empty to use a registered schema
 * @param subject empty for the default
 * @param version version of the subject to use if no source is given; empty for the latest version
 * @param message the message type of a Protobuf schema; empty for the first message type
 */
public record RegistrySchema(
        SchemaType type,
        Optional<String> text,
        Optional<String> subject,
        Optional<Integer> version,
        Optional<String> message) {

    /** The subject. By default, it is the subject that serializers use for the values of the topic. */
    public String subject(String topic) {
        return subject.orElse(topic + "-value");
    }
}
