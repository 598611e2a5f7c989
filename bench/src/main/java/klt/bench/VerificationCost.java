package klt.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import klt.worker.produce.SliceSender;

/**
 * Measures what verification costs the sender. Two senders, one of them with verification, alternate in slices of half a second, so that
 * other activity on the machine affects both. The order in a round is without, with, with, without; the next round uses the reverse order.
 * Results differ between two starts of the processes by more than the effect to be measured, so each broker and its senders serve only some
 * of the rounds, and all rounds are evaluated together.
 *
 * <p>Only the ratios carry over to other machines. Run it with the workers' garbage collector and a {@code java.io.tmpdir} in memory, with
 * about 8 GiB of space.
 *
 * <p>Usage: {@code java -XX:+UseSerialGC -Djava.io.tmpdir=/dev/shm -cp 'bench/target/lib/*' klt.bench.VerificationCost [brokers]}
 */
public final class VerificationCost {

    private static final int BROKERS = 6;
    private static final int ROUNDS_A_BROKER = 12;
    private static final int WARM_UP_SLICES = 6;
    private static final int PARTITIONS = 6;
    /** A run's default settings, at one worker's maximum rate. */
    private static final List<BenchCase> CASES = List.of(
            new BenchCase("1 KiB, acks=all, linger 5, batches of 16 KiB", 100_000, 1_024, 0, "all", 5, 16_384),
            new BenchCase("1 KiB, acks=1, linger 5, batches of 128 KiB", 100_000, 1_024, 0, "1", 5, 131_072));

    /**
     * A slice's cost.
     *
     * @param rate acked messages per second
     * @param threadNanos the sending thread's CPU time per message
     * @param allNanos the sender's and the broker's CPU time per message
     */
    private record Cost(double rate, double threadNanos, double allNanos) {}

    private record Round(List<Cost> plain, List<Cost> verified) {

        /** Returns the geometric mean of the ratios of a figure with verification to the same figure without it. */
        double ratio(ToDoubleFunction<Cost> figure) {
            return Math.sqrt(product(verified, figure) / product(plain, figure));
        }

        private static double product(List<Cost> costs, ToDoubleFunction<Cost> figure) {
            return costs.stream().mapToDouble(figure).reduce(1, (a, b) -> a * b);
        }
    }

    private VerificationCost() {}

    public static void main(String[] args) throws Exception {
        int brokers = args.length > 0 ? Integer.parseInt(args[0]) : BROKERS;
        for (BenchCase benchCase : CASES) {
            List<Round> rounds = new ArrayList<>();
            for (int i = 0; i < brokers; i++) {
                try (Broker broker = Broker.start()) {
                    measure(benchCase, broker, rounds);
                }
            }
            System.out.printf(Locale.ROOT, "%n%s, %d rounds%n", benchCase.name(), rounds.size());
            print("sent with verification by sent without", rounds, Cost::rate);
            print("CPU time of the sending thread", rounds, Cost::threadNanos);
            print("CPU time of sender and broker", rounds, Cost::allNanos);
        }
    }

    private static void measure(BenchCase benchCase, Broker broker, List<Round> rounds) throws Exception {
        try (SliceSender plain = sender(benchCase, broker, "none");
                SliceSender verified = sender(benchCase, broker, "after")) {
            for (int i = 0; i < WARM_UP_SLICES; i++) {
                slice(benchCase, broker, plain);
                slice(benchCase, broker, verified);
            }
            for (int i = 0; i < ROUNDS_A_BROKER; i++) {
                boolean plainFirst = i % 2 == 0;
                SliceSender outer = plainFirst ? plain : verified;
                SliceSender inner = plainFirst ? verified : plain;
                Cost first = slice(benchCase, broker, outer);
                List<Cost> inside = List.of(slice(benchCase, broker, inner), slice(benchCase, broker, inner));
                List<Cost> outside = List.of(first, slice(benchCase, broker, outer));
                rounds.add(plainFirst ? new Round(outside, inside) : new Round(inside, outside));
            }
        }
    }

    private static SliceSender sender(BenchCase benchCase, Broker broker, String verification) throws Exception {
        broker.create(verification, PARTITIONS);
        return new SliceSender(
                broker.address(),
                String.format(
                        Locale.ROOT,
                        "{topic: %s, messages: 1, rate: max, payload: {size: %d}, verification: %s,"
                                + " producer: {acks: %s, lingerMs: %d, batchSize: %d}}",
                        verification,
                        benchCase.size(),
                        verification,
                        benchCase.acks(),
                        benchCase.lingerMs(),
                        benchCase.batchSize()));
    }

    private static Cost slice(BenchCase benchCase, Broker broker, SliceSender sender) {
        long before = broker.cpuNanos() + ownCpuNanos();
        SliceSender.Slice slice = sender.send((int) benchCase.messages());
        double all = broker.cpuNanos() + ownCpuNanos() - before;
        double messages = benchCase.messages();
        return new Cost(messages * 1e9 / slice.nanos(), slice.threadNanos() / messages, all / messages);
    }

    private static long ownCpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static void print(String figure, List<Round> rounds, ToDoubleFunction<Cost> of) {
        double[] logs =
                rounds.stream().mapToDouble(round -> Math.log(round.ratio(of))).toArray();
        double mean = mean(logs);
        double[] squares = new double[logs.length];
        for (int i = 0; i < logs.length; i++) {
            squares[i] = (logs[i] - mean) * (logs[i] - mean);
        }
        System.out.printf(
                Locale.ROOT,
                "  %s: median of %.3f, mean of %.3f ± %.3f%n",
                figure,
                SideBySide.median(rounds, round -> round.ratio(of)),
                Math.exp(mean),
                Math.sqrt(mean(squares) / (logs.length - 1)));
    }

    private static double mean(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return sum / numbers.length;
    }
}
