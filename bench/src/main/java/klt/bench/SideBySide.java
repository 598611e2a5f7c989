package klt.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Runs Kafka's ProducerPerformance and one worker against the same broker process with the same client settings, A B A B …, and prints
 * their median results and the ratio of the medians. The first pair is discarded, because it warms up the broker. Only the ratios carry
 * over to other machines.
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
            for (BenchCase benchCase : BenchCase.all()) {
                comparison.compare(benchCase);
            }
        }
    }

    private void compare(BenchCase benchCase) throws Exception {
        System.out.printf(
                Locale.ROOT, "%n%s: %,d messages, %d counted pairs%n", benchCase.name(), benchCase.messages(), pairs);
        List<BenchResult> theirs = new ArrayList<>();
        List<BenchResult> ours = new ArrayList<>();
        for (int pair = 0; pair <= pairs; pair++) {
            BenchResult a = once(Tool.PRODUCER_PERFORMANCE, benchCase, pair);
            BenchResult b = once(Tool.LOAD_TESTER, benchCase, pair);
            if (pair > 0) {
                theirs.add(a);
                ours.add(b);
            }
        }
        System.out.printf(
                Locale.ROOT, "  %-22s %20s %14s %8s%n", "median", "ProducerPerformance", "one worker", "ratio");
        print("messages per second", theirs, ours, BenchResult::rate);
        print("p50, ms", theirs, ours, BenchResult::p50Millis);
        print("p99, ms", theirs, ours, BenchResult::p99Millis);
        print("CPU seconds, process", theirs, ours, BenchResult::cpuSeconds);
    }

    /** Runs a tool on its own topic, which is deleted afterwards so that no run is affected by other runs' data. */
    private BenchResult once(Tool tool, BenchCase benchCase, int pair) throws Exception {
        String topic = tool.name().toLowerCase(Locale.ROOT) + "-" + System.nanoTime();
        broker.create(topic, PARTITIONS);
        BenchResult result = tool.run(benchCase, broker.address(), topic, broker.folder());
        broker.delete(topic);
        System.out.printf(
                Locale.ROOT,
                "  %s%d %,.0f/s p99 %.1f ms cpu %.1f s%n",
                tool == Tool.LOAD_TESTER ? "B" : "A",
                pair,
                result.rate(),
                result.p99Millis(),
                result.cpuSeconds());
        return result;
    }

    private static void print(
            String figure, List<BenchResult> theirs, List<BenchResult> ours, ToDoubleFunction<BenchResult> value) {
        double a = median(theirs, value);
        double b = median(ours, value);
        System.out.printf(Locale.ROOT, "  %-22s %,20.1f %,14.1f %8.2f%n", figure, a, b, b / a);
    }

    static <T> double median(List<T> outcomes, ToDoubleFunction<T> value) {
        double[] sorted = outcomes.stream().mapToDouble(value).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
