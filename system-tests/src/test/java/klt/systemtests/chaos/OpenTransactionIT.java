package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import klt.systemtests.chaos.fixtures.Checks;
import klt.systemtests.chaos.fixtures.TestSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** A worker is killed in an open transaction, which holds back consumers of committed records. */
@Tag("fault")
class OpenTransactionIT {

    private static final int MESSAGES = 18_000;

    /** The broker would end the transaction of the killed worker only after the run. */
    private static final String SPEC = """
            {
              "name": "open transaction",
              "topic": {"name": "transactions", "partitions": 3},
              "messages": 18000,
              "rate": 1000,
              "transactions": {"interval": "2s", "abortShare": 0.2, "timeout": "10m"},
              "consumers": {"groups": 1, "members": 2, "isolation": "read_committed"},
              "verification": "after",
              "objectives": [],
              "workers": {"expected": 3, "timeout": "90s"}
            }
            """;

    @RegisterExtension
    private final TestSystem system = TestSystem.withWorkers(3);

    @Test
    void nothingIsLostAndTheRunEndsInTime() {
        String run = system.api().submit(SPEC);
        system.api().awaitElapsed(run, Duration.ofSeconds(7), Duration.ofSeconds(60));

        system.worker("worker-2").kill();

        JsonNode report = system.api().awaitReport(run, Duration.ofSeconds(90));
        Checks.isDone(report);
        Checks.say(Checks.events(report));
        Checks.addsUp(report);
        JsonNode messages = report.at("/messages");
        assertThat(messages.at("/acked").asLong() + messages.at("/aborted").asLong())
                .as("acked and aborted of " + messages)
                .isEqualTo(MESSAGES);
        assertThat(messages.at("/aborted").asLong()).isPositive();
        assertThat(messages.at("/repaired").asLong()).isPositive();
        assertThat(report.at("/verdict/integrity").asString())
                .as(report.at("/verdict").toString())
                .isEqualTo("INTACT");
        assertThat(report.at("/verification/lost").asLong()).isZero();
        assertThat(report.at("/verification/ghosts").asLong()).isZero();
        assertThat(report.at("/verification/audited").asLong())
                .isEqualTo(messages.at("/acked").asLong()
                        + messages.at("/handoverDuplicates").asLong());
        assertThat(report.at("/consumers/0/lag").asLong()).isZero();
        assertThat(report.at("/consumers/0/records").asLong())
                .isEqualTo(report.at("/verification/audited").asLong());
    }
}
