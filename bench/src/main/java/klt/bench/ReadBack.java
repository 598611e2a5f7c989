package klt.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures how fast verification reads. In each round, one long-lived worker fills and verifies a topic, and then Kafka's
 * ConsumerPerformance reads the same topic. The first rounds are discarded, because they warm up the worker and the broker. Only the ratios
 * carry over to other machines.
 *
 * <p>Usage: {@code java -Djava.io.tmpdir=/dev/shm -cp 'bench/target/lib/*' klt.bench.ReadBack [rounds]}
 */
public final class ReadBack {

    private static final int ROUNDS = 8;
    private static final int WARM_UP = 2;
    private static final int PARTITIONS = 6;
    /** A run's default settings, at one worker's maximum rate. */
    private static final List<BenchCase> CASES = List.of(
            new BenchCase("max, 1 KiB, acks=all, linger 5, batches of 16 KiB", 1_500_000, 1_024, 0, "all", 5, 16_384),
            new BenchCase("max, 1 KiB, acks=1, linger 5, batches of 128 KiB", 2_000_000, 1_024, 0, "1", 5, 131_072));

    /**
     * A round's read rates, in messages per second.
     *
     * @param verified the worker's rate, from the request to the end of the run
     * @param consumed ConsumerPerformance's rate
     */
    private record Round(double verified, double consumed) {

        double ratio() {
            return verified / consumed;
        }
    }

    private ReadBack() {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS;
        try (Broker broker = Broker.start();
                WarmSystem worker = WarmSystem.start(broker)) {
            for (BenchCase benchCase : CASES) {
                compare(benchCase, rounds, broker, worker);
            }
        }
    }

    private static void compare(BenchCase benchCase, int rounds, Broker broker, WarmSystem worker) throws Exception {
        System.out.printf(Locale.ROOT, "%n%s, %d counted rounds%n", benchCase.name(), rounds);
        List<Round> counted = new ArrayList<>();
        for (int i = -WARM_UP; i < rounds; i++) {
            Round round = round(benchCase, broker, worker);
            System.out.printf(
                    Locale.ROOT,
                    "  %3d read back %,.0f/s, ConsumerPerformance %,.0f/s%n",
                    i,
                    round.verified(),
                    round.consumed());
            if (i >= 0) {
                counted.add(round);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "  read back by ConsumerPerformance: median of %.3f%n",
                SideBySide.median(counted, Round::ratio));
    }

    private static Round round(BenchCase benchCase, Broker broker, WarmSystem worker) throws Exception {
        String topic = "verified-" + System.nanoTime();
        broker.create(topic, PARTITIONS);
        double verified = worker.readRate(benchCase, topic);
        double consumed = Tool.CONSUMER_PERFORMANCE
                .run(benchCase, broker.address(), topic, broker.folder())
                .rate();
        broker.delete(topic);
        return new Round(verified, consumed);
    }
}
