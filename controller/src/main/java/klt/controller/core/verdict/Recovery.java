package klt.controller.core.verdict;

import java.util.List;
import java.util.Optional;
import klt.controller.core.stats.TimeSeries.Row;

/**
 * How long the response time took to return to its level before a spike. Recovery begins when the rate starts to fall, and ends with the
 * first of {@link #STEADY_ROWS} rows in sequence whose p99 is at most {@link #FACTOR} times the baseline.
 *
 * @param baselineMicros median p99 response time of the rows before the spike
 * @param seconds empty if it has not recovered, so far or before the end of the run
 */
public record Recovery(long baselineMicros, Optional<Integer> seconds) {

    /** Response times vary from second to second without any cause in the load. */
    public static final double FACTOR = 2;

    /** A single good second in a backlog is not a recovery. */
    public static final int STEADY_ROWS = 3;

    /** Of the load before the spike. */
    static final int BASELINE_SECONDS = 30;

    /**
     * @param rows of the time series, from at most {@link #BASELINE_SECONDS} before the spike on
     * @param spikeSecond when it begins
     * @param fallSecond when its rate starts to fall
     * @return empty if nothing was measured before the spike, or its rate does not fall yet
     */
    static Optional<Recovery> of(List<Row> rows, int spikeSecond, int fallSecond) {
        List<Long> before = rows.stream()
                .filter(row -> row.second() + row.seconds() <= spikeSecond)
                .flatMap(row -> row.responseTime().p99().stream())
                .sorted()
                .toList();
        List<Row> after =
                rows.stream().filter(row -> row.second() >= fallSecond).toList();
        if (before.isEmpty() || after.isEmpty()) {
            return Optional.empty();
        }
        long baseline = before.get((before.size() - 1) / 2);
        int steady = 0;
        for (Row row : after) {
            steady = isSteady(row, baseline) ? steady + 1 : 0;
            if (steady == STEADY_ROWS) {
                int first = row.second() - (STEADY_ROWS - 1) * row.seconds();
                return Optional.of(new Recovery(baseline, Optional.of(Math.max(0, first - fallSecond))));
            }
        }
        return Optional.of(new Recovery(baseline, Optional.empty()));
    }

    /** A second without an outcome is not steady. */
    private static boolean isSteady(Row row, long baseline) {
        return row.responseTime().p99().filter(p99 -> p99 <= FACTOR * baseline).isPresent();
    }
}
