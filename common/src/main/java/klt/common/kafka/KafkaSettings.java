package klt.common.kafka;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.common.kafka.auth.AuthScope;
import klt.common.kafka.auth.ClientVariables;
import klt.common.kafka.auth.ClusterLogin;
import klt.common.kafka.auth.JvmAllowLists;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.common.spec.client.AllowedClusters;
import klt.common.spec.client.BootstrapServers;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * Connection settings for the cluster under test and for the control topics' cluster.
 *
 * @param target bootstrap servers of the cluster under test
 * @param control bootstrap servers of the control topics' cluster; defaults to {@code target}
 * @param login how clients of the clusters under test authenticate, and their additional properties
 * @param controlLogin the same for the control topics' cluster; by default, the same login
 * @param topicPrefix prefix of the control topics' names: {@code <prefix>-control} and so on
 * @param allowed other clusters that runs may load
 */
public record KafkaSettings(
        String target,
        String control,
        ClusterLogin login,
        ClusterLogin controlLogin,
        String topicPrefix,
        AllowedClusters allowed) {

    public static final String HIDDEN = ClientVariables.HIDDEN;

    private static final String TARGET_VARIABLE = "KAFKA_BOOTSTRAP_SERVERS";
    private static final String CONTROL_VARIABLE = "CONTROL_BOOTSTRAP_SERVERS";
    private static final String PREFIX_VARIABLE = "CONTROL_TOPIC_PREFIX";
    private static final Pattern TOPIC_PREFIX = Pattern.compile("[a-zA-Z0-9._-]{1,200}");
    /** The user name in the login modules of PLAIN and SCRAM. */
    private static final Pattern JAAS_USER = Pattern.compile("\\busername\\s*=\\s*\"([^\"]+)\"");

    /**
     * Reads the settings and the files that they name.
     *
     * @throws ConfigurationException for a missing or invalid variable or file
     */
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
        String control = environment
                .text(CONTROL_VARIABLE)
                .map(v -> servers(CONTROL_VARIABLE, v))
                .orElse(target);
        ClusterLogin login = ClusterLogin.from(environment, AuthScope.TARGET, InstantSource.system());
        return new KafkaSettings(
                target,
                control,
                login,
                controlLogin(environment, control.equals(target)).orElse(login),
                prefix,
                allowed(environment, target));
    }

    /** Returns the login with the control cluster if it differs. */
    private static Optional<ClusterLogin> controlLogin(Environment environment, boolean sameCluster) {
        if (!ClusterLogin.isSet(environment, AuthScope.CONTROL)) {
            return Optional.empty();
        }
        if (sameCluster) {
            throw new ConfigurationException(
                    CONTROL_VARIABLE,
                    "must name a cluster other than " + TARGET_VARIABLE + ", because " + AuthScope.CONTROL.preset()
                            + " or " + AuthScope.CONTROL.clientPrefix()
                            + "… is set; clients of one cluster use the same settings");
        }
        return Optional.of(ClusterLogin.from(environment, AuthScope.CONTROL, InstantSource.system()));
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

    /** Returns the properties for all clients of the clusters under test, including secrets. */
    public Map<String, String> client() {
        return login.properties();
    }

    /** Returns whether clients of the control topics' cluster authenticate differently. */
    public boolean hasControlLogin() {
        return controlLogin != login;
    }

    /** Lets Kafka's clients in this process use the URLs, files and login modules of these settings. Call it before creating clients. */
    public void allowLogins() {
        JvmAllowLists.apply(List.of(login, controlLogin));
    }

    /** Returns the user that Kafka's quotas apply to, or empty if only the broker knows it. */
    public Optional<String> user() {
        Map<String, String> client = client();
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
     * @throws ConnectionException if runs may not load the cluster, or the client's certificate is not valid now
     */
    public KafkaSettings ofRun(Optional<String> cluster) {
        allowed.refusal(cluster).ifPresent(refusal -> {
            throw new ConnectionException(ConnectionFault.SETTINGS, "topic.cluster " + refusal);
        });
        requireValid(login);
        return new KafkaSettings(cluster.orElse(target), control, login, controlLogin, topicPrefix, allowed);
    }

    /** @throws ConnectionException if a client's certificate is not valid now */
    void requireValidLogins() {
        requireValid(controlLogin);
        requireValid(login);
    }

    private static void requireValid(ClusterLogin login) {
        login.mistake().ifPresent(mistake -> {
            throw new ConnectionException(ConnectionFault.SETTINGS, login.folderVariable() + " " + mistake);
        });
    }

    /** Returns the properties for a client of the cluster under test. */
    public Map<String, Object> targetClient(String clientId) {
        return properties(login, target, clientId);
    }

    /** Returns the properties for a client of the control topics' cluster. */
    public Map<String, Object> controlClient(String clientId) {
        return properties(controlLogin, control, clientId);
    }

    private static Map<String, Object> properties(ClusterLogin login, String servers, String clientId) {
        Map<String, Object> properties = login.client();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        return properties;
    }

    /** Returns the properties for all clients of the clusters under test, with secrets hidden. */
    public Map<String, String> shown() {
        return login.shown();
    }

    @Override
    public String toString() {
        return "KafkaSettings[target=" + target + ", control=" + control + ", client=" + login
                + (hasControlLogin() ? ", controlClient=" + controlLogin : "") + ", topicPrefix=" + topicPrefix
                + ", allowed=" + allowed + "]";
    }
}
