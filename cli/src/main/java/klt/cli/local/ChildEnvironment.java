package klt.cli.local;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import klt.cli.api.Credentials;
import klt.common.spec.client.AllowedClusters;

/** The child processes' environment: the user's, without variables meant for other deployments. */
final class ChildEnvironment {

    private ChildEnvironment() {}

    /** @param user the command's own environment */
    static Map<String, String> of(Map<String, String> user, LocalPlan plan, String bootstrapServers) {
        Map<String, String> variables = new HashMap<>(user);
        variables
                .keySet()
                .removeAll(
                        Set.of("PORT", "HOST", "METRICS_PORT", "WORKER_NAME", "TLS_CERTIFICATE_FILE", "TLS_KEY_FILE"));
        // they are for another controller
        variables.keySet().removeAll(Credentials.VARIABLES);
        if (plan.anyCluster()) {
            // the controller of a single command listens on loopback only, and this command is its only client
            variables.keySet().removeIf(name -> name.equals("AUTH") || name.startsWith("AUTH_"));
            variables.keySet().removeAll(Set.of("ALLOWED_HOSTS", "ALLOWED_ORIGINS"));
        }
        if (plan.kafka().isEmpty()) {
            // another Kafka cluster's credentials and control cluster would break the connection to the local one
            variables.remove("CONTROL_BOOTSTRAP_SERVERS");
            variables.keySet().removeIf(name -> name.startsWith("KAFKA_CLIENT_"));
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
        Map<String, String> variables = new HashMap<>(shared);
        variables.putIfAbsent("PAYLOAD_DIR", folder);
        variables.put("WORKER_NAME", name);
        variables.put("METRICS_PORT", "0");
        return variables;
    }
}
