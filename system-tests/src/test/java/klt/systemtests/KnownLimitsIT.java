package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import klt.embedded.EmbeddedKafka;
import klt.systemtests.chaos.fixtures.Proxy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several searches for the limits of systems whose limits are known, and on one system. */
@Tag("long")
@Timeout(value = 2, unit = TimeUnit.HOURS)
class KnownLimitsIT {

    private static final int SEARCHES = 10;
    private static final int CORRECT_MIN = 9;

    /** Highest limit divided by the lowest. */
    private static final double SPREAD = 10;

    private static final double SLOWEST_BYTES = 1_000_000;

    private static final int REPEATS = 3;
    private static final double AGREEMENT = 1.1;

    @TempDir
    Path folder;

    @Test
    void findsTheRatesThatQuotasAllow() throws Exception {
        try (QuotaKafka kafka = QuotaKafka.start()) {
            int correct = 0;
            for (double bytes : throughputs(1)) {
                kafka.limit(bytes);
                correct += search(kafka.bootstrapServers(), bytes, "--size=1KiB", "--objective=response.p99<400ms");
            }
            assertThat(correct).isGreaterThanOrEqualTo(CORRECT_MIN);
        }
    }

    /** Messages of 10 KiB, so that the overhead of a request hardly depends on the number of messages in it. */
    @Test
    void findsTheRatesThatAProxyServes() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                Proxy proxy = Proxy.to(Integer.parseInt(kafka.bootstrapServers().replaceAll(".*:", "")))) {
            int correct = 0;
            for (double bytes : throughputs(2)) {
                proxy.limit((long) bytes);
                correct += search(proxy.address(), bytes, "--size=10KiB", "--objective=response.p99<200ms");
            }
            assertThat(correct).isGreaterThanOrEqualTo(CORRECT_MIN);
        }
    }

    @Test
    void searchesOnOneBrokerAgree() throws Exception {
        List<Double> limits = new ArrayList<>();
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start()) {
            for (int i = 0; i < REPEATS; i++) {
                Search search = Search.run(
                        folder,
                        List.of(
                                "--kafka=" + kafka.bootstrapServers(),
                                "--size=1KiB",
                                "--from=5k",
                                "--to=1m",
                                "--width=0.05",
                                "--hold=20s",
                                "--objective=response.p99<100ms"));
                System.out.printf(Locale.ROOT, "%.0f to %.0f/s%n", search.lower(), search.upper());
                limits.add(search.lower());
            }
        }
        assertThat(Collections.max(limits) / Collections.min(limits))
                .as("%s", limits)
                .isLessThan(AGREEMENT);
    }

    /** Bytes per second, evenly distributed on a logarithmic scale. */
    private static List<Double> throughputs(long seed) {
        return new SplittableRandom(seed)
                .doubles(SEARCHES)
                .map(exponent -> Math.rint(SLOWEST_BYTES * Math.pow(SPREAD, exponent)))
                .boxed()
                .toList();
    }

    /** @return 1 if the bounds contain the limit, else 0 */
    private int search(String kafka, double bytesPerSecond, String size, String objective) throws Exception {
        Search search = Search.run(
                folder,
                List.of("--kafka=" + kafka, size, objective, "--from=100", "--to=50k", "--width=0.05", "--hold=12s"));
        double limit = search.rate(bytesPerSecond);
        System.out.printf(
                Locale.ROOT,
                "limit %.0f/s, found %.0f to %.0f/s: %s%n",
                limit,
                search.lower(),
                search.upper(),
                search.contains(limit) ? "correct" : "wrong");
        return search.contains(limit) ? 1 : 0;
    }
}
