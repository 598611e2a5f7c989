package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two workers send in transactions, some of which are aborted, and consumers read committed records. */
@Tag("extended")
class TransactionsIT {

    private static final int MESSAGES = 3_000;
    private static final Duration RUN_MAX = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @Test
    void whatIsAbortedIsCountedAndNeitherLostNorRead() {
        Path file = folder.resolve("report.json");
        try (Command local = Command.start("local", "--port", "0", "--workers", "2")) {
            String url = LocalSystemIT.consoleUrl(local);
            try (Command run = Command.start(
                    "run",
                    "--controller",
                    url,
                    "--messages=" + MESSAGES,
                    "--rate=1000",
                    "--topic=transactions",
                    "--verify",
                    "--set=workers.expected=2",
                    "--set=transactions={messages: 25, abortShare: 0.3}",
                    "--set=consumers={groups: 1, members: 2, isolation: read_committed}",
                    "--json=" + file)) {
                // on a busy machine, the figures need not be valid
                assertThat(run.exitCode(RUN_MAX)).as(run.output()).isIn(Command.COMPLETE);
                assertThat(run.output()).contains(" aborted").contains("Commit");
            }
            JsonNode report = JsonMapper.shared().readTree(file.toFile());
            long acked = report.at("/messages/acked").asLong();
            long aborted = report.at("/messages/aborted").asLong();

            assertThat(report.at("/verdict/integrity").asString())
                    .as(report.at("/verdict").toString())
                    .isEqualTo("INTACT");
            // about 36 of 120 transactions abort, with a standard deviation of 5
            assertThat(aborted).isBetween(300L, 2_000L);
            assertThat(acked + aborted).isEqualTo(MESSAGES);
            assertThat(report.at("/messages/unsent").asLong()).isZero();
            assertThat(report.at("/verification/audited").asLong()).isEqualTo(acked);
            assertThat(report.at("/consumers/0/records").asLong()).isEqualTo(acked);
            assertThat(report.at("/consumers/0/lag").asLong()).isZero();
            // without the messages of the warm-up, and on each worker without the transaction that began in it
            long measured = acked - report.at("/messages/warmup").asLong();
            assertThat(report.at("/commitTime/count").asLong()).isBetween(measured / 25 - 2, MESSAGES / 10L);
            assertThat(report.at("/rate/achieved").asDouble()).isPositive();
            long[] records = {0};
            TopicReader.each(local.kafka(), "transactions", record -> records[0]++);
            assertThat(records[0]).as("records in the log").isEqualTo(MESSAGES);
        }
    }
}
