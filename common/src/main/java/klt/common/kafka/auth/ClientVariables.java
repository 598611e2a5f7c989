package klt.common.kafka.auth;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;

/** Reads the variables that take client properties, such as {@code KAFKA_CLIENT_LINGER_MS}, and knows which properties are secret. */
public final class ClientVariables {

    public static final String HIDDEN = "[hidden]";

    /** Properties to hide in addition to those hidden by Kafka itself: user names and token endpoints. */
    private static final Pattern SECRET =
            Pattern.compile("password|passphrase|secret|jaas|token|credential|\\.key$|private\\.key|username");

    private static final List<ConfigDef> DEFINITIONS =
            List.of(ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef());

    private ClientVariables() {}

    /** @throws ConfigurationException for a property or value that Kafka's clients do not know */
    static Map<String, String> read(Environment environment, AuthScope scope) {
        // sorted so that the same error is always reported if there are several
        new TreeMap<>(environment.variables()).forEach((variable, value) -> {
            if (variable.startsWith(scope.clientPrefix())) {
                check(scope, variable, property(scope, variable), value);
            }
        });
        return present(environment, scope);
    }

    /** Returns the properties that are set, without checking them. */
    static Map<String, String> present(Environment environment, AuthScope scope) {
        Map<String, String> properties = new HashMap<>();
        environment.variables().forEach((variable, value) -> {
            if (variable.startsWith(scope.clientPrefix())) {
                String property = property(scope, variable);
                // an empty value counts as absent, except here, where it disables host name verification
                if (!value.isBlank() || property.equals(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG)) {
                    properties.put(property, value);
                }
            }
        });
        // Kafka ignores the case
        properties.computeIfPresent(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                (property, value) -> value.strip().toUpperCase(Locale.ROOT));
        return properties;
    }

    private static String property(AuthScope scope, String variable) {
        return variable.substring(scope.clientPrefix().length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '.');
    }

    private static void check(AuthScope scope, String variable, String property, String value) {
        switch (property) {
            case CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG ->
                throw new ConfigurationException(variable, "is set by " + scope.servers());
            case CommonClientConfigs.CLIENT_ID_CONFIG ->
                throw new ConfigurationException(
                        variable, "is set by the load tester, which gives each client its own id");
            case CommonClientConfigs.CLIENT_RACK_CONFIG ->
                throw new ConfigurationException(variable, "is set by CLIENT_RACK of each worker");
            default -> {}
        }
        List<ConfigKey> keys = keys(property);
        if (keys.isEmpty()) {
            throw new ConfigurationException(variable, "names no property of a Kafka client: " + property);
        }
        if (value.isBlank()) {
            return;
        }
        try {
            for (ConfigKey key : keys) {
                Object parsed = ConfigDef.parseType(property, value, key.type);
                if (key.validator != null) {
                    key.validator.ensureValid(property, parsed);
                }
            }
        } catch (ConfigException e) {
            // Kafka's message would quote the value
            String reason = isSecret(property) ? "" : ": " + e.getMessage();
            throw new ConfigurationException(variable, "takes another value" + reason);
        }
    }

    /**
     * Returns why Kafka cannot use a client's {@code sasl.jaas.config}, or empty if it is absent or valid. Kafka's own message can contain
     * a piece of the password.
     */
    public static Optional<String> jaasMistake(Map<String, ?> client) {
        return Optional.ofNullable(client.get(SaslConfigs.SASL_JAAS_CONFIG))
                .map(value -> value instanceof Password password ? password.value() : value.toString())
                .filter(jaas -> Jaas.readable(jaas).isEmpty())
                .map(jaas ->
                        "contains what Kafka cannot read or does not allow; it takes one login module that ends with a"
                                + " semicolon: CLASS required username=\"…\" password=\"…\";");
    }

    private static List<ConfigKey> keys(String property) {
        return DEFINITIONS.stream()
                .map(definition -> definition.configKeys().get(property))
                .filter(Objects::nonNull)
                .toList();
    }

    private static boolean isSecret(String property) {
        return SECRET.matcher(property).find()
                || keys(property).stream().anyMatch(key -> key.type == ConfigDef.Type.PASSWORD);
    }

    /** Returns a value as a client's own configuration holds it, for example a {@code Password}. */
    static Object parsed(String property, String value) {
        return keys(property).stream()
                .findFirst()
                .map(key -> ConfigDef.parseType(property, value, key.type))
                .orElse(value);
    }

    /** Returns the properties sorted by name, with secrets hidden. */
    static Map<String, String> shown(Map<String, String> properties) {
        Map<String, String> shown = new TreeMap<>();
        properties.forEach((property, value) -> shown.put(property, isSecret(property) ? HIDDEN : value));
        return shown;
    }
}
