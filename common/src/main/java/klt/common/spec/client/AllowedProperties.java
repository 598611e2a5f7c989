package klt.common.spec.client;

import java.util.Optional;
import java.util.SortedSet;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** The Kafka properties that a spec may set. */
public sealed interface AllowedProperties permits ClientProperties, TopicProperties {

    /** Returns the names of the allowed properties. */
    SortedSet<String> allowed();

    /** Returns why a property must not be set, or empty if it is allowed. */
    Optional<String> refusal(String name);

    /** Returns Kafka's definition of an allowed property. */
    ConfigKey definition(String name);

    /** Returns an example in YAML: a property and its value. */
    String example();
}
