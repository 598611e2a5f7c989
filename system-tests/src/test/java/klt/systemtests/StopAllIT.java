package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real workers stop their load when all load is stopped. */
@Tag("extended")
class StopAllIT {

    private static final int STOPPED = 13;
    private static final Duration BEGIN_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofSeconds(2);
    private static final Duration END_MAX = Duration.ofSeconds(20);

    /** Long enough for a producer that still sends to be noticed. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    @TempDir
    Path folder;

    @Test
    void theLoadStopsWithinTwoSecondsAndNothingStartsUntilItIsAllowedAgain() throws Exception {
        Path file = folder.resolve("report.json");
        try (SystemOnKafka system = SystemOnKafka.start(2);
                Command run = Command.start(
                        "run",
                        "--controller",
                        system.url(),
                        "--topic=loadtest-stopped",
                        "--set=topic.partitions=1",
                        "--set=consumers.groups=1",
                        "--rate=max",
                        "--duration=10m",
                        "--json=" + file)) {
            await("messages").atMost(BEGIN_MAX).ignoreExceptions().until(() -> end(system) > 0);

            assertThat(stopAll(system.url())).isEqualTo(200);
            await("the load stops")
                    .pollInterval(Duration.ofMillis(100))
                    .during(QUIET)
                    .atMost(QUIET.plus(STOP_MAX))
                    .until(() -> end(system), new SameValue());

            assertThat(run.exitCode(END_MAX)).as(run.output()).isEqualTo(STOPPED);
            JsonNode report = JsonMapper.shared().readTree(file.toFile());
            assertThat(report.at("/end/code").asString()).isEqualTo("ALL_LOAD_STOPPED");
            assertThat(report.at("/messages/acked").asLong()).isPositive();
            assertThat(exitCode(system, "run", "--messages=10")).isNotZero();
            assertThat(exitCode(system, "stop", "--release")).isZero();
            assertThat(exitCode(system, "run", "--messages=10")).isIn(Command.COMPLETE);
        }
    }

    /** Accepts a value that equals the previous one. */
    private static final class SameValue implements Predicate<Long> {

        private long last = -1;

        @Override
        public boolean test(Long value) {
            boolean same = value == last;
            last = value;
            return same;
        }
    }

    private static int exitCode(SystemOnKafka system, String command, String option) {
        try (Command started = Command.start(command, option, "--controller", system.url())) {
            return started.exitCode(BEGIN_MAX);
        }
    }

    private static int stopAll(String url) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/stop-all"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    private static long end(SystemOnKafka system) throws Exception {
        TopicPartition partition = new TopicPartition("loadtest-stopped", 0);
        return system.admin()
                .listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
    }
}
