package klt.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChildEnvironmentTest {

    private static final Map<String, String> USER = Map.of(
            "PATH", "/bin",
            "PORT", "9999",
            "HOST", "0.0.0.0",
            "CONTROLLER_METRICS_PORT", "1",
            "WORKER_NAME", "me",
            "MAX_RATE", "5000",
            "KAFKA_BOOTSTRAP_SERVERS", "production:9092",
            "CONTROL_BOOTSTRAP_SERVERS", "control:9092",
            "KAFKA_AUTH", "scram",
            "KAFKA_CLIENT_SECURITY_PROTOCOL", "SASL_SSL");

    @Test
    void keepsTheSettingsOfARealKafkaFromOurOwnBroker() {
        Map<String, String> shared = ChildEnvironment.of(
                USER, new LocalPlan(2, 0, Optional.empty(), false, Optional.empty()), "127.0.0.1:4");

        assertThat(shared)
                .isEqualTo(Map.of("PATH", "/bin", "MAX_RATE", "5000", "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:4"));
    }

    @Test
    void passesThemOnForTheKafkaThatTheUserNamed() {
        Map<String, String> shared = ChildEnvironment.of(
                USER, new LocalPlan(2, 0, Optional.of("their:9092"), false, Optional.of("klt-1")), "their:9092");

        assertThat(shared)
                .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "their:9092")
                .containsEntry("CONTROL_BOOTSTRAP_SERVERS", "control:9092")
                .containsEntry("KAFKA_CLIENT_SECURITY_PROTOCOL", "SASL_SSL")
                .containsEntry("CONTROL_TOPIC_PREFIX", "klt-1")
                .doesNotContainKeys("PORT", "HOST", "CONTROLLER_METRICS_PORT", "WORKER_NAME");
    }

    @Test
    void allowsAnyClusterIfTheUserAloneStartsRuns() {
        LocalPlan own = new LocalPlan(1, 0, Optional.empty(), true, Optional.empty());

        assertThat(ChildEnvironment.of(Map.of(), own, "k:1")).containsEntry("ALLOWED_CLUSTERS", "*");
        assertThat(ChildEnvironment.of(Map.of("ALLOWED_CLUSTERS", "a:1"), own, "k:1"))
                .containsEntry("ALLOWED_CLUSTERS", "a:1");
    }

    @Test
    void passesNoCredentialsForControllersOn() {
        Map<String, String> user = Map.of(
                "CONTROLLER_TOKEN", "a",
                "CONTROLLER_PASSWORD_FILE", "b",
                "AUTH", "token",
                "AUTH_ACCOUNTS_FILE", "c",
                "ALLOWED_HOSTS", "d",
                "TLS_KEY_FILE", "e");
        LocalPlan command = new LocalPlan(1, 0, Optional.empty(), true, Optional.empty());
        LocalPlan local = new LocalPlan(1, 0, Optional.empty(), false, Optional.empty());

        assertThat(ChildEnvironment.of(user, command, "k:1"))
                .containsOnlyKeys("KAFKA_BOOTSTRAP_SERVERS", "ALLOWED_CLUSTERS");
        assertThat(ChildEnvironment.of(user, local, "k:1"))
                .containsOnlyKeys("KAFKA_BOOTSTRAP_SERVERS", "AUTH", "AUTH_ACCOUNTS_FILE", "ALLOWED_HOSTS");
    }

    @Test
    void onlyTheControllerHasItsUsersSecrets() {
        Map<String, String> user =
                Map.of("CONTROLLER_TOKEN", "a", "AUTH_ACCOUNTS", "b", "WEBHOOK_SECRET", "c", "PATH", "/bin");
        Map<String, String> login = Map.of(
                "KAFKA_AUTH", "scram",
                "KAFKA_AUTH_DIR", "/auth",
                "CONTROL_AUTH", "plain",
                "CONTROL_AUTH_DIR", "/control",
                "CONTROL_CLIENT_LINGER_MS", "1",
                "KAFKA_CLIENT_LINGER_MS", "1");
        LocalPlan plan = new LocalPlan(1, 0, Optional.of("k:1"), true, Optional.empty());
        Map<String, String> shared = ChildEnvironment.of(login, plan, "k:1");

        assertThat(ChildEnvironment.broker(login)).isEmpty();
        assertThat(ChildEnvironment.worker(shared, "worker-1", "/tmp")).containsAllEntriesOf(login);
        assertThat(ChildEnvironment.controller(shared, 1, 1)).containsAllEntriesOf(login);

        assertThat(ChildEnvironment.broker(user)).isEqualTo(Map.of("PATH", "/bin"));
        assertThat(ChildEnvironment.worker(user, "worker-1", "/tmp"))
                .doesNotContainKeys("AUTH_ACCOUNTS", "WEBHOOK_SECRET");
    }

    @Test
    void givesEachPartItsOwnPort() {
        assertThat(ChildEnvironment.controller(Map.of("FLEET", "kubernetes"), 8080, 3))
                .isEqualTo(Map.of("HOST", "127.0.0.1", "PORT", "8080", "FLEET", "local", "LOCAL_WORKERS", "3"));
        assertThat(ChildEnvironment.worker(Map.of(), "worker-1", "/tmp"))
                .isEqualTo(Map.of("WORKER_NAME", "worker-1", "METRICS_PORT", "0", "PAYLOAD_DIR", "/tmp"));
    }

    @Test
    void readsSamplesFromTheFolderThatTheUserNamed() {
        assertThat(ChildEnvironment.worker(Map.of("PAYLOAD_DIR", "/samples"), "worker-1", "/tmp"))
                .containsEntry("PAYLOAD_DIR", "/samples");
    }
}
