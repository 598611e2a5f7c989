package klt.common.spec.message;

import java.util.Optional;

/**
 * The schema for a run's values, in a schema registry.
 *
 * @param text source of the schema to be registered by workers; empty to use a registered schema
 * @param subject the subject; empty for the default
 * @param version subject version to use if there is no source; empty for the latest version
 * @param message a Protobuf schema's message type; empty for the first one
 */
public record RegistrySchema(
        SchemaType type,
        Optional<String> text,
        Optional<String> subject,
        Optional<Integer> version,
        Optional<String> message) {

    /** Returns the subject. By default, it is the subject that serializers use for the topic's values. */
    public String subject(String topic) {
        return subject.orElse(topic + "-value");
    }
}
