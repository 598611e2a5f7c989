package klt.common.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import klt.common.report.latency.Latency;

/**
 * The distribution of the latencies of one window. A report has its percentiles, but not its histogram. Between two of them, the logarithm
 * of the latency grows in proportion to {@code -ln(1 - p)}, as in a Pareto distribution.
 */
final class WindowDistribution {

    private static final double[] LEVELS = {
        level(0.5), level(0.9), level(0.95), level(0.99), level(0.999), level(0.9999)
    };

    private final Latency latency;
    /** ln µs, ascending, each once */
    private final double[] known;
    /** -ln(1 - p) of each, ascending */
    private final double[] levels;

    private WindowDistribution(Latency latency, List<Double> known, List<Double> levels) {
        this.latency = latency;
        this.known = known.stream().mapToDouble(Double::doubleValue).toArray();
        this.levels = levels.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double level(double p) {
        return -Math.log1p(-p);
    }

    static WindowDistribution of(Latency latency) {
        List<Double> known = new ArrayList<>();
        List<Double> levels = new ArrayList<>();
        List<Optional<Long>> percentiles =
                List.of(latency.p50(), latency.p90(), latency.p95(), latency.p99(), latency.p999(), latency.p9999());
        for (int i = 0; i < percentiles.size(); i++) {
            if (percentiles.get(i).isPresent()) {
                add(known, levels, percentiles.get(i).get(), LEVELS[i]);
            }
        }
        // the highest of n values is about their percentile 1 - 1/(2n)
        latency.max().ifPresent(max -> add(known, levels, max, Math.log(2.0 * latency.count())));
        return new WindowDistribution(latency, known, levels);
    }

    private static void add(List<Double> known, List<Double> levels, long micros, double level) {
        double value = Math.log((double) Math.max(1, micros));
        double ascending = levels.isEmpty() ? level : Math.max(level, levels.getLast());
        if (!known.isEmpty() && known.getLast() >= value) {
            levels.set(levels.size() - 1, ascending);
        } else {
            known.add(value);
            levels.add(ascending);
        }
    }

    /** The latencies at which it is known, ln µs; none if no percentile has an answer. */
    double[] known() {
        return known.clone();
    }

    /** @param at ln µs */
    double messagesUpTo(double at) {
        if (known.length == 0) {
            return 0;
        }
        if (at >= known[known.length - 1] && latency.unanswered() == 0) {
            return latency.count();
        }
        double share = -Math.expm1(-levelAt(at));
        return Math.min((double) latency.count(), share * (latency.count() + latency.unanswered()));
    }

    private double levelAt(double at) {
        int found = Arrays.binarySearch(known, at);
        if (found >= 0) {
            return levels[found];
        }
        int next = -found - 1;
        if (known.length == 1) {
            return next == 0 ? 0 : levels[0];
        }
        // beyond both ends with the slope of the nearest segment
        int to = Math.clamp(next, 1, known.length - 1);
        double slope = (levels[to] - levels[to - 1]) / (known[to] - known[to - 1]);
        return Math.max(0, levels[to] + slope * (at - known[to]));
    }
}
