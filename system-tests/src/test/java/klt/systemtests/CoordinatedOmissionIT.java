package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Freedom from coordinated omission: while the broker is frozen, messages continue to become due, and the latency of each includes its
 * wait, although the client's buffer is full and {@code send()} is blocked.
 */
class CoordinatedOmissionIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int RATE = 1_000;
    private static final int SECONDS = 30;
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final int OBJECTIVES_FAILED = 10;
    private static final long SECOND_MICROS = 1_000_000;

    @TempDir
    Path folder;

    @Test
    void everyMessageThatWasDueInAPauseCarriesItsWait() throws IOException, InterruptedException {
        Path report = folder.resolve("out.json");
        try (Command run = Command.start(
                "run",
                "--messages",
                String.valueOf(RATE * SECONDS),
                "--rate",
                String.valueOf(RATE),
                "--workers",
                "1",
                "--set",
                "producer.bufferMemory=64KiB",
                "--set",
                "producer.batchSize=8KiB",
                "--json",
                report.toString())) {
            ProcessHandle broker = run.descendantRunning("klt.embedded.Main");
            await("run that sends")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> run.output().contains("RUNNING"));
            // well within the run, and after the disturbances of the start
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(8));

            signal("STOP", broker);
            LockSupport.parkNanos(PAUSE.toNanos());
            signal("CONT", broker);

            int exit = run.exitCode(Duration.ofMinutes(2));
            System.out.println(run.output());
            assertThat(exit).as(run.output() + run.errors()).isZero();
        }

        JsonNode json = JSON.readTree(report.toFile());
        assertThat(json.at("/messages/acked").asLong()).isEqualTo(RATE * SECONDS);
        assertThat(json.at("/responseTime/p999").asLong()).isGreaterThanOrEqualTo(2_500_000);
        assertThat(json.at("/responseTime/max").asLong()).isGreaterThanOrEqualTo(2_900_000);
        // 3,000 messages become due in the pause: those of its first two seconds wait for more than one second, those
        // of its first second
        // for more than two. On a busy machine, sending the backlog takes a while, and messages that become due
        // meanwhile wait too
        assertThat(share(json, "responseTime", "p90"))
                .as("less than a tenth waited for two seconds")
                .isLessThan(2 * SECOND_MICROS);
        assertThat(share(json, "responseTime", "p50")).as("most did not wait").isLessThan(SECOND_MICROS);
        assertThat(share(json, "responseTime", "p95"))
                .as("more than a twentieth waited")
                .isGreaterThan(SECOND_MICROS);
        // service time covers only the messages that the small buffer held
        assertThat(share(json, "serviceTime", "p99")).isLessThan(SECOND_MICROS / 2);
        assertThat(json.at("/verdict/validity").stringValue()).isNotEqualTo("VALID");
        assertThat(json.at("/verdict/reasons").toString()).contains("BACKPRESSURE");
    }

    @Test
    @Tag("extended")
    void messagesThatWereNeverAnsweredRankAboveAllOthers() throws IOException, InterruptedException {
        Path report = folder.resolve("unanswered.json");
        try (Command run = Command.start(
                "run",
                "--duration=10s",
                "--rate=200",
                "--workers=1",
                "--objective=response.p99<1h",
                "--set=producer.deliveryTimeoutMs=500",
                "--set=producer.requestTimeoutMs=400",
                "--json",
                report.toString())) {
            ProcessHandle broker = run.descendantRunning("klt.embedded.Main");
            await("run that sends")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> run.output().contains("RUNNING"));
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));

            signal("STOP", broker);
            LockSupport.parkNanos(PAUSE.toNanos());
            signal("CONT", broker);

            assertThat(run.exitCode(Duration.ofMinutes(2))).as(run.output()).isEqualTo(OBJECTIVES_FAILED);
        }

        JsonNode json = JSON.readTree(report.toFile());
        long unanswered = json.at("/responseTime/unanswered").asLong();
        assertThat(unanswered)
                .as("due in the pause, but for its last half second")
                .isGreaterThan(300)
                .isEqualTo(json.at("/messages/failed").asLong()
                        + json.at("/messages/indeterminate").asLong());
        assertThat(json.at("/responseTime/p50").isNumber()).isTrue();
        assertThat(json.at("/responseTime/p99").isNull()).isTrue();
        assertThat(json.at("/responseTime/max").isNull()).isTrue();
        assertThat(json.at("/serviceTime/p99").isNull()).isTrue();
        JsonNode objective = json.at("/objectives/0");
        assertThat(objective.at("/actual").isNull()).isTrue();
        assertThat(objective.at("/met").asBoolean()).isFalse();
        assertThat(json.at("/verdict/reasons").findValues("args"))
                .anyMatch(args -> args.at("/objective").asString().equals("response.p99<1h")
                        && args.at("/unanswered").asLong() == unanswered);
    }

    private static long share(JsonNode json, String latency, String percentile) {
        return json.at("/" + latency + "/" + percentile).asLong();
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
    }
}
