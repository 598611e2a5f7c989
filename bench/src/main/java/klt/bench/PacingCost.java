package klt.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures what it costs to send at a fixed rate: the CPU time of the entire sending process and of the broker. Kafka's
 * ProducerPerformance, Trogdor and one worker in each pacing mode take turns on one broker, with the same client settings. All processes
 * stay up, so that JIT compilation does not distort the result. A round consists of one slice per sender, and every other round runs in
 * reverse order. Prints each figure's median, and the median of its ratio to the first sender's in the same round. Only the ratios carry
 * over to other machines.
 *
 * <p>Usage: {@code java -cp 'bench/target/lib/*' klt.bench.PacingCost [rounds [seconds per slice]]}
 */
public final class PacingCost {

    private static final int ROUNDS = 7;
    private static final int WARM_UP_ROUNDS = 2;
    private static final int SLICE_SECONDS = 10;
    /** Time before the measured part of a slice, because a slice's first messages open connections. */
    private static final int SETTLE_SECONDS = 2;

    /** Time after the measured part of a slice, because a run's start only becomes known after a short delay. */
    private static final int REST_SECONDS = 1;

    private static final int PARTITIONS = 6;
    private static final int[] RATES = {10_000, 50_000};
    /** Additional rates, measured only for the worker. */
    private static final int[] OTHER_RATES = {10, 100, 1_000, 100_000};

    private static final int OTHER_ROUNDS = 3;

    private final Broker broker;
    private final WarmTool producerPerformance;
    private final WarmTool trogdor;
    private final WarmSystem system;
    private final int sliceSeconds;

    /**
     * A slice's figures. A figure that a tool does not report is NaN.
     *
     * @param rate acked messages per second
     * @param lagP50 send lag, µs
     * @param p50Millis median latency as reported by the tool: service time for Kafka's tools, response time for this load tester
     */
    private record Cost(Used used, double rate, double lagP50, double lagP99, double p50Millis, double p99Millis) {

        double client() {
            return used.client();
        }

        double broker() {
            return used.broker();
        }
    }

    @FunctionalInterface
    private interface Slice {
        Cost of(BenchCase benchCase, String topic) throws Exception;
    }

    /** @param costs the measured slices' costs */
    private record Sender(String name, Slice slice, List<Cost> costs) {

        Sender(String name, Slice slice) {
            this(name, slice, new ArrayList<>());
        }
    }

    private PacingCost(
            Broker broker, WarmTool producerPerformance, WarmTool trogdor, WarmSystem system, int sliceSeconds) {
        this.broker = broker;
        this.producerPerformance = producerPerformance;
        this.trogdor = trogdor;
        this.system = system;
        this.sliceSeconds = sliceSeconds;
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS;
        int sliceSeconds = args.length > 1 ? Integer.parseInt(args[1]) : SLICE_SECONDS;
        try (Broker broker = Broker.start();
                WarmTool producerPerformance = WarmTool.start(ProducerPerformanceLoop.class, broker);
                WarmTool trogdor = WarmTool.start(TrogdorLoop.class, broker);
                WarmSystem system = WarmSystem.start(broker)) {
            PacingCost cost = new PacingCost(broker, producerPerformance, trogdor, system, sliceSeconds);
            for (int rate : RATES) {
                cost.compare(rate, WARM_UP_ROUNDS, rounds, cost.all());
            }
            for (int rate : OTHER_RATES) {
                cost.compare(rate, 0, OTHER_ROUNDS, cost.modes());
            }
        }
    }

    private List<Sender> all() {
        List<Sender> all = new ArrayList<>();
        all.add(new Sender("ProducerPerformance", this::producerPerformance));
        all.add(new Sender("Trogdor", this::trogdor));
        all.addAll(modes());
        return all;
    }

    private List<Sender> modes() {
        return Stream.of("exact", "balanced", "efficient")
                .map(pacing -> new Sender(pacing, (benchCase, topic) -> worker(benchCase, topic, pacing)))
                .toList();
    }

