package klt.controller;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the controller that has every answer checked against the contract. */
final class Api {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    record Answer(int status, HttpResponse<String> response) {

        String body() {
            return response.body();
        }

        JsonNode json() {
            return JSON.readTree(response.body());
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        @Override
        public String toString() {
            return status + " " + body();
        }

        String text(String pointer) {
            return json().at(pointer).asString("");
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final int port;
    private final String base;
    private final OpenApi contract;

    Api(int port, OpenApi contract) {
        this.port = port;
        base = "http://127.0.0.1:" + port;
        this.contract = contract;
    }

    int port() {
        return port;
    }

    /** @param operation such as {@code get /api/runs/{id}/report.json} or {@code get /api/runs} */
    Answer call(String operation, String id) {
        return call(operation, id, "");
    }

    /** @param query begins with a question mark */
    Answer call(String operation, String id, String query) {
        return exchange(operation, id, query, HttpRequest.newBuilder(), "");
    }

    Answer submit(String yaml) {
        return send("post /api/runs", "", "application/yaml", yaml);
    }

    Answer send(String operation, String id, String contentType, String body) {
        return exchange(operation, id, "", HttpRequest.newBuilder().header("Content-Type", contentType), body);
    }

    /** As a browser sends it from a page of another site. */
    Answer fromAnotherSite(String operation, String id) {
        return exchange(operation, id, "", HttpRequest.newBuilder().header("Sec-Fetch-Site", "cross-site"), "");
    }

    private Answer exchange(String operation, String id, String query, HttpRequest.Builder request, String body) {
        Answer answer = raw(operation.replace("{id}", id) + query, request, body);
        contract.check(operation, answer.status(), answer.header("Content-Type"), answer.body());
        return answer;
    }

    /** Without the contract. */
    Answer raw(String methodAndPath, HttpRequest.Builder request, String body) {
        int space = methodAndPath.indexOf(' ');
        request.uri(URI.create(base + methodAndPath.substring(space + 1)))
                .timeout(LIMIT)
                .method(
                        methodAndPath.substring(0, space).toUpperCase(Locale.ROOT),
                        HttpRequest.BodyPublishers.ofString(body));
        HttpResponse<String> response = exchange(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response);
    }

    /** The stream of events, line by line; close it. */
    Stream<String> events(String query) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/api/events" + query))
                .header("Accept", "text/event-stream")
                .build();
        HttpResponse<Stream<String>> response = exchange(request, HttpResponse.BodyHandlers.ofLines());
        contract.check(
                "get /api/events",
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                "");
        return response.body();
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(request.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
