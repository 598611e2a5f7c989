package klt.systemtests.chaos;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The controller's HTTP API, as a script would use it. */
final class Api {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> ENDED = Set.of("DONE", "STOPPED", "FAILED");
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final Duration START_MAX = Duration.ofSeconds(90);

    private final URI controller;
    private final Path folder;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build();

    /** @param folder where reports are kept */
    Api(URI controller, Path folder) {
        this.controller = controller;
        this.folder = folder;
    }

    void awaitReady() {
        await("ready controller").atMost(START_MAX).until(() -> get("/health/ready"), Optional::isPresent);
    }

    /** @return the run's id, once a controller took it */
    String submit(Load load) {
        return submit(load.spec());
    }

    /** @param spec as JSON */
    String submit(String spec) {
        HttpRequest request = HttpRequest.newBuilder(controller.resolve("/api/runs"))
                .timeout(ANSWER_MAX)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(spec))
                .build();
        HttpResponse<String> answer =
                send(request).orElseThrow(() -> new AssertionError("no answer to POST /api/runs"));
        if (answer.statusCode() != 201) {
            throw new AssertionError("POST /api/runs: " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body()).required("id").stringValue();
    }

    /** The id of the run that came last, once there is one. */
    String awaitNewest(Duration most) {
        return await("a run")
                .atMost(most)
                .until(
                        () -> get("/api/runs")
                                .map(list -> list.at("/runs/0/id").asString(""))
                                .filter(id -> !id.isEmpty()),
                        Optional::isPresent)
                .orElseThrow();
    }

    void stop(String run) {
        HttpRequest request = HttpRequest.newBuilder(controller.resolve("/api/runs/" + run + "/stop"))
                .timeout(ANSWER_MAX)
                .POST(BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = send(request).orElseThrow(() -> new AssertionError("no answer to stop " + run));
        if (answer.statusCode() != 202) {
            throw new AssertionError("stop " + run + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    /** The run as it stands; empty while no controller knows it. */
    Optional<JsonNode> run(String run) {
        return get("/api/runs/" + run);
    }

    /** Waits until the load has gone on for so long. */
    JsonNode awaitElapsed(String run, Duration elapsed, Duration most) {
        return await("load that went on for " + elapsed)
                .atMost(most)
                .until(
                        () -> run(run).filter(json -> {
                            requireAlive(json);
                            return json.at("/phase").asString().equals("RUNNING")
                                    && json.at("/elapsedSeconds").asDouble() >= elapsed.toMillis() / 1e3;
                        }),
                        Optional::isPresent)
                .orElseThrow();
    }

    JsonNode awaitPhase(String run, String phase, Duration most) {
        return await("phase " + phase)
                .atMost(most)
                .until(
                        () -> run(run).filter(json -> {
                            requireAlive(json);
                            return json.at("/phase").asString().equals(phase);
                        }),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static void requireAlive(JsonNode run) {
        if (ENDED.contains(run.at("/phase").asString())) {
            throw new AssertionError("the run has ended: " + run.at("/phase") + " " + run.at("/reason"));
        }
    }

    /** Waits until so many workers send. */
    void awaitSending(String run, int workers, Duration most) {
        await(workers + " workers that send")
                .atMost(most)
                .until(() -> run(run).stream()
                                .flatMap(json ->
                                        StreamSupport.stream(json.at("/workers").spliterator(), false))
                                .filter(worker -> worker.at("/state").asString().equals("SENDING"))
                                .count()
                        == workers);
    }

    JsonNode awaitEvent(String run, String kind, Duration most) {
        return await("event " + kind)
                .atMost(most)
                .until(
                        () -> run(run).flatMap(json -> StreamSupport.stream(
                                        json.at("/events").spliterator(), false)
                                .filter(event -> event.at("/kind").asString().equals(kind))
                                .findFirst()),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** The report of the run's end. */
    JsonNode awaitReport(String run, Duration most) {
        await("end of the run")
                .atMost(most)
                .until(
                        () -> run(run).filter(
                                        json -> ENDED.contains(json.at("/phase").asString())),
                        Optional::isPresent);
        JsonNode report = get("/api/runs/" + run + "/report.json").orElseThrow();
        try {
            Files.writeString(
                    folder.resolve("report.json"),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report));
        } catch (IOException e) {
            throw new UncheckedIOException("keeping the report", e);
        }
        return report;
    }

    private Optional<JsonNode> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(controller.resolve(path))
                .timeout(ANSWER_MAX)
                .GET()
                .build();
        return send(request).filter(answer -> answer.statusCode() == 200).map(answer -> JSON.readTree(answer.body()));
    }

    /** Empty when nobody answers: the controller may be one that was killed. */
    private Optional<HttpResponse<String>> send(HttpRequest request) {
        try {
            return Optional.of(client.send(request, BodyHandlers.ofString()));
        } catch (IOException nobodyAnswers) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
