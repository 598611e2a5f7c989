package klt.worker.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The worker's only listener. Serves {@code /metrics}, {@code /health/live}, which reports that the process is alive, and {@code
 * /health/ready}, which reports what the worker is still waiting for.
 */
public final class MetricsServer implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int OK = 200;
    private static final int NOT_READY = 503;
    private static final int NO_BODY = -1;
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService executor = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("metrics-", 0).daemon().factory());

    /**
     * @param port 0 for any free port
     * @param unready describes what the worker is still waiting for; empty if it is ready
     * @throws IOException if the address is in use
     */
    public MetricsServer(String host, int port, WorkerMetrics metrics, Supplier<Optional<String>> unready)
            throws IOException {
        server = HttpServer.create(new InetSocketAddress(host, port), 0);
        server.setExecutor(executor);
        server.createContext("/metrics", exchange -> answer(exchange, OK, METRICS_TYPE, metrics.scrape()));
        server.createContext("/health/live", exchange -> answer(exchange, OK, TEXT, "alive\n"));
        server.createContext("/health/ready", exchange -> {
            Optional<String> missing = unready.get();
            answer(exchange, missing.isEmpty() ? OK : NOT_READY, TEXT, missing.orElse("ready") + "\n");
        });
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
                exchange.sendResponseHeaders(status, NO_BODY);
                return;
            }
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
