package klt.cli.api;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.compare.Baseline;
import klt.common.cron.ScheduleView;
import klt.common.report.RunView;
import klt.common.sweep.SweepView;
import klt.common.text.ErrorMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A client for one controller. */
public final class ControllerClient implements AutoCloseable {

    private static final String RUNS = "/api/runs";
    private static final String BASELINES = "/api/baselines";
    private static final String STOP_ALL = "/api/stop-all";
    private static final String SCHEDULES = "/api/schedules";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private record BaselineList(List<Baseline> baselines) {}

    private record ScheduleList(List<ScheduleView> schedules) {}

    private final URI base;
    private final Credentials credentials;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

    /** @param base the controller's address, without a path */
    public ControllerClient(URI base, Credentials credentials) {
        this.base = base;
        this.credentials = credentials;
    }

    public URI base() {
        return base;
    }

    @Override
    public void close() {
        // not close(), which would wait for requests that are no longer needed
        http.shutdownNow();
    }

    /** Returns whether the controller is connected to Kafka and has read its state. */
    public Answer<String> ready() {
        return send(request("/health/ready").GET().build(), Function.identity());
    }

    public Answer<RunView> submit(JsonNode spec) {
        return send(withBody(RUNS, "POST", spec.toString()), this::decodeRun);
    }

    /** @param document the sweep's document */
    public Answer<SweepView> submitSweep(JsonNode document) {
        return send(withBody("/api/sweeps", "POST", document.toString()), this::decodeSweep);
    }

    public Answer<SweepView> sweep(String id) {
        return send(request("/api/sweeps/" + id).GET().build(), this::decodeSweep);
    }

    public Answer<SweepView> stopSweep(String id) {
        return send(
                request("/api/sweeps/" + id + "/stop")
                        .POST(BodyPublishers.noBody())
                        .build(),
                this::decodeSweep);
    }

    /** Stops all load, and starts none until {@link #allowLoad}. */
    public Answer<String> stopAll() {
        return send(request(STOP_ALL).POST(BodyPublishers.noBody()).build(), Function.identity());
    }

    public Answer<String> allowLoad() {
        return send(request(STOP_ALL).DELETE().build(), Function.identity());
    }

    public Answer<RunView> run(String id) {
        return send(request(path(id)).GET().build(), this::decodeRun);
    }

    /**
     * @param search part of an id, a name, a topic or a tag
     * @param tags names, or name=value, of tags that each run has
     */
    public Answer<RunPage> runs(Optional<String> search, List<String> tags) {
        String query = Stream.concat(
                        search.stream().map(text -> "q=" + encoded(text)),
                        tags.stream().map(tag -> "tag=" + encoded(tag)))
                .collect(Collectors.joining("&"));
        return send(
                request(query.isEmpty() ? RUNS : RUNS + "?" + query).GET().build(),
                body -> decode(body, RunPage.class));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Returns the report exactly as the controller wrote it. */
    public Answer<String> report(String id) {
        return send(request(path(id) + "/report.json").GET().build(), Function.identity());
    }

    /** @param verb stop, pause, resume or skip */
    public Answer<RunView> command(String id, String verb) {
        return send(request(path(id) + "/" + verb).POST(BodyPublishers.noBody()).build(), this::decodeRun);
    }

    /** @param text one line */
    public Answer<RunView> annotate(String id, String text) {
        String body = JsonNodeFactory.instance.objectNode().put("text", text).toString();
        return send(withBody(path(id) + "/annotations", "POST", body), this::decodeRun);
    }

    /** @param rate messages per second */
    public Answer<RunView> changeRate(String id, double rate) {
        return changeLoad(id, "rate", rate);
    }

    /** @param factor factor to apply to the scheduled rate; 1 returns to the schedule */
    public Answer<RunView> scaleRate(String id, double factor) {
        return changeLoad(id, "factor", factor);
    }

    private Answer<RunView> changeLoad(String id, String key, double value) {
        String body = JsonNodeFactory.instance.objectNode().put(key, value).toString();
        return send(withBody(path(id) + "/rate", "PUT", body), this::decodeRun);
    }

    /** @param workers the requested number of workers */
    public Answer<Fleet> scale(int workers) {
        String body =
                JsonNodeFactory.instance.objectNode().put("replicas", workers).toString();
        return send(withBody("/api/fleet/replicas", "PUT", body), answer -> decode(answer, Fleet.class));
    }

    public Answer<List<Baseline>> baselines() {
        return send(request(BASELINES).GET().build(), body -> decode(body, BaselineList.class).baselines);
    }

    public Answer<Baseline> baseline(String name) {
        return send(request(BASELINES + "/" + name).GET().build(), body -> decode(body, Baseline.class));
    }

    /** @param runs ids of ended runs */
    public Answer<Baseline> setBaseline(String name, List<String> runs) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        runs.forEach(body.putArray("runs")::add);
        return send(withBody(BASELINES + "/" + name, "PUT", body.toString()), answer -> decode(answer, Baseline.class));
    }

