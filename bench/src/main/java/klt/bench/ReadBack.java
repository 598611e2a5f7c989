package klt.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What verification costs: one worker without it, one with it, and Kafka's ConsumerPerformance on the topic that the second has just read back, on the same
 * broker process, in turns. The first round is thrown away. Only the ratios mean anything on another machine.
 *
 * <p>Usage: {@code java -cp 'bench/target/lib/*' klt.bench.ReadBack [rounds]}
 */
public final class ReadBack {

    private static final int ROUNDS = 3;
    private static final int PARTITIONS = 6;
    private static final Settings SETTINGS =
            new Settings("max, 1 KiB, acks=1, linger 5", 3_000_000, 1_024, 0, "1", 5, 131_072);

    private ReadBack() {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS;
        List<Outcome> plain = new ArrayList<>();
        List<Outcome> verified = new ArrayList<>();
        List<Outcome> consumed = new ArrayList<>();
        try (Broker broker = Broker.start()) {
            for (int round = 0; round <= rounds; round++) {
                Outcome a = once(broker, Tool.LOAD_TESTER, "plain-" + round);
                broker.delete("plain-" + round);
                Outcome b = once(broker, Tool.VERIFYING_LOAD_TESTER, "verified-" + round);
                Outcome c =
                        Tool.CONSUMER_PERFORMANCE.run(SETTINGS, broker.address(), "verified-" + round, broker.folder());
                broker.delete("verified-" + round);
                System.out.printf(
                        Locale.ROOT,
                        "  %d plain %,.0f/s cpu %.1f s, verified %,.0f/s cpu %.1f s, read back %,.0f/s, ConsumerPerformance %,.0f/s%n",
                        round,
                        a.rate(),
                        a.cpuSeconds(),
                        b.rate(),
                        b.cpuSeconds(),
                        b.readRate(),
                        c.rate());
                if (round > 0) {
                    plain.add(a);
                    verified.add(b);
                    consumed.add(c);
                }
            }
        }
        double without = SideBySide.median(plain, Outcome::rate);
        double with = SideBySide.median(verified, Outcome::rate);
        double auditor = SideBySide.median(verified, Outcome::readRate);
        double theirs = SideBySide.median(consumed, Outcome::rate);
        System.out.printf(
                Locale.ROOT,
                "%n%s, medians of %d%n  sent with verification by sent without: %.3f%n  read back by ConsumerPerformance: %.3f%n",
                SETTINGS.name(),
                rounds,
                with / without,
                auditor / theirs);
    }

    private static Outcome once(Broker broker, Tool tool, String topic) throws Exception {
        broker.create(topic, PARTITIONS);
        return tool.run(SETTINGS, broker.address(), topic, broker.folder());
    }
}
