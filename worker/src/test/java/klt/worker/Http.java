package klt.worker;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Sends requests to a worker's own listener. */
final class Http {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private Http() {}

    /** Repeats a request until the response contains a string. */
    static void awaitBody(int port, String path, String text) throws Exception {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        for (String body = get(port, path).body();
                !body.contains(text);
                body = get(port, path).body()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(path + " returned '" + body + "', which does not contain '" + text + "'");
            }
        }
    }

    static HttpResponse<String> get(int port, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
