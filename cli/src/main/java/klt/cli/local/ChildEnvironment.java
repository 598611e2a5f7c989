package klt.cli.local;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import klt.common.spec.client.AllowedClusters;

/** The child processes' environment: the user's, without variables meant for other deployments. */
final class ChildEnvironment {

    /** Only a controller needs its users' secrets. */
    private static final String AUTH = "AUTH_";

    private static final String CONTROLLER = "CONTROLLER_";

    /** How clients authenticate with Kafka clusters of the user. */
    private static final String[] LOGINS = {"KAFKA_AUTH", "KAFKA_CLIENT_", "CONTROL_AUTH", "CONTROL_CLIENT_"};

    private static final String WEBHOOK = "WEBHOOK_";

    private ChildEnvironment() {}

    /**
     * Returns the broker's environment.
     *
     * @param user the command's own environment
     */
    static Map<String, String> broker(Map<String, String> user) {
        Map<String, String> variables = withoutPrefixes(user, AUTH, CONTROLLER, WEBHOOK);
        variables.keySet().removeIf(ChildEnvironment::isOfLogin);
        return variables;
    }

    private static boolean isOfLogin(String name) {
        return Stream.of(LOGINS).anyMatch(name::startsWith);
    }

    private static Map<String, String> withoutPrefixes(Map<String, String> variables, String... prefixes) {
        Map<String, String> others = new HashMap<>(variables);
        others.keySet().removeIf(name -> Stream.of(prefixes).anyMatch(name::startsWith));
        return others;
    }

    /** @param user the command's own environment */
    static Map<String, String> of(Map<String, String> user, LocalPlan plan, String bootstrapServers) {
        // credentials and settings of another controller
        Map<String, String> variables = withoutPrefixes(user, CONTROLLER);
        variables
                .keySet()
                .removeAll(
                        Set.of("PORT", "HOST", "METRICS_PORT", "WORKER_NAME", "TLS_CERTIFICATE_FILE", "TLS_KEY_FILE"));
        if (plan.anyCluster()) {
            // the controller of a single command listens on loopback only, and this command is its only client
            variables.remove("AUTH");
            variables.keySet().removeIf(name -> name.startsWith(AUTH));
            variables.keySet().removeAll(Set.of("ALLOWED_HOSTS", "ALLOWED_ORIGINS"));
        }
        if (plan.kafka().isEmpty()) {
            // another Kafka cluster's credentials and control cluster would break the connection to the local one
            variables.remove("CONTROL_BOOTSTRAP_SERVERS");
            variables.keySet().removeIf(ChildEnvironment::isOfLogin);
        }
        variables.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        if (plan.anyCluster()) {
            variables.putIfAbsent(AllowedClusters.VARIABLE, AllowedClusters.ANY);
        }
        plan.topicPrefix().ifPresent(prefix -> variables.put("CONTROL_TOPIC_PREFIX", prefix));
        return variables;
    }

    /** @param workers number of workers started with the controller */
    static Map<String, String> controller(Map<String, String> shared, int port, int workers) {
        Map<String, String> variables = new HashMap<>(shared);
        variables.put("HOST", "127.0.0.1");
        variables.put("PORT", String.valueOf(port));
        variables.put("FLEET", "local");
        variables.put("LOCAL_WORKERS", String.valueOf(workers));
        return variables;
    }

    /** @param folder the workers' samples folder, unless the user's environment sets one */
    static Map<String, String> worker(Map<String, String> shared, String name, String folder) {
        Map<String, String> variables = withoutPrefixes(shared, AUTH, WEBHOOK);
        variables.putIfAbsent("PAYLOAD_DIR", folder);
        variables.put("WORKER_NAME", name);
        variables.put("METRICS_PORT", "0");
        return variables;
    }
}
