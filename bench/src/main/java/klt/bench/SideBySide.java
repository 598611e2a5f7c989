package klt.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Runs Kafka's ProducerPerformance and one worker against the same broker process with the same client settings, A B A B …, and prints
 * the medians and their ratio. The first pair is thrown away: the broker warms up on it. Only the ratios mean anything on another
 * machine.
 *
 * <p>Usage: {@code java -cp 'bench/target/lib/*' klt.bench.SideBySide [pairs]}
 */
public final class SideBySide {

    private static final int PAIRS = 3;
    private static final int PARTITIONS = 6;

    private final String kafka;
    private final Path folder;
    private final int pairs;

    private SideBySide(String kafka, Path folder, int pairs) {
        this.kafka = kafka;
        this.folder = folder;
        this.pairs = pairs;
    }

    public static void main(String[] args) throws Exception {
        int pairs = args.length > 0 ? Integer.parseInt(args[0]) : PAIRS;
        Path folder = Files.createTempDirectory("side-by-side");
        List<String> command = Tool.java("klt.embedded.Main");
        command.set(2, "-Xmx1g");
        command.addAll(List.of("--port", "0", "--data", folder.resolve("kafka").toString()));
        Process broker = Tool.builder(command)
                .redirectError(folder.resolve("kafka.log").toFile())
                .start();
        // also when the comparison is interrupted
        Runtime.getRuntime().addShutdownHook(new Thread(broker::destroy));
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(broker.getInputStream(), StandardCharsets.UTF_8))) {
            String ready = String.valueOf(out.readLine());
            if (!ready.startsWith("READY ")) {
                throw new IllegalStateException(
                        "the broker did not start: " + Files.readString(folder.resolve("kafka.log")));
            }
            SideBySide comparison = new SideBySide(ready.substring("READY ".length()), folder, pairs);
            for (Settings settings : Settings.all()) {
                comparison.compare(settings);
            }
        } finally {
            broker.destroy();
            broker.waitFor();
            deleteAll(folder);
        }
    }

    private void compare(Settings settings) throws Exception {
        System.out.printf(
                Locale.ROOT, "%n%s: %,d messages, %d counted pairs%n", settings.name(), settings.messages(), pairs);
        List<Outcome> theirs = new ArrayList<>();
        List<Outcome> ours = new ArrayList<>();
        for (int pair = 0; pair <= pairs; pair++) {
            Outcome a = once(Tool.PRODUCER_PERFORMANCE, settings, pair);
            Outcome b = once(Tool.LOAD_TESTER, settings, pair);
            if (pair > 0) {
                theirs.add(a);
                ours.add(b);
            }
        }
        System.out.printf("  %-22s %20s %14s %8s%n", "median", "ProducerPerformance", "one worker", "ratio");
        print("messages per second", theirs, ours, Outcome::rate);
        print("p50, ms", theirs, ours, Outcome::p50Millis);
        print("p99, ms", theirs, ours, Outcome::p99Millis);
        print("CPU seconds, process", theirs, ours, Outcome::cpuSeconds);
    }

    /** Each run has a topic of its own, which is deleted after it, so that no run pays for the data of others. */
    private Outcome once(Tool tool, Settings settings, int pair) throws Exception {
        String topic = tool.name().toLowerCase(Locale.ROOT) + "-" + System.nanoTime();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) kafka))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
            Outcome outcome = tool.run(settings, kafka, topic, folder);
            admin.deleteTopics(List.of(topic)).all().get();
            System.out.printf(
                    Locale.ROOT,
                    "  %s%d %,.0f/s p99 %.1f ms cpu %.1f s%n",
                    tool == Tool.LOAD_TESTER ? "B" : "A",
                    pair,
                    outcome.rate(),
                    outcome.p99Millis(),
                    outcome.cpuSeconds());
            return outcome;
        }
    }

    private static void print(
            String figure, List<Outcome> theirs, List<Outcome> ours, ToDoubleFunction<Outcome> value) {
        double a = median(theirs, value);
        double b = median(ours, value);
        System.out.printf(Locale.ROOT, "  %-22s %,20.1f %,14.1f %8.2f%n", figure, a, b, b / a);
    }

    private static double median(List<Outcome> outcomes, ToDoubleFunction<Outcome> value) {
        double[] sorted = outcomes.stream().mapToDouble(value).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
