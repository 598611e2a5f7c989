package klt.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures what a large fleet costs the controller: CPU time, memory, event-loop time, and how long a client waits for a response. The
 * workers are {@linkplain FleetOfWorkers simulated}; the broker and the controller run in separate processes, the controller with the
 * image's JVM options.
 */
public final class LargeFleet {

    private static final int WORKERS = 1_000;
    private static final Duration WARM_UP = Duration.ofSeconds(40);
    private static final Duration MEASURED = Duration.ofSeconds(60);
    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    /** USER_HZ, which is 100 on Linux. */
    private static final double TICKS_PER_SECOND = 100;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;
    private final Process controller;

    private LargeFleet(URI base, Process controller) {
        this.base = base;
        this.controller = controller;
    }

    /** @param args the number of workers; 1,000 if absent */
    public static void main(String[] args) throws Exception {
        int workers = args.length == 0 ? WORKERS : Integer.parseInt(args[0]);
        try (Broker broker = Broker.start()) {
            Process controller = startController(broker);
            Runtime.getRuntime().addShutdownHook(new Thread(controller::destroy));
            try {
                measure(broker, controller, workers);
            } finally {
                controller.destroy();
                controller.onExit().join();
            }
        }
    }

    private static Process startController(Broker broker) throws IOException {
        // the image's JVM options, with the memory of a 256 MiB container; the path is relative to the repository root
        ProcessBuilder builder = Tool.builder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@docker/jvm.options",
                "@docker/controller.options",
                "-XX:MaxRAM=256m",
                "klt.controller.Main"));
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", broker.address());
        builder.environment().put("CONTROL_TOPIC_PREFIX", "large-fleet");
        builder.environment().put("HOST", "127.0.0.1");
        builder.environment().put("PORT", "0");
        return builder.redirectError(broker.folder().resolve("controller.log").toFile())
                .start();
    }

    private static void measure(Broker broker, Process controller, int workers) throws Exception {
        BufferedReader out = controller.inputReader(StandardCharsets.UTF_8);
        String ready = String.valueOf(out.readLine());
        LargeFleet test = new LargeFleet(URI.create(ready.substring("READY ".length())), controller);
        test.awaitReady();
        try (FleetOfWorkers fleet = new FleetOfWorkers(broker.address(), "large-fleet", workers)) {
            fleet.start();
            test.await("/api/fleet", "/ready", workers);
            String run = test.submit(workers);
            test.awaitPhase(run, "RUNNING");
            TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
            test.report(run);
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_MAX.toNanos();
        while (http.send(request("/health/ready"), BodyHandlers.ofString()).statusCode() != 200) {
            requireBefore(deadline, "the controller");
        }
    }

    private void await(String path, String pointer, int expected) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_MAX.toNanos();
        while (get(path).at(pointer).asInt(0) < expected) {
            requireBefore(deadline, path);
        }
    }

    private void awaitPhase(String run, String phase) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_MAX.toNanos();
        while (!get("/api/runs/" + run).path("phase").asString("").equals(phase)) {
            requireBefore(deadline, phase);
        }
    }

    private void requireBefore(long deadline, String what) throws InterruptedException {
        if (System.nanoTime() > deadline || !controller.isAlive()) {
            throw new IllegalStateException("no " + what + " within " + START_MAX);
        }
        TimeUnit.MILLISECONDS.sleep(100);
    }

    private String submit(int workers) throws IOException, InterruptedException {
        String spec = String.format(
                Locale.ROOT,
                "{\"duration\": \"10m\", \"rate\": %d, \"workers\": {\"expected\": %d}}",
                100 * workers,
                workers);
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/api/runs"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(spec))
                .build();
        JsonNode run = JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
        return run.path("id").asString("");
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).build();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(http.send(request(path), BodyHandlers.ofString()).body());
    }

    private void report(String run) throws IOException, InterruptedException {
        List<Long> gaps = Collections.synchronizedList(new ArrayList<>());
        Thread stream = Thread.ofVirtual().start(() -> watch(run, gaps));
        double cpu = cpuSeconds();
        double loop = loopSeconds();
        long begin = System.nanoTime();
        List<Double> fleet = new ArrayList<>();
        List<Double> view = new ArrayList<>();
        List<Double> scrape = new ArrayList<>();
        while (System.nanoTime() - begin < MEASURED.toNanos()) {
            TimeUnit.SECONDS.sleep(5);
            fleet.add(millis("/api/fleet"));
            view.add(millis("/api/runs/" + run));
            scrape.add(millis("/metrics"));
        }
        double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
        System.out.printf(
                Locale.ROOT,
                "controller %.2f cores, event loop %.2f cores, RSS %s%n",
                (cpuSeconds() - cpu) / seconds,
                (loopSeconds() - loop) / seconds,
                resident());
        System.out.printf(
                Locale.ROOT,
                "median of %d: fleet %.0f ms, run %.0f ms, scrape %.0f ms; longest gap between events %.2f s%n",
                fleet.size(),
                median(fleet),
                median(view),
                median(scrape),
                gaps.stream().mapToLong(Long::longValue).max().orElse(0) / NANOS_PER_SECOND);
        JsonNode state = get("/api/runs/" + run);
        System.out.printf(
                Locale.ROOT,
                "phase %s, %s messages acked, %s%n",
                state.path("phase").asString(""),
                state.at("/messages/acked"),
                state.at("/verdict/validity"));
        stream.interrupt();
    }

    private double millis(String path) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        http.send(request(path), BodyHandlers.ofByteArray());
        return (System.nanoTime() - begin) / NANOS_PER_MILLI;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    /** Records the time between the stream's consecutive events. */
    private void watch(String run, List<Long> gaps) {
        try (InputStream events = http.send(request("/api/events?run=" + run), BodyHandlers.ofInputStream())
                        .body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
            long before = System.nanoTime();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event:")) {
                    gaps.add(System.nanoTime() - before);
                    before = System.nanoTime();
                }
            }
        } catch (IOException e) {
            System.err.println("the stream of events ended: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private double cpuSeconds() {
        return controller.info().totalCpuDuration().orElseThrow().toNanos() / NANOS_PER_SECOND;
    }

    /** Returns the "event-loop" thread's CPU time, in seconds. */
    private double loopSeconds() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", String.valueOf(controller.pid()), "task"))) {
            for (Path task : tasks.toList()) {
                String stat = Files.readString(task.resolve("stat"));
                if (stat.contains("(event-loop)")) {
                    List<String> fields =
                            List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
                    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS_PER_SECOND;
                }
            }
        }
        return 0;
    }

    private String resident() throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(controller.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS") || line.startsWith("RssAnon"))
                .map(line -> line.replaceAll("\\s+", " "))
                .reduce((one, other) -> one + ", " + other)
                .orElse("unknown");
    }
}