    /** Compares senders at one rate; the ratios are relative to the first sender. */
    private void compare(int rate, int warmUpRounds, int rounds, List<Sender> senders) throws Exception {
        int seconds = SETTLE_SECONDS + sliceSeconds + REST_SECONDS;
        BenchCase benchCase = new BenchCase(
                rate + "/s, 1 KiB, acks=all, linger 5", (long) rate * seconds, 1_024, rate, "all", 5, 16_384);
        System.out.printf(Locale.ROOT, "%n%s: %d rounds, slices of %d s%n", benchCase.name(), rounds, sliceSeconds);
        for (int round = -warmUpRounds; round < rounds; round++) {
            for (Sender sender : round % 2 == 0 ? senders : senders.reversed()) {
                Cost cost = slice(sender, benchCase);
                System.out.printf(Locale.ROOT, "  %2d %-20s %s%n", round, sender.name(), text(cost));
                if (round >= 0) {
                    sender.costs().add(cost);
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "  medians                client  ratio | broker  ratio |   messages/s | send lag p50    p99 µs |      ack p50   p99 ms%n");
        for (Sender sender : senders) {
            print(sender, senders.getFirst().costs());
        }
    }

    /** Runs a slice on its own topic, which is deleted afterwards. */
    private Cost slice(Sender sender, BenchCase benchCase) throws Exception {
        String topic = "pacing-" + System.nanoTime();
        broker.create(topic, PARTITIONS);
        Cost cost = sender.slice().of(benchCase, topic);
        broker.delete(topic);
        return cost;
    }

    private Cost producerPerformance(BenchCase benchCase, String topic) throws IOException, InterruptedException {
        producerPerformance.submit(String.join(" ", Tool.producerPerformance(benchCase, broker.address(), topic)));
        Used used = use(producerPerformance.handle());
        BenchResult result = producerPerformance.await(line -> Tool.summary(line, 0));
        return new Cost(used, result.rate(), Double.NaN, Double.NaN, result.p50Millis(), result.p99Millis());
    }

    private Cost trogdor(BenchCase benchCase, String topic) throws IOException, InterruptedException {
        trogdor.submit(TrogdorLoop.specification(benchCase, broker.address(), topic, PARTITIONS));
        Used used = use(trogdor.handle());
        JsonNode status = trogdor.await(line -> line.startsWith(TrogdorLoop.DONE)
                ? Optional.of(JsonMapper.shared().readTree(line.substring(TrogdorLoop.DONE.length())))
                : Optional.empty());
        return new Cost(
                used,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                status.at("/p50LatencyMs").asDouble(),
                status.at("/p99LatencyMs").asDouble());
    }

    private Cost worker(BenchCase benchCase, String topic, String pacing) throws InterruptedException {
        String run = system.submit(benchCase, topic, Map.of("load", Map.of("pacing", pacing), "objectives", List.of()));
        system.awaitSending(run);
        Used used = use(system.worker());
        JsonNode report = system.awaitReport(run);
        return new Cost(
                used,
                report.at("/rate/achieved").asDouble(),
                report.at("/sendLag/p50").asDouble(),
                report.at("/sendLag/p99").asDouble(),
                report.at("/responseTime/p50").asDouble() / 1e3,
                report.at("/responseTime/p99").asDouble() / 1e3);
    }

    /**
     * @param client cores used by the sending process
     * @param broker cores used by the broker
     */
    private record Used(double client, double broker) {}

    /** Waits until a run is steady, and then measures one slice of it. */
    private Used use(ProcessHandle client) throws InterruptedException {
        Thread.sleep(SETTLE_SECONDS * 1_000L);
        long clientBefore = cpuNanos(client);
        long brokerBefore = broker.cpuNanos();
        long before = System.nanoTime();
        Thread.sleep(sliceSeconds * 1_000L);
        double nanos = System.nanoTime() - before;
        return new Used((cpuNanos(client) - clientBefore) / nanos, (broker.cpuNanos() - brokerBefore) / nanos);
    }

    private static long cpuNanos(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static String text(Cost cost) {
        return String.format(
                Locale.ROOT,
                "client %.3f broker %.3f, %s/s, send lag %s / %s µs, ack latency %s / %s ms",
                cost.client(),
                cost.broker(),
                text(cost.rate(), 0),
                text(cost.lagP50(), 0),
                text(cost.lagP99(), 0),
                text(cost.p50Millis(), 1),
                text(cost.p99Millis(), 1));
    }

    private static void print(Sender sender, List<Cost> base) {
        List<Cost> own = sender.costs();
        System.out.printf(
                Locale.ROOT,
                "  %-20s %8.3f %6.2f | %6.3f %6.2f | %12s | %12s %9s | %12s %8s%n",
                sender.name(),
                SideBySide.median(own, Cost::client),
                ratio(own, base, Cost::client),
                SideBySide.median(own, Cost::broker),
                ratio(own, base, Cost::broker),
                text(SideBySide.median(own, Cost::rate), 1),
                text(SideBySide.median(own, Cost::lagP50), 0),
                text(SideBySide.median(own, Cost::lagP99), 0),
                text(SideBySide.median(own, Cost::p50Millis), 1),
                text(SideBySide.median(own, Cost::p99Millis), 1));
    }

    private static String text(double figure, int decimals) {
        return Double.isNaN(figure) ? "-" : String.format(Locale.ROOT, "%,." + decimals + "f", figure);
    }

    /** Returns the median, over all rounds, of the ratio of a figure to the same figure of the base. */
    private static double ratio(List<Cost> own, List<Cost> base, ToDoubleFunction<Cost> figure) {
        List<Integer> rounds = IntStream.range(0, own.size()).boxed().toList();
        return SideBySide.median(
                rounds, round -> figure.applyAsDouble(own.get(round)) / figure.applyAsDouble(base.get(round)));
    }
}
