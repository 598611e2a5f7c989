package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The result of {@code loadtester limit} on a system whose limit is known: a number of bytes per second.
 *
 * @param output what the command printed
 * @param report the run document
 */
record Search(String output, JsonNode report) {

    /** Of the limit: batches differ in size, and so does what the system counts for a message. */
    private static final double ERROR_MAX = 0.05;

    private static final Duration TIME_MAX = Duration.ofMinutes(12);

    /** Searches with one worker and short windows. */
    static Search run(Path folder, List<String> options) throws Exception {
        Path file = Files.createTempFile(folder, "report", ".json");
        List<String> arguments = new ArrayList<>(List.of(
                "limit",
                "--workers=1",
                "--set=limit.window=4s",
                "--set=limit.windows=4",
                "--set=warmup=2s",
                "--json=" + file));
        arguments.addAll(options);
        try (Command command = Command.start(arguments.toArray(String[]::new))) {
            int exitCode = command.exitCode(TIME_MAX);
            assertThat(exitCode).as(command.output() + command.errors()).isZero();
            return new Search(command.output(), JsonMapper.shared().readTree(file.toFile()));
        }
    }

    /** The number of messages per second at this throughput of the producers' connections. */
    double rate(double bytesPerSecond) {
        return bytesPerSecond
                * report.at("/messages/acked").asDouble()
                / report.at("/bytes/wire").asDouble();
    }

    double lower() {
        return report.at("/limit/lower").asDouble();
    }

    double upper() {
        return report.at("/limit/upper").asDouble();
    }

    /** Whether the bounds contain a limit, with a tolerance of 5 %. */
    boolean contains(double rate) {
        return lower() <= rate * (1 + ERROR_MAX) && upper() >= rate * (1 - ERROR_MAX);
    }
}
