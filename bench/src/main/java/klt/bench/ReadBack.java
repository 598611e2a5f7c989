package klt.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What verification costs: one worker that stays, without verification and with it, and Kafka's ConsumerPerformance on the topic that was
 * just read back. A round is without, with, with, without: whichever comes second is quicker on some machines, and within a round that
 * cancels out. The first rounds are thrown away, as they warm up the worker and the broker. Only the ratios mean anything on another
 * machine, and where the disk is slower than the rest it is the disk that is measured: give it a {@code java.io.tmpdir} in memory.
 *
 * <p>Usage: {@code java -Djava.io.tmpdir=/dev/shm -cp 'bench/target/lib/*' klt.bench.ReadBack [rounds]}
 */
public final class ReadBack {

    private static final int ROUNDS = 8;
    private static final int WARM_UP = 2;
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

    /**
     * Both orders.
     *
     * @param first the run without verification came first
     * @param second the run with it came first
     */
    private record Round(Pair first, Pair second) {

        /** The geometric mean of a ratio: what multiplies it in one and divides it in the other is gone. */
        double mean(ToDoubleFunction<Pair> ratio) {
            return Math.sqrt(ratio.applyAsDouble(first) * ratio.applyAsDouble(second));
        }
    }

    private ReadBack() {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS;
        try (Broker broker = Broker.start();
                WarmWorker worker = WarmWorker.start(broker)) {
            for (Settings settings : SETTINGS) {
                compare(settings, rounds, broker, worker);
            }
        }
    }

    private static void compare(Settings settings, int rounds, Broker broker, WarmWorker worker) throws Exception {
        System.out.printf("%n%s, %d counted rounds%n", settings.name(), rounds);
        List<Round> counted = new ArrayList<>();
        for (int i = -WARM_UP; i < rounds; i++) {
            Round round = new Round(pair(settings, broker, worker, true), pair(settings, broker, worker, false));
            print(i, round.first());
            print(i, round.second());
            if (i >= 0) {
                counted.add(round);
            }
        }
        print("sent with verification by sent without", counted, Pair::sent);
        print("the worker's processor time for a message without by with", counted, Pair::processor);
        print("read back by ConsumerPerformance", counted, Pair::read);
    }

    private static void print(int number, Pair pair) {
        System.out.printf(
                Locale.ROOT,
                "  %3d plain %,.0f/s %.2f µs, verified %,.0f/s %.2f µs, read back %,.0f/s, ConsumerPerformance %,.0f/s%n",
                number,
                pair.plain().rate(),
                pair.plain().cpuMicros(),
                pair.verified().rate(),
                pair.verified().cpuMicros(),
                pair.verified().readRate(),
                pair.consumed());
    }

    private static void print(String figure, List<Round> counted, ToDoubleFunction<Pair> ratio) {
        double[] means = counted.stream()
                .mapToDouble(round -> round.mean(ratio))
                .sorted()
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "  %s: median of %.3f, from %.3f to %.3f%n",
                figure,
                SideBySide.median(counted, round -> round.mean(ratio)),
                means[0],
                means[means.length - 1]);
    }

    private static Pair pair(Settings settings, Broker broker, WarmWorker worker, boolean plainFirst) throws Exception {
        WarmWorker.Figures[] figures = new WarmWorker.Figures[2];
        double consumed = 0;
        for (boolean verified : new boolean[] {!plainFirst, plainFirst}) {
            String topic = (verified ? "verified-" : "plain-") + System.nanoTime();
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
