package klt.common.spec.client;

import java.util.Optional;
import java.util.SortedSet;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** The Kafka properties that a spec may set. */
public sealed interface AllowedProperties permits ClientProperties, TopicProperties {

    /** The names of the allowed properties. */
    SortedSet<String> allowed();

    /** The reason why a property must not be set; empty if it is allowed. */
    Optional<String> refusal(String name);

    /** Kafka's definition of an allowed property. */
    ConfigKey definition(String name);

    /** An example in YAML: a property and its value. */
    String example();
}
