package klt.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import klt.common.protocol.RunPhase;
import tools.jackson.databind.node.ObjectNode;

/** A fake controller that implements the HTTP API and plays back one scripted run. */
final class FakeController implements AutoCloseable {

    /** One request as it was received. */
    record Request(String method, String path, String body) {}

    private final HttpServer server;
    private final List<Request> requests = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();
    private final Deque<ObjectNode> script = new ArrayDeque<>();
    private final Map<String, String> reports = new HashMap<>();
    private final Map<String, Deque<Canned>> answers = new HashMap<>();
    private Optional<String> notReady = Optional.empty();
    private Optional<Canned> submission = Optional.empty();
    private Optional<ObjectNode> report = Optional.empty();
    private Optional<String> cannotScale = Optional.empty();
    private IntConsumer onScale = workers -> {};
    private Runnable onPoll = () -> {};
    private boolean deaf;
    private boolean unavailable;
    private int reportStatus = 200;
    private int unknownTo;

    private record Canned(int status, String body) {}

    FakeController(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    /** The runs that successive polls return; the last one is repeated. */
    synchronized FakeController plays(ObjectNode... runs) {
        script.clear();
        script.addAll(List.of(runs));
        return this;
    }

    /** Adds an ended run. */
    synchronized FakeController knows(ObjectNode report) {
        reports.put("GET /api/runs/" + report.get("id").stringValue() + "/report.json", report.toString());
        return this;
    }

    /** What successive requests of a kind get; the last one is repeated. */
    synchronized FakeController answers(String request, int status, List<String> bodies) {
        answers.put(
                request,
                new ArrayDeque<>(
                        bodies.stream().map(body -> new Canned(status, body)).toList()));
        return this;
    }

    synchronized FakeController refuses(int status, String problem) {
        submission = Optional.of(new Canned(status, problem));
        return this;
    }

    /** Sets the report of the run, which is otherwise an abridged one. */
    synchronized FakeController reports(ObjectNode document) {
        report = Optional.of(document);
        return this;
    }

    synchronized FakeController isNotReady(String reason) {
        notReady = Optional.of(reason);
        return this;
    }

    synchronized FakeController cannotScale(String why) {
        cannotScale = Optional.of(why);
        return this;
    }

    synchronized FakeController onScale(IntConsumer action) {
        onScale = action;
        return this;
    }

    synchronized FakeController onPoll(Runnable action) {
        onPoll = action;
        return this;
    }

    /** Like one that is being replaced, for good. */
    synchronized FakeController isUnavailable() {
        unavailable = true;
        return this;
    }

    /** Rejects its report. */
    synchronized FakeController reportIs(int status) {
        reportStatus = status;
        return this;
    }

    /** Accepts a request to stop, but continues. */
    synchronized FakeController isDeafToStop() {
        deaf = true;
        return this;
    }

    /** Behaves like a controller that has not read its state yet: this many requests for the run, and then for its report, get a 503. */
    synchronized FakeController doesNotKnowItsRunsYet(int questions) {
        unknownTo = questions;
        return this;
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The Authorization headers of all requests. */
    synchronized List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    /** The body of the only request of this kind. */
    synchronized String body(String method, String path) {
        return requests.stream()
                .filter(request ->
                        request.method().equals(method) && request.path().equals(path))
                .map(Request::body)
                .findFirst()
                .orElseThrow();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        String query = exchange.getRequestURI().getRawQuery();
        requests.add(new Request(exchange.getRequestMethod(), query == null ? path : path + "?" + query, body));
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        Canned answer = answer(exchange.getRequestMethod() + " " + path, body);
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Canned answer(String request, String body) {
        Deque<Canned> next = answers.get(request);
        if (next != null) {
            return next.size() > 1 ? next.removeFirst() : next.getFirst();
        }
        String run = "/api/runs/" + RunJson.ID;
        return switch (request) {
            case "GET /health/ready" ->
                notReady.map(reason -> new Canned(503, "{\"status\":\"DOWN\",\"reason\":\"" + reason + "\"}"))
                        .orElse(new Canned(200, "{\"status\":\"UP\",\"reason\":null}"));
            case "POST /api/runs" ->
                submission.orElseGet(
                        () -> new Canned(201, RunJson.waiting(RunPhase.QUEUED).toString()));
            case "PUT /api/fleet/replicas" ->
                cannotScale.map(why -> problem(409, why)).orElseGet(() -> scaled(body));
            case "GET /api/runs" -> new Canned(200, page());
            default -> {
                String report = reports.get(request);
                if (report != null) {
                    yield new Canned(200, report);
                }
                yield request.contains(run) ? ofRun(request) : problem(404, "There is no such run.");
            }
        };
    }

    private Canned scaled(String body) {
        onScale.accept(Integer.parseInt(body.replaceAll("[^0-9]", "")));
        return new Canned(202, "{\"ready\":1,\"busy\":1,\"suspect\":0,\"lost\":0}");
    }

    private Canned ofRun(String request) {
        String verb = request.substring(request.lastIndexOf('/') + 1);
        if (verb.equals("report.json") && reportStatus != 200) {
            return problem(reportStatus, "There is no such report.");
        }
        if (request.startsWith("GET") && (unavailable || unknownTo > 0)) {
            unknownTo = Math.max(0, unknownTo - 1);
            if (unavailable) {
                onPoll.run();
            }
            return problem(503, "the stored runs are not read yet");
        }
        return switch (verb) {
            case "report.json" ->
                new Canned(
                        200,
                        report.map(ObjectNode::toString)
                                .orElseGet(() -> "{\"id\":\"" + RunJson.ID + "\",\"phase\":\"" + phase() + "\"}"));
            case "stop" -> {
                if (!deaf) {
                    plays(RunJson.ended(RunPhase.STOPPED, "USER: stopped by request"));
                }
                yield new Canned(202, script.getFirst().toString());
            }
            case "pause", "resume", "rate" -> new Canned(202, script.getFirst().toString());
            default -> {
                onPoll.run();
                yield new Canned(200, (script.size() > 1 ? script.removeFirst() : script.getFirst()).toString());
            }
        };
    }

    private String phase() {
        return script.getLast().get("phase").stringValue();
    }

    private String page() {
        ObjectNode run = RunJson.done();
        ObjectNode entry = run.objectNode()
                .put("id", RunJson.ID)
                .put("name", "steady")
                .put("topic", "loadtest")
                .put("phase", "DONE")
                .putNull("reason")
                .put("createdAt", "2026-11-23T04:12:00Z")
                .put("startedAt", "2026-11-23T04:12:02Z")
                .put("endedAt", "2026-11-23T04:12:12.5Z")
                .put("targetRate", 1000)
                .put("achievedRate", 999.9)
                .put("planned", 10_000)
                .put("acked", 10_000)
                .put("errors", 0)
                .put("responseP99", 7_412)
                .put("repaired", 0);
        entry.set("verdict", run.get("verdict"));
        entry.put("kind", "load");
        entry.putObject("tags").put("branch", "main");
        entry.putArray("sparkline").add(1_000).add(999);
        ObjectNode page = run.objectNode().put("total", 3);
        page.putArray("runs").add(entry);
        return page.toString();
    }

    private static Canned problem(int status, String detail) {
        return new Canned(
                status,
                "{\"type\":\"about:blank\",\"title\":\"No\",\"status\":" + status + ",\"detail\":\"" + detail
                        + "\",\"errors\":[]}");
    }
}
