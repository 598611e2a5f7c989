package klt.common.spec.client;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import klt.common.text.EditDistance;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.TopicConfig;

/** A topic's settings, with the names from Kafka's client library. Brokers validate the values when they create the topic. */
public final class TopicProperties implements AllowedProperties {

    public static final TopicProperties TOPIC = new TopicProperties();

    private final SortedSet<String> names = Collections.unmodifiableSortedSet(names());
    private final ConfigDef definitions = new ConfigDef();

    private TopicProperties() {
        names.forEach(name -> definitions.define(name, ConfigDef.Type.STRING, ConfigDef.Importance.LOW, ""));
    }

    private static SortedSet<String> names() {
        return Arrays.stream(TopicConfig.class.getFields())
                .filter(field -> field.getName().endsWith("_CONFIG"))
                .map(TopicProperties::value)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String value(Field constant) {
        try {
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public SortedSet<String> allowed() {
        return names;
    }

    @Override
    public Optional<String> refusal(String name) {
        return names.contains(name)
                ? Optional.empty()
                : Optional.of("is not a setting of a topic"
                        + EditDistance.nearest(name, names)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(""));
    }

    @Override
    public ConfigKey definition(String name) {
        return Objects.requireNonNull(definitions.configKeys().get(name), name);
    }

    @Override
    public String example() {
        return "{retention.ms: 3600000}";
    }
}
