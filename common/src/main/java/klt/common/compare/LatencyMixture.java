package klt.common.compare;

import java.util.List;
import java.util.stream.IntStream;
import klt.common.report.latency.Latency;

/**
 * A run's latencies, by window. The windows drawn by any {@link Resample} can be merged into one distribution. Unanswered messages rank
 * above all others.
 */
final class LatencyMixture {

    /** Maximum number of latencies at which the distributions are known; in between, they are interpolated. */
    private static final int GRID_MAX = 512;

    /** Tolerance for rounding errors in sums, as a fraction of the message count. */
    private static final double ROUNDING = 1e-9;

    /** ln µs, ascending */
    private final double[] grid;
    /** for each grid position, the number of each window's messages up to this latency */
    private final PrefixSums[] below;
    /** each window's message count */
    private final PrefixSums messages;

    private LatencyMixture(double[] grid, PrefixSums[] below, PrefixSums messages) {
        this.grid = grid;
        this.below = below;
        this.messages = messages;
    }

    static LatencyMixture of(List<Latency> windows) {
        return of(windows, IntStream.rangeClosed(0, windows.size()).toArray());
    }

    /** @param bounds the windows' bounds, as for {@link PrefixSums#at} */
    static LatencyMixture of(List<Latency> intervals, int[] bounds) {
        List<WindowDistribution> distributions =
                intervals.stream().map(WindowDistribution::new).toList();
        double[] grid = grid(distributions);
        PrefixSums[] below = new PrefixSums[grid.length];
        for (int i = 0; i < grid.length; i++) {
            double at = grid[i];
            below[i] = (i == grid.length - 1
                            ? PrefixSums.of(intervals, Latency::count)
                            : PrefixSums.of(distributions, interval -> interval.messagesUpTo(at)))
                    .at(bounds);
        }
        PrefixSums messages = PrefixSums.of(intervals, interval -> interval.count() + interval.unanswered());
        return new LatencyMixture(grid, below, messages.at(bounds));
    }

    private static double[] grid(List<WindowDistribution> windows) {
        double[] known = windows.stream()
                .flatMap(window -> window.known().stream())
                .mapToDouble(Double::doubleValue)
                .sorted()
                .distinct()
                .toArray();
        if (known.length <= GRID_MAX) {
            return known;
        }
        double step = (known.length - 1) / (GRID_MAX - 1.0);
        return IntStream.range(0, GRID_MAX)
                .mapToDouble(i -> known[(int) Math.round(i * step)])
                .toArray();
    }

    /** Returns a percentile of the merged windows, ln µs. */
    Statistic percentile(double p) {
        return new Percentile(p);
    }

    private final class Percentile implements Statistic {

        /** 0 to 1 */
        private final double p;

        private Percentile(double p) {
            this.p = p;
        }

        @Override
        public double of(Resample drawn) {
            double rank = rank(drawn);
            int at = position(drawn, rank);
            if (at == grid.length) {
                return Double.POSITIVE_INFINITY;
            }
            if (at == 0) {
                return grid[0];
            }
            double before = drawn.sum(below[at - 1]);
            double share = (rank - before) / (drawn.sum(below[at]) - before);
            return grid[at - 1] + share * (grid[at] - grid[at - 1]);
        }

        @Override
        public double[] contributions() {
            Resample all = Resample.ofAll(messages.windows());
            int at = Math.min(position(all, rank(all)), grid.length - 1);
            return at < 0 ? new double[0] : Statistic.contributions(below[at], messages, p);
        }

        private double rank(Resample drawn) {
            return drawn.sum(messages) * (p - ROUNDING);
        }

        /** Returns the first grid position where the message count reaches a rank, or the grid's length if none does. */
        private int position(Resample drawn, double rank) {
            int low = 0;
            int high = grid.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (drawn.sum(below[middle]) < rank) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
