package klt.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.cli.api.Answer;
import klt.cli.api.ControllerClient;
import klt.cli.api.Credentials;
import klt.cli.api.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A controller and one worker that stay up for many runs, so that JIT compilation does not distort the result. */
final class WarmSystem implements AutoCloseable {

    private static final Pattern CONSOLE = Pattern.compile("Console +(http\\S+)");
    private static final Duration RUN_MAX = Duration.ofMinutes(10);
    private static final long LOOK_EVERY_MILLIS = 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Process process;
    private final ControllerClient client;

    private WarmSystem(Process process, URI console) {
        this.process = process;
        client = new ControllerClient(console, Credentials.NONE);
    }

    static WarmSystem start(Broker broker) throws IOException {
        List<String> command = Tool.java("klt.cli.LoadTester");
        command.addAll(List.of("local", "--kafka", broker.address(), "--workers", "1", "--port", "0"));
        Process process = Tool.builder(command)
                .redirectError(broker.folder().resolve("local.log").toFile())
                .start();
        // stops the process even if the comparison is interrupted
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher found = CONSOLE.matcher(line);
            if (found.find()) {
                return new WarmSystem(process, URI.create(found.group(1)));
            }
        }
        throw new IllegalStateException("the load tester did not start");
    }

    /**
     * Sends as fast as possible and verifies.
     *
     * @return verified messages per second, from the request to the end of the run
     */
    double readRate(BenchCase benchCase, String topic) throws InterruptedException {
        String id = submit(benchCase, topic, Map.of("verification", "after"));
        await(id, List.of("VERIFYING", "DONE", "FAILED"));
        long sentNanos = System.nanoTime();
        await(id, List.of("DONE", "FAILED"));
        double readSeconds = (System.nanoTime() - sentNanos) / 1e9;
        return report(id).at("/verification/audited").asDouble() / readSeconds;
    }

    /**
     * Starts a run.
     *
     * @param more additional spec keys
     * @return the run's id
     */
    String submit(BenchCase benchCase, String topic, Map<String, Object> more) {
        Map<String, Object> spec = new HashMap<>(Map.of(
                "topic",
                Map.of("name", topic),
                "messages",
                benchCase.messages(),
                "rate",
                benchCase.rate() == 0 ? "max" : benchCase.rate(),
                "payload",
                Map.of("size", benchCase.size()),
                "producer",
                Map.of(
                        "acks",
                        benchCase.acks(),
                        "lingerMs",
                        benchCase.lingerMs(),
                        "batchSize",
                        benchCase.batchSize())));
        spec.putAll(more);
        return answered(client.submit(JSON.valueToTree(spec))).id();
    }

    /** Waits until the workers have started sending. */
    void awaitSending(String run) throws InterruptedException {
        await(run, List.of("RUNNING"));
    }

    /** Waits until the run has ended, and returns its report. */
    JsonNode awaitReport(String run) throws InterruptedException {
        await(run, List.of("DONE", "FAILED"));
        return report(run);
    }

    private JsonNode report(String run) {
        JsonNode report = JSON.readTree(answered(client.report(run)));
        if (!report.at("/phase").asString().equals("DONE")) {
            throw new IllegalStateException("the run ended with " + report.at("/reason"));
        }
        return report;
    }

    /** Returns the worker's process. */
    ProcessHandle worker() {
        return process.descendants()
                .filter(handle -> Tool.runs(handle, "klt.worker.Main"))
                .findFirst()
                .orElseThrow();
    }

    private void await(String run, List<String> phases) throws InterruptedException {
        long deadline = System.nanoTime() + RUN_MAX.toNanos();
        while (!phases.contains(answered(client.run(run)).phase().name())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the run took over " + RUN_MAX);
            }
            if (process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the load tester has ended");
            }
        }
    }

    private static <T> T answered(Answer<T> answer) {
        return switch (answer) {
            case Answer.Ok<T>(T value) -> value;
            case Answer.Refused<T>(Problem problem) -> throw new IllegalStateException(problem.toString());
            case Answer.Unreachable<T>(String why) -> throw new IllegalStateException(why);
        };
    }

    @Override
    public void close() {
        client.close();
        process.destroy();
        process.onExit().join();
    }
}
