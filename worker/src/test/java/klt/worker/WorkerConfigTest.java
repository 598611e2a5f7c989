package klt.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerConfigTest {

    private static final Map<String, String> NEEDED = Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092");

    @Test
    void hasDefaults() {
        WorkerConfig config = read(Map.of("HOSTNAME", "pod-7"));

        assertThat(config.name()).isEqualTo("pod-7");
        assertThat(config.metricsHost()).isEqualTo("0.0.0.0");
        assertThat(config.metricsPort()).isEqualTo(8081);
        assertThat(config.payloadFolder()).isEmpty();
        assertThat(config.kafka().control()).isEqualTo("kafka:9092");
        assertThat(config.rack()).isEmpty();
        assertThat(config.registry()).isEmpty();
    }

    @Test
    void readsTheRackWhichKubernetesLeavesEmptyWithoutALabel() {
        assertThat(read(Map.of("CLIENT_RACK", "eu-central-1a")).rack()).contains("eu-central-1a");
        assertThat(read(Map.of("CLIENT_RACK", "")).rack()).isEmpty();
    }

    @Test
    void makesANameOfAnyHost() {
        assertThat(read(Map.of("HOSTNAME", "a b/ü" + "x".repeat(100))).name())
                .startsWith("a-b--x")
                .hasSize(63);
    }

    @ParameterizedTest
    @CsvSource({
        "WORKER_NAME, a b",
        "WORKER_NAME, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "METRICS_PORT, 65536",
        "METRICS_PORT, -1",
        "METRICS_HOST, no such host",
        "CONTROL_TOPIC_PREFIX, a/b",
        "CONTROL_BOOTSTRAP_SERVERS, kafka",
        "PAYLOAD_DIR, /no/such/folder",
        "SCHEMA_REGISTRY_URL, registry",
        "SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO, user",
        "KAFKA_CLIENT_LINGER_MS, soon",
        "KAFKA_CLIENT_SECURITY_PROTOCOL, NONSENSE",
        "KAFKA_CLIENT_NO_SUCH_THING, 1",
        "KAFKA_CLIENT_CLIENT_RACK, a"
    })
    void namesTheVariableThatIsWrong(String variable, String value) {
        assertThatThrownBy(() -> read(Map.of(variable, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(variable + " ")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void needsAnAddress() {
        assertThatThrownBy(() -> WorkerConfig.from(new Environment(Map.of())))
                .hasMessageStartingWith("KAFKA_BOOTSTRAP_SERVERS is missing");
    }

    private static WorkerConfig read(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(NEEDED);
        all.putAll(variables);
        return WorkerConfig.from(new Environment(all));
    }
}
