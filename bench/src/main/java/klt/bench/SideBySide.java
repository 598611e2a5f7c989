package klt.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Runs Kafka's ProducerPerformance and one worker against the same broker process with the same client settings, A B A B …, and prints the
 * medians and their ratio. The first pair is discarded: it warms up the broker. Only the ratios mean anything on another machine.
 *
 * <p>Usage: {@code java -cp 'bench/target/lib/*' klt.bench.SideBySide [pairs]}
 */
public final class SideBySide {

    private static final int PAIRS = 3;
    private static final int PARTITIONS = 6;

    private final Broker broker;
    private final int pairs;

    private SideBySide(Broker broker, int pairs) {
        this.broker = broker;
        this.pairs = pairs;
    }

    public static void main(String[] args) throws Exception {
        int pairs = args.length > 0 ? Integer.parseInt(args[0]) : PAIRS;
        try (Broker broker = Broker.start()) {
            SideBySide comparison = new SideBySide(broker, pairs);
            for (Settings settings : Settings.all()) {
                comparison.compare(settings);
            }
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
        System.out.printf(
                Locale.ROOT, "  %-22s %20s %14s %8s%n", "median", "ProducerPerformance", "one worker", "ratio");
        print("messages per second", theirs, ours, Outcome::rate);
        print("p50, ms", theirs, ours, Outcome::p50Millis);
        print("p99, ms", theirs, ours, Outcome::p99Millis);
        print("CPU seconds, process", theirs, ours, Outcome::cpuSeconds);
    }

    /** Each run has its own topic, which is deleted after it, so that no run pays for the data of others. */
    private Outcome once(Tool tool, Settings settings, int pair) throws Exception {
        String topic = tool.name().toLowerCase(Locale.ROOT) + "-" + System.nanoTime();
        broker.create(topic, PARTITIONS);
        Outcome outcome = tool.run(settings, broker.address(), topic, broker.folder());
        broker.delete(topic);
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

    private static void print(
            String figure, List<Outcome> theirs, List<Outcome> ours, ToDoubleFunction<Outcome> value) {
        double a = median(theirs, value);
        double b = median(ours, value);
        System.out.printf(Locale.ROOT, "  %-22s %,20.1f %,14.1f %8.2f%n", figure, a, b, b / a);
    }

    static <T> double median(List<T> outcomes, ToDoubleFunction<T> value) {
        double[] sorted = outcomes.stream().mapToDouble(value).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
