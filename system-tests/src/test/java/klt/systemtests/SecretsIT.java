package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import klt.embedded.EmbeddedKafka;
import klt.embedded.EmbeddedRegistry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recognisable secrets in all settings that take secrets: none of them appears anywhere. */
@Tag("extended")
class SecretsIT {

    private static final String CANARY = "canary7";
    private static final String OPERATOR_TOKEN = CANARY + "-operator-token";
    private static final String VIEWER_TOKEN = CANARY + "-viewer-token";
    private static final String REGISTRY_USER = "tester";
    private static final String REGISTRY_PASSWORD = CANARY + "-registry";

    private static final Duration RUN_MAX = Duration.ofMinutes(2);
    private static final Pattern LOGS = Pattern.compile("Logs +(\\S+)");
    private static final Pattern WORKER_METRICS = Pattern.compile("READY (http://127\\.0\\.0\\.1:[0-9]+)");

    private static final List<String> DOCUMENTS = List.of(
            "/api/cluster",
            "/api/fleet",
            "/api/runs",
            "/api/session",
            "/api/presets",
            "/api/spec-schema",
            "/api/baselines",
            "/api/schedules",
            "/api/sweeps",
            "/health/ready",
            "/metrics",
            "/api/webhook",
            "/api/stop-all");

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    /** Properties that have no effect without SASL and TLS, so that the clients work. */
    private static Map<String, String> settings(EmbeddedRegistry registry) {
        Map<String, String> settings = new HashMap<>();
        settings.put("KAFKA_CLIENT_SASL_MECHANISM", "PLAIN");
        settings.put(
                "KAFKA_CLIENT_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + CANARY
                        + "-user\" password=\"" + CANARY + "-jaas\";");
        settings.put("KAFKA_CLIENT_SSL_KEY_PASSWORD", CANARY + "-key-password");
        settings.put("KAFKA_CLIENT_SSL_KEYSTORE_PASSWORD", CANARY + "-keystore-password");
        settings.put("KAFKA_CLIENT_SSL_TRUSTSTORE_PASSWORD", CANARY + "-truststore-password");
        settings.put("KAFKA_CLIENT_SSL_KEYSTORE_KEY", CANARY + "-keystore-key");
        settings.put("SCHEMA_REGISTRY_URL", registry.url());
        settings.put("SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO", REGISTRY_USER + ":" + REGISTRY_PASSWORD);
        settings.put("WEBHOOK_URL", "http://127.0.0.1:1/" + CANARY + "-webhook");
        settings.put("AUTH", "token");
        settings.put("AUTH_ACCOUNTS", "olga:operate:" + OPERATOR_TOKEN + " victor:view:" + VIEWER_TOKEN);
        return settings;
    }

