package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.controller.core.Ceilings;
import klt.controller.fleet.FleetSettings;
import klt.controller.store.Retention;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControllerSettingsTest {

    private static ControllerSettings from(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.putIfAbsent("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092");
        return ControllerSettings.from(new Environment(variables), () -> 0, Clock.systemUTC());
    }

    @Test
    void onlyTheAddressOfKafkaIsNeeded() {
        ControllerSettings settings = from(Map.of());

        assertThat(settings.http().host()).isEqualTo("0.0.0.0");
        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.concurrentRunsMax()).isEqualTo(1);
        assertThat(settings.allowedTopics()).isEmpty();
        assertThat(settings.defaultRate()).isEqualTo(1_000);
        assertThat(settings.rateMax()).isInfinite();
        assertThat(settings.ceilings()).isEqualTo(Ceilings.NONE);
        assertThat(settings.retention()).isEqualTo(new Retention(1_000, Optional.empty()));
        assertThat(settings.kafka().control()).isEqualTo("kafka:9092");
    }

    @Test
    void everythingCanBeSet() {
        ControllerSettings settings = from(Map.of(
                "HOST", "127.0.0.1",
                "PORT", "0",
                "MAX_CONCURRENT_RUNS", "3",
                "ALLOWED_TOPICS", " a , b,,",
                "DEFAULT_RATE", "100",
                "MAX_RATE", "50k",
                "MAX_STORED_RUNS", "200",
                "MAX_RUN_AGE", "90d",
                "CONTROL_BOOTSTRAP_SERVERS", "other:9092"));

        assertThat(settings.http().host()).isEqualTo("127.0.0.1");
        assertThat(settings.http().port()).isZero();
        assertThat(settings.concurrentRunsMax()).isEqualTo(3);
        assertThat(settings.allowedTopics()).containsExactlyInAnyOrder("a", "b");
        assertThat(settings.defaultRate()).isEqualTo(100);
        assertThat(settings.rateMax()).isEqualTo(50_000);
        assertThat(settings.retention()).isEqualTo(new Retention(200, Optional.of(Duration.ofDays(90))));
        assertThat(settings.kafka().control()).isEqualTo("other:9092");
    }

    @Test
    void theUpperBoundsOfARunCanBeSet() {
        assertThat(from(Map.of(
                                "MAX_BYTES_PER_SECOND", "50MB",
                                "MAX_MESSAGE_SIZE", "1MiB",
                                "MAX_PARTITIONS", "100",
                                "MAX_DURATION", "2h"))
                        .ceilings())
                .isEqualTo(new Ceilings(50e6, 1 << 20, 100, Optional.of(Duration.ofHours(2))));
    }

    @ParameterizedTest
    @CsvSource({
        "PORT, 65536",
        "PORT, -1",
        "PORT, http",
        "MAX_CONCURRENT_RUNS, 0",
        "MAX_CONCURRENT_RUNS, 101",
        "DEFAULT_RATE, max",
        "DEFAULT_RATE, 0",
        "MAX_STORED_RUNS, 0",
        "MAX_STORED_RUNS, 10001",
        "MAX_RUN_AGE, 59m",
        "MAX_RUN_AGE, long",
        "MAX_BYTES_PER_SECOND, fast",
        "MAX_BYTES_PER_SECOND, 0",
        "MAX_MESSAGE_SIZE, 1s",
        "MAX_PARTITIONS, 0",
        "MAX_PARTITIONS, 10001",
        "MAX_DURATION, 999ms",
        "MAX_DURATION, 10",
        "MAX_RATE, fast",
        "MAX_RATE, 0",
        "MAX_RATE, -5",
        "KAFKA_BOOTSTRAP_SERVERS, kafka",
        "CONTROL_BOOTSTRAP_SERVERS, kafka:x",
        "CONTROL_TOPIC_PREFIX, a/b",
        "KAFKA_CLIENT_NONSENSE, 1",
        "FLEET, swarm"
    })
    void aWrongVariableIsNamedInOneLine(String variable, String value) {
        assertThatThrownBy(() -> from(Map.of(variable, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(variable + " ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void theFleetIsKubernetesWhereTheControllerRunsInIt() {
        assertThat(from(Map.of()).fleet()).isEqualTo(new FleetSettings.Static());
        assertThat(from(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1")).fleet())
                .isEqualTo(new FleetSettings.Kubernetes("kafka-load-tester-worker"));
        assertThat(from(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "FLEET", "static"))
                        .fleet())
                .isEqualTo(new FleetSettings.Static());
        assertThat(from(Map.of("FLEET", "Kubernetes", "WORKER_DEPLOYMENT", "crew-1"))
                        .fleet())
                .isEqualTo(new FleetSettings.Kubernetes("crew-1"));
        assertThat(from(Map.of("FLEET", "local", "LOCAL_WORKERS", "3")).fleet()).isEqualTo(new FleetSettings.Local(3));
    }

    @ParameterizedTest
    @CsvSource({"kubernetes, WORKER_DEPLOYMENT, Crew/1", "local, LOCAL_WORKERS, 33", "local, LOCAL_WORKERS, few"})
    void aWrongVariableOfItsFleetIsNamedInOneLine(String fleet, String variable, String value) {
        assertThatThrownBy(() -> from(Map.of("FLEET", fleet, variable, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(variable + " ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aMissingAddressOfKafkaIsNamedWithAnExample() {
        assertThatThrownBy(() -> ControllerSettings.from(new Environment(Map.of()), () -> 0, Clock.systemUTC()))
                .hasMessageStartingWith("KAFKA_BOOTSTRAP_SERVERS is missing")
                .hasMessageContaining("kafka:9092");
    }
}
