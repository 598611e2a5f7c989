package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import klt.controller.fixtures.Broker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The controller as a separate process. */
class MainIT {

    private static final long START_SECONDS_MAX = 60;
    private static final long END_SECONDS_MAX = 8;

    /** 128 plus the number of SIGTERM. */
    private static final int ENDED_BY_SIGTERM = 143;

    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    private Path folder;

    private Process process;

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    private void start(Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // or the JVM prints a warning about Kafka's compression codecs
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "klt.controller.Main");
        builder.environment().clear();
        builder.environment().putAll(variables);
        builder.redirectError(folder.resolve("stderr").toFile());
        process = builder.start();
    }

    /** @return its address */
    private URI startReady(String servers) throws IOException {
        start(Map.of("KAFKA_BOOTSTRAP_SERVERS", servers, "CONTROL_TOPIC_PREFIX", Broker.newPrefix(), "PORT", "0"));
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String ready = out.readLine();
        assertThat(ready).matches("READY http://127\\.0\\.0\\.1:[0-9]+");
        return URI.create(ready.substring("READY ".length()));
    }

    private int exitCode(long secondsMax) throws InterruptedException {
        assertThat(process.waitFor(secondsMax, TimeUnit.SECONDS))
                .as("ended within %d s", secondsMax)
                .isTrue();
        return process.exitValue();
    }

    private String stderr() throws IOException {
        return Files.readString(folder.resolve("stderr"));
    }

    @Test
    void aPortInUseIsOneLineAndExitCode15() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            start(Map.of(
                    "KAFKA_BOOTSTRAP_SERVERS",
                    "127.0.0.1:1",
                    "HOST",
                    "127.0.0.1",
                    "PORT",
                    String.valueOf(taken.getLocalPort())));

            assertThat(exitCode(START_SECONDS_MAX)).isEqualTo(15);

            assertThat(stderr().lines()).hasSize(1);
            assertThat(stderr()).startsWith("PORT: ").contains(String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    void aWrongSettingIsOneLineAndExitCode2() throws Exception {
        start(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1", "MAX_CONCURRENT_RUNS", "none"));

        assertThat(exitCode(START_SECONDS_MAX)).isEqualTo(2);

        assertThat(stderr()).isEqualTo("MAX_CONCURRENT_RUNS takes a whole number from 1 to 100, not 'none'\n");
    }

    @Test
    void linesCarryTheRun() throws Exception {
        URI controller = startReady(Broker.servers());
        await("it leads").atMost(Controller.AWAIT_MAX).until(this::stderrNow, text -> text.contains("leads in term 1"));

        JsonNode run = submit(controller.resolve("/api/runs"), "{messages: 1, name: logged}");
        await("its line").atMost(Controller.AWAIT_MAX).until(this::stderrNow, text -> text.contains("accepted"));
        process.destroy();
        exitCode(END_SECONDS_MAX);

        assertThat(stderr().lines())
                .isNotEmpty()
                .allMatch(line -> line.matches("\\d{4}-\\S+Z \\[[^]]+] [A-Z]+ \\w+ - .+"));
        assertThat(stderr().lines().filter(line -> line.contains("accepted")))
                .singleElement()
                .asString()
                .contains(" - run=" + run.path("id").asString() + " PHASE: accepted");
    }

    private static JsonNode submit(URI runs, String spec) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(runs)
                .header("Content-Type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofString(spec))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return MAPPER.readTree(
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
    }

    @Test
    void aTermSignalEndsItSoonAndWithoutComplaint() throws Exception {
        var unused = startReady(Broker.servers());
        await("it leads").atMost(Controller.AWAIT_MAX).until(this::stderrNow, text -> text.contains("leads in term 1"));

        process.destroy();

        assertThat(exitCode(END_SECONDS_MAX)).isEqualTo(ENDED_BY_SIGTERM);
        assertThat(stderr()).doesNotContain("ERROR", "Exception");
    }

    @Test
    void aTermSignalEndsItSoonWhileItWaitsForKafka() throws Exception {
        var unused = startReady("127.0.0.1:1");

        process.destroy();

        assertThat(exitCode(END_SECONDS_MAX)).isEqualTo(ENDED_BY_SIGTERM);
        assertThat(stderr()).doesNotContain("ERROR");
    }

    private String stderrNow() {
        try {
            return stderr();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
