package klt.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What verification costs: one worker that stays, without verification and with it, in turns and each first in every other pair, and Kafka's
 * ConsumerPerformance on the topic that was just read back. The first pairs are thrown away, as they warm up the worker and the broker. Only
 * the ratios mean anything on another machine.
 *
 * <p>Usage: {@code java -cp 'bench/target/lib/*' klt.bench.ReadBack [pairs]}
 */
public final class ReadBack {

    private static final int PAIRS = 10;
    private static final int WARM_UP = 4;
    private static final int PARTITIONS = 6;
    /** What a run has that names nothing but its size, and the most that one worker can do. */
    private static final List<Settings> SETTINGS = List.of(
            new Settings("max, 1 KiB, acks=all, linger 5, batches of 16 KiB", 1_500_000, 1_024, 0, "all", 5, 16_384),
            new Settings("max, 1 KiB, acks=1, linger 5, batches of 128 KiB", 2_000_000, 1_024, 0, "1", 5, 131_072));

    private record Pair(WarmWorker.Figures plain, WarmWorker.Figures verified, double consumed) {

        double sent() {
            return verified.rate() / plain.rate();
        }

        double processor() {
            return plain.cpuMicros() / verified.cpuMicros();
        }

        double read() {
            return verified.readRate() / consumed;
        }
    }

    private ReadBack() {}

    public static void main(String[] args) throws Exception {
        int pairs = args.length > 0 ? Integer.parseInt(args[0]) : PAIRS;
        try (Broker broker = Broker.start();
                WarmWorker worker = WarmWorker.start(broker)) {
            for (Settings settings : SETTINGS) {
                compare(settings, pairs, broker, worker);
            }
        }
    }

    private static void compare(Settings settings, int pairs, Broker broker, WarmWorker worker) throws Exception {
        System.out.printf("%n%s, %d counted pairs%n", settings.name(), pairs);
        List<Pair> counted = new ArrayList<>();
        for (int i = -WARM_UP; i < pairs; i++) {
            Pair pair = pair(settings, broker, worker, i);
            System.out.printf(
                    Locale.ROOT,
                    "  %3d plain %,.0f/s %.2f µs, verified %,.0f/s %.2f µs, read back %,.0f/s, ConsumerPerformance %,.0f/s%n",
                    i,
                    pair.plain().rate(),
                    pair.plain().cpuMicros(),
                    pair.verified().rate(),
                    pair.verified().cpuMicros(),
                    pair.verified().readRate(),
                    pair.consumed());
            if (i >= 0) {
                counted.add(pair);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "  medians: sent with verification by sent without: %.3f%n"
                        + "  the worker's processor time for a message without by with: %.3f%n"
                        + "  read back by ConsumerPerformance: %.3f%n",
                SideBySide.median(counted, Pair::sent),
                SideBySide.median(counted, Pair::processor),
                SideBySide.median(counted, Pair::read));
    }

    private static Pair pair(Settings settings, Broker broker, WarmWorker worker, int number) throws Exception {
        // what is written back of one topic must not always fall on the same of the two
        boolean plainFirst = number % 2 == 0;
        WarmWorker.Figures[] figures = new WarmWorker.Figures[2];
        double consumed = 0;
        for (boolean verified : new boolean[] {!plainFirst, plainFirst}) {
            String topic = (verified ? "verified-" : "plain-") + (number + WARM_UP);
            broker.create(topic, PARTITIONS);
            figures[verified ? 1 : 0] = worker.run(settings, topic, verified);
            if (verified) {
                consumed = Tool.CONSUMER_PERFORMANCE
                        .run(settings, broker.address(), topic, broker.folder())
                        .rate();
            }
            broker.delete(topic);
        }
        return new Pair(figures[0], figures[1], consumed);
    }
}
