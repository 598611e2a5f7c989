package klt.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import klt.cli.api.ControllerClient;
import klt.cli.api.Credentials;
import klt.cli.console.Interrupts;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.cli.session.Readiness;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ReadinessTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Interrupts interrupts = new Interrupts(System::nanoTime, () -> {});

    /** Each limit on its own ends the wait. */
    private Readiness readiness(Duration answerMax, Duration kafkaMax) {
        return new Readiness(interrupts, System::nanoTime, answerMax, kafkaMax, () -> {});
    }

    @Test
    void namesTheKafkaThatIsOutOfReachAndWhy() throws IOException {
        try (FakeController controller = new FakeController(0).isNotReady("no broker answered in 5 s");
                ControllerClient client = new ControllerClient(controller.uri(), Credentials.NONE)) {
            Readiness readiness = readiness(LONG, SHORT);
            assertThatThrownBy(() -> readiness.await(client, Optional.of("kafka.test:9092")))
                    .hasMessageContaining("Kafka at kafka.test:9092 is unreachable")
                    .hasMessageContaining("no broker answered in 5 s")
                    .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                    .returns(ExitCode.UNREACHABLE, Failure::exitCode);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 500})
    void doesNotWaitForAControllerThatRefuses(int status) throws IOException {
        try (FakeController controller = new FakeController(0)
                        .answers(
                                "GET /health/ready", status, List.of("{\"detail\":\"the host name is not allowed\"}"));
                ControllerClient client = new ControllerClient(controller.uri(), Credentials.NONE)) {
            Readiness readiness = readiness(LONG, LONG);
            assertThatThrownBy(() -> readiness.await(client, Optional.empty()))
                    .hasMessageContaining("status " + status)
                    .hasMessageContaining("the host name is not allowed")
                    .hasMessageNotContaining("Kafka")
                    .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                    .returns(ExitCode.USAGE, Failure::exitCode);
        }
    }

    @Test
    void namesTheControllerThatDoesNotAnswer() throws IOException {
        FakeController controller = new FakeController(0);
        controller.close();

        try (ControllerClient client = new ControllerClient(controller.uri(), Credentials.NONE)) {
            Readiness readiness = readiness(SHORT, LONG);
            assertThatThrownBy(() -> readiness.await(client, Optional.empty()))
                    .hasMessageContaining("no controller responds at " + controller.uri())
                    .hasMessageContaining("connection refused");
        }
    }
}
