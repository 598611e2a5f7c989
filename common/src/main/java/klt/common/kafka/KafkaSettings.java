package klt.common.kafka;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.common.spec.client.AllowedClusters;
import klt.common.spec.client.BootstrapServers;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

/**
 * Connection settings for the cluster under test and for the control topics' cluster.
 *
 * @param target bootstrap servers of the cluster under test
 * @param control bootstrap servers of the control topics' cluster; defaults to {@code target}
 * @param client additional properties for all Kafka clients, from {@code KAFKA_CLIENT_<PROPERTY>}
 * @param topicPrefix prefix of the control topics' names: {@code <prefix>-control} and so on
 * @param allowed other clusters that runs may load
 */
public record KafkaSettings(
        String target, String control, Map<String, String> client, String topicPrefix, AllowedClusters allowed) {

    public static final String HIDDEN = "[hidden]";

    private static final String TARGET_VARIABLE = "KAFKA_BOOTSTRAP_SERVERS";
    private static final String CONTROL_VARIABLE = "CONTROL_BOOTSTRAP_SERVERS";
    private static final String PREFIX_VARIABLE = "CONTROL_TOPIC_PREFIX";
    private static final String CLIENT_VARIABLE_PREFIX = "KAFKA_CLIENT_";

    private static final Pattern TOPIC_PREFIX = Pattern.compile("[a-zA-Z0-9._-]{1,200}");
    /** Properties to hide in addition to those hidden by Kafka itself: user names and token endpoints. */
    private static final Pattern SECRET =
            Pattern.compile("password|passphrase|secret|jaas|token|credential|\\.key$|private\\.key|username");

    /** The user name in the login modules of PLAIN and SCRAM. */
    private static final Pattern JAAS_USER = Pattern.compile("\\busername\\s*=\\s*\"([^\"]+)\"");

    private static final List<ConfigDef> DEFINITIONS =
            List.of(ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef());

    /** Properties determined by other settings. */
    private static final Map<String, String> SET_ELSEWHERE = Map.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            "is set by " + TARGET_VARIABLE + " and " + CONTROL_VARIABLE,
            CommonClientConfigs.CLIENT_ID_CONFIG,
            "is set by the load tester, which gives each client its own id",
            CommonClientConfigs.CLIENT_RACK_CONFIG,
            "is set by CLIENT_RACK of each worker");

    public KafkaSettings {
        client = Map.copyOf(client);
    }

    /** @throws ConfigurationException for a missing or invalid variable */
    public static KafkaSettings from(Environment environment) {
        String target = servers(
                TARGET_VARIABLE,
                environment
                        .text(TARGET_VARIABLE)
                        .orElseThrow(() -> new ConfigurationException(
                                TARGET_VARIABLE,
                                "is missing; it takes " + BootstrapServers.FORM + ", for example kafka:9092")));
        String prefix = environment.text(PREFIX_VARIABLE, "klt");
        if (!TOPIC_PREFIX.matcher(prefix).matches()) {
            throw new ConfigurationException(
                    PREFIX_VARIABLE, "takes letters, digits, '.', '_' and '-', not '" + prefix + "'");
        }
        return new KafkaSettings(
                target,
                environment
                        .text(CONTROL_VARIABLE)
                        .map(v -> servers(CONTROL_VARIABLE, v))
                        .orElse(target),
                clientProperties(environment),
                prefix,
                allowed(environment, target));
    }

    private static AllowedClusters allowed(Environment environment, String target) {
        Set<String> servers = new HashSet<>(BootstrapServers.of(target));
        List<String> listed = environment.list(AllowedClusters.VARIABLE);
        listed.stream()
                .filter(server -> !server.equals(AllowedClusters.ANY))
                .forEach(server -> servers.add(servers(AllowedClusters.VARIABLE, server)));
        return new AllowedClusters(servers, listed.contains(AllowedClusters.ANY));
    }

    private static String servers(String variable, String value) {
        BootstrapServers.mistake(value).ifPresent(mistake -> {
            throw new ConfigurationException(variable, mistake);
        });
        return value;
    }

    private static Map<String, String> clientProperties(Environment environment) {
        Map<String, String> properties = new HashMap<>();
        // sorted so that the same error is always reported if there are several
        new TreeMap<>(environment.variables()).forEach((variable, value) -> {
            if (variable.startsWith(CLIENT_VARIABLE_PREFIX)) {
                String property = variable.substring(CLIENT_VARIABLE_PREFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.');
                check(variable, property, value);
                // an empty value counts as absent, except here, where it disables host name verification
                if (!value.isBlank() || property.equals(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG)) {
                    properties.put(property, value);
                }
            }
        });
        return properties;
    }

    private static void check(String variable, String property, String value) {
        if (SET_ELSEWHERE.containsKey(property)) {
            throw new ConfigurationException(variable, SET_ELSEWHERE.get(property));
        }
        List<ConfigKey> keys = DEFINITIONS.stream()
                .map(definition -> definition.configKeys().get(property))
                .filter(Objects::nonNull)
                .toList();
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

    private static boolean isSecret(String property) {
        return SECRET.matcher(property).find()
                || DEFINITIONS.stream()
                        .map(definition -> definition.configKeys().get(property))
                        .anyMatch(key -> key != null && key.type == ConfigDef.Type.PASSWORD);
    }

    /** Returns the user that Kafka's quotas apply to, or empty if only the broker knows it. */
    public Optional<String> user() {
        String protocol = client.getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT");
        if (protocol.equals("PLAINTEXT")) {
            return Optional.of("ANONYMOUS");
        }
        Matcher jaas = JAAS_USER.matcher(client.getOrDefault(SaslConfigs.SASL_JAAS_CONFIG, ""));
        return protocol.startsWith("SASL_") && jaas.find() ? Optional.of(jaas.group(1)) : Optional.empty();
    }

    /**
     * Returns a copy of these settings with the cluster that a run loads.
     *
     * @param cluster the value of {@code topic.cluster}; empty for the configured cluster
     * @throws ConnectionException if runs may not load the cluster
     */
    public KafkaSettings ofRun(Optional<String> cluster) {
        allowed.refusal(cluster).ifPresent(refusal -> {
            throw new ConnectionException(ConnectionFault.SETTINGS, "topic.cluster " + refusal);
        });
        return new KafkaSettings(cluster.orElse(target), control, client, topicPrefix, allowed);
    }

    /** Returns the properties for a client of the cluster under test. */
    public Map<String, Object> targetClient(String clientId) {
        return properties(target, clientId);
    }

    /** Returns the properties for a client of the control topics' cluster. */
    public Map<String, Object> controlClient(String clientId) {
        return properties(control, clientId);
    }

    private Map<String, Object> properties(String servers, String clientId) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        return properties;
    }

    /** Returns all properties, with secrets hidden. */
    public Map<String, String> shown() {
        Map<String, String> shown = new TreeMap<>();
        client.forEach((property, value) -> shown.put(property, isSecret(property) ? HIDDEN : value));
        return shown;
    }

    @Override
    public String toString() {
        return "KafkaSettings[target=" + target + ", control=" + control + ", client=" + shown() + ", topicPrefix="
                + topicPrefix + ", allowed=" + allowed + "]";
    }
}
