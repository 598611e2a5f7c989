package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The first run of fresh processes measures Kafka, not the loading and the compilation of classes. Needs an otherwise idle machine.
 */
@Tag("long")
class FirstRunIT {

    private static final int TIMES = 10;
    private static final int SLOWER_MAX = 3;
    private static final Duration RUN_MAX = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @RepeatedTest(TIMES)
    void theFirstRunIsNearlyAsFastAsTheSecond() {
        try (Command local = Command.start("local", "--port", "0")) {
            String url = LocalSystemIT.consoleUrl(local);
            JsonNode first = run(url, "first");
            JsonNode second = run(url, "second");

            assertThat(first.at("/responseTime/p99").asLong())
                    .as("p99 of the first run, µs")
                    .isLessThanOrEqualTo(
                            SLOWER_MAX * second.at("/responseTime/p99").asLong());
        }
    }

    private JsonNode run(String url, String name) {
        Path file = folder.resolve(name + ".json");
        try (Command run = Command.start(
                "run",
                "--controller",
                url,
                "--rate=5000",
                "--duration=20s",
                "--verify",
                "--set=consumers.groups=2",
                "--set=consumers.members=3",
                "--json=" + file)) {
            assertThat(run.exitCode(RUN_MAX))
                    .as("%s run: %s", name, run.output())
                    .isZero();
        }
        return JsonMapper.shared().readTree(file.toFile());
    }
}
