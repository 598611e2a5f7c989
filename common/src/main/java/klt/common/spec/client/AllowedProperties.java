package klt.common.spec.client;

import java.util.Optional;
import java.util.SortedSet;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** Properties of Kafka that a spec may set. */
public sealed interface AllowedProperties permits ClientProperties, TopicProperties {

    /** Their names. */
    SortedSet<String> allowed();

    /** Why a property of this name must not be set; empty if it is allowed. */
    Optional<String> refusal(String name);

    /** How Kafka defines an allowed property. */
    ConfigKey definition(String name);

    /** An example in YAML: one property and a value. */
    String example();
}