    private String get(String url, String token) {
        return send(HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token));
    }

    private String send(HttpRequest.Builder request) {
        try {
            var response = http.send(request.timeout(RUN_MAX).build(), BodyHandlers.ofString());
            return response.statusCode() + " " + response.headers().map() + " " + response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Runs the command as an operator does, and returns everything that it prints and writes. */
    private String command(String url, Path token, String... arguments) {
        Path report = folder.resolve("report.json");
        Path junit = folder.resolve("junit.xml");
        Path summary = folder.resolve("summary.md");
        Stream<String> all = Stream.concat(
                Stream.of(arguments),
                Stream.of("--controller", url, "--json=" + report, "--junit=" + junit, "--summary=" + summary));
        try (Command run =
                Command.start(Map.of("CONTROLLER_TOKEN_FILE", token.toString()), all.toArray(String[]::new))) {
            assertNoneIn("arguments", String.valueOf(run.handle().info()));
            int exitCode = run.exitCode(RUN_MAX);
            return exitCode + run.output() + run.errors() + read(report) + read(junit) + read(summary);
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertNoneIn(String where, String text) {
        String registry = Base64.getEncoder()
                .encodeToString((REGISTRY_USER + ":" + REGISTRY_PASSWORD).getBytes(StandardCharsets.UTF_8));
        for (String secret : List.of(CANARY, registry)) {
            int at = text.indexOf(secret);
            assertThat(at < 0 ? "" : text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 100)))
                    .as(where)
                    .isEmpty();
        }
    }

    @Test
    @Timeout(300)
    void appearNowhere() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), OPERATOR_TOKEN + "\n");
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                EmbeddedRegistry registry = EmbeddedRegistry.start()) {
            registry.require(REGISTRY_USER, REGISTRY_PASSWORD);
            try (Command local = Command.start(
                    settings(registry),
                    "local",
                    "--kafka",
                    kafka.bootstrapServers(),
                    "--port",
                    "0",
                    "--workers",
                    "1")) {
                String url = LocalSystemIT.consoleUrl(local);
                Path logs = logs(local);

                List<String> seen = seen(url, token);

                seen.forEach(text -> assertNoneIn("a response or the command's output", text));
                assertNoneIn("output", local.output() + local.errors());
                local.descendants().forEach(process -> assertNoneIn("arguments", arguments(process)));
                assertNoneIn("worker metrics", get(workerMetrics(logs) + "/metrics", "none"));
                try (Stream<Path> files = Files.list(logs)) {
                    List<Path> found = files.filter(file -> file.toString().endsWith(".log"))
                            .toList();
                    assertThat(found).hasSizeGreaterThanOrEqualTo(2);
                    found.forEach(file -> assertNoneIn(file.toString(), read(file)));
                }
                assertThat(read(logs.resolve("controller.log")))
                        .contains("AuditLog - ")
                        .contains("user=olga");
            }
        }
    }

    private List<String> seen(String url, Path token) {
        List<String> seen = new ArrayList<>();
        String schema = "{\"type\": \"record\", \"name\": \"A\", \"fields\": [{\"name\": \"a\", \"type\": \"int\"}]}";
        String run = command(
                url,
                token,
                "run",
                "--topic=avro",
                "--messages=200",
                "--rate=100",
                "--set=payload.format=avro",
                "--set=payload.schema=" + schema);
        assertThat(run).as("it used the token and the registry").contains("\"acked\":200");
        seen.add(run);
        // what fails says why
        seen.add(command(url, token, "run", "--topic=missing", "--messages=10", "--set=payload.format=avro"));
        seen.add(command(url, token, "run", "--messages=10", "--set=topic.cluster=127.0.0.1:1"));
        for (String path : DOCUMENTS) {
            seen.add(get(url + path, VIEWER_TOKEN));
        }
        assertThat(seen.get(3)).contains("sasl.jaas.config", "[hidden]");
        String id = Pattern.compile("\"id\":\"(r-[^\"]+)\"")
                .matcher(get(url + "/api/runs", VIEWER_TOKEN))
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow();
        seen.add(get(url + "/api/runs/" + id + "/report.json", VIEWER_TOKEN));
        for (String wrong : List.of(OPERATOR_TOKEN + "x", CANARY, "")) {
            seen.add(get(url + "/api/runs", wrong));
            seen.add(send(HttpRequest.newBuilder(URI.create(url + "/api/session"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"" + wrong + "\"}"))));
        }
        seen.add(send(HttpRequest.newBuilder(URI.create(url + "/api/runs"))
                .header("Authorization", "Bearer " + VIEWER_TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))));
        return seen;
    }

    private static String arguments(ProcessHandle process) {
        return read(Path.of("/proc", String.valueOf(process.pid()), "cmdline"))
                + process.info().commandLine().orElse("");
    }

    private static Path logs(Command local) {
        Matcher logs = await("the folder of the logs")
                .atMost(RUN_MAX)
                .until(() -> LOGS.matcher(local.output()), Matcher::find);
        return Path.of(logs.group(1));
    }

    private static String workerMetrics(Path logs) {
        Matcher ready = WORKER_METRICS.matcher(read(logs.resolve("worker-1.log")));
        assertThat(ready.find()).isTrue();
        return ready.group(1);
    }
}