    public Answer<String> deleteBaseline(String name) {
        return send(request(BASELINES + "/" + name).DELETE().build(), Function.identity());
    }

    public Answer<List<ScheduleView>> schedules() {
        return send(request(SCHEDULES).GET().build(), body -> decode(body, ScheduleList.class).schedules);
    }

    public Answer<ScheduleView> schedule(String name) {
        return send(request(SCHEDULES + "/" + name).GET().build(), this::decodeSchedule);
    }

    /** @param settings cron, zone, overlap, enabled and spec */
    public Answer<ScheduleView> setSchedule(String name, ObjectNode settings) {
        return send(withBody(SCHEDULES + "/" + name, "PUT", settings.toString()), this::decodeSchedule);
    }

    public Answer<String> deleteSchedule(String name) {
        return send(request(SCHEDULES + "/" + name).DELETE().build(), Function.identity());
    }

    private static String path(String id) {
        return RUNS + "/" + id;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(ANSWER_TIMEOUT);
        // the client follows no redirects, so the credentials stay with this controller
        credentials.authorization().ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private HttpRequest withBody(String path, String method, String json) {
        return request(path)
                .method(method, BodyPublishers.ofString(json))
                .header("Content-Type", "application/json")
                .build();
    }

    private <T> Answer<T> send(HttpRequest request, Function<String, T> decode) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return response.statusCode() / 100 == 2
                    ? new Answer.Ok<>(decode.apply(response.body()))
                    : new Answer.Refused<>(Problem.read(response.statusCode(), response.body()));
        } catch (IOException e) {
            return new Answer.Unreachable<>(why(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.STOPPED, "interrupted while waiting for " + request.uri());
        }
    }

    private static String why(IOException e) {
        // the HTTP client hides the causes behind exceptions without a message
        if (e instanceof HttpConnectTimeoutException) {
            return "no connection within " + CONNECT_TIMEOUT.toSeconds() + " s";
        }
        if (e instanceof HttpTimeoutException) {
            return "no response within " + ANSWER_TIMEOUT.toSeconds() + " s";
        }
        if (e instanceof ConnectException) {
            return hasCause(e, UnresolvedAddressException.class) ? "unknown host" : "connection refused";
        }
        return ErrorMessage.of(e);
    }

    private static boolean hasCause(Throwable e, Class<?> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private SweepView decodeSweep(String body) {
        return decode(body, SweepView.class);
    }

    private ScheduleView decodeSchedule(String body) {
        return decode(body, ScheduleView.class);
    }

    private RunView decodeRun(String body) {
        return decode(body, RunView.class);
    }

    private <T> T decode(String body, Class<T> type) {
        try {
            return DocumentReader.read(body, type);
        } catch (JacksonException e) {
            throw new Failure(
                    ExitCode.UNEXPECTED,
                    base + " sent a response that this version cannot parse (" + e.getOriginalMessage()
                            + "); is it a controller of the same version?");
        }
    }
}
