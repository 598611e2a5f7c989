package klt.common.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.compare.statistics.NormalDistribution;
import klt.common.report.latency.Latency;

/**
 * A window's latency distribution. A report includes no histogram per window, only the maximum and the percentiles from p50 up. Between two
 * of these points, the distribution is assumed to be log-normal. Below p50, it mirrors the range from p50 to p90.
 */
final class WindowDistribution {

    /** Standard deviations of a normal distribution at p90, p95, p99, p99.9 and p99.99. */
    private static final List<Double> LEVELS = List.of(1.28155, 1.64485, 2.32635, 3.09023, 3.71902);

    private static final double P90 = LEVELS.get(0);
    private static final double P99 = LEVELS.get(2);

    /** The precision of three significant digits, as a difference of logarithms. */
    private static final double RESOLUTION = 0.001;

    private final Latency latency;
    /** latencies, ln µs, ascending, without duplicates */
    private final List<Double> known = new ArrayList<>();
    /** each latency's quantile, in standard deviations of a normal distribution, ascending */
    private final List<Double> levels = new ArrayList<>();

    WindowDistribution(Latency latency) {
        this.latency = latency;
        latency.p50().ifPresent(p50 -> {
            double half = Math.max(
                    RESOLUTION, latency.p90().map(p90 -> ln(p90) - ln(p50)).orElse(0.0));
            add(ln(p50) - half * P99 / P90, -P99);
            add(ln(p50) - half, -P90);
            add(ln(p50), 0);
        });
        List<Optional<Long>> above =
                List.of(latency.p90(), latency.p95(), latency.p99(), latency.p999(), latency.p9999());
        for (int i = 0; i < above.size(); i++) {
            double level = LEVELS.get(i);
            above.get(i).ifPresent(value -> add(ln(value), level));
        }
        // the maximum of n values is approximately the quantile 1 - 1/(2n)
        latency.max().ifPresent(max -> add(ln(max), NormalDistribution.above(0.5 / latency.count())));
    }

    private static double ln(long micros) {
        return Math.log((double) Math.max(1, micros));
    }

    private void add(double value, double level) {
        double ascending = levels.isEmpty() ? level : Math.max(level, levels.getLast());
        if (!known.isEmpty() && known.getLast() >= value) {
            levels.set(levels.size() - 1, ascending);
        } else {
            known.add(value);
            levels.add(ascending);
        }
    }

    /** Returns the latencies at which the distribution is known, ln µs, ascending, or none if p50 falls among unanswered messages. */
    List<Double> known() {
        return known;
    }

    /** @param at ln µs */
    double messagesUpTo(double at) {
        int last = known.size() - 1;
        if (last < 0 || at < known.getFirst()) {
            return 0;
        }
        if (at >= known.getLast() && latency.unanswered() == 0) {
            return latency.count();
        }
        double share = NormalDistribution.share(at >= known.getLast() ? levels.getLast() : levelAt(at));
        return Math.min((double) latency.count(), share * (latency.count() + latency.unanswered()));
    }

    private double levelAt(double at) {
        int next = 1;
        while (known.get(next) <= at) {
            next++;
        }
        double share = (at - known.get(next - 1)) / (known.get(next) - known.get(next - 1));
        return levels.get(next - 1) + share * (levels.get(next) - levels.get(next - 1));
    }
}
