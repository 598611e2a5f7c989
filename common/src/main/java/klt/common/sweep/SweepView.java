package klt.common.sweep;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import klt.common.compare.Repeats;
import klt.common.spec.sweep.SweepCell;
import klt.common.spec.sweep.SweepRun;
import klt.common.spec.sweep.SweepSpec;
import tools.jackson.databind.JsonNode;

/**
 * A sweep as clients see it: its runs, cell by cell, and their statistics so far.
 *
 * @param confidence the intervals' confidence level
 * @param best the best cell for each measured metric
 * @param effects the main effects; empty unless the cells are all combinations of values
 */
public record SweepView(
        @JsonUnwrapped Summary summary,
        double coolDownSeconds,
        JsonNode document,
        double confidence,
        List<Cell> cells,
        List<Best> best,
        List<Effect> effects) {

    public SweepView {
        cells = List.copyOf(cells);
        best = List.copyOf(best);
        effects = List.copyOf(effects);
    }

    /**
     * A sweep's row in a list.
     *
     * @param keys keys that have values in cells
     * @param started number of runs started so far, in the order of the runs
     * @param current the newest run's id, if it has not ended
     */
    public record Summary(
            String id,
            String name,
            SweepPhase phase,
            Instant createdAt,
            Optional<Instant> endedAt,
            List<String> keys,
            int cellCount,
            int repeats,
            int runs,
            int started,
            Optional<String> current) {

        public Summary {
            keys = List.copyOf(keys);
        }
    }

    /**
     * One combination of values.
     *
     * @param number the cell's number, from 1
     * @param figures figures of the measured metrics over the cell's counted runs
     */
    public record Cell(int number, Map<String, JsonNode> values, List<Run> runs, List<CellFigure> figures) {

        public Cell {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
            runs = List.copyOf(runs);
            figures = List.copyOf(figures);
        }

        /** Returns a metric over the counted runs, or empty if none of them measured it. */
        public Optional<CellFigure> figure(SweepMetric metric) {
            return figures.stream().filter(figure -> figure.metric == metric).findFirst();
        }
    }

    /**
     * A cell's run.
     *
     * @param repeat number of the repeat, from 1
     * @param result empty if the run has not started or was deleted
     */
    public record Run(String id, int repeat, Optional<SweepRunResult> result) {}

    /**
     * A cell's metric over its counted runs. A figure is empty if it falls on an unanswered message.
     *
     * @param runs number of runs
     * @param mean the geometric mean of a latency or rate, otherwise the arithmetic mean
     * @param low lower limit of the mean's interval; empty for fewer than {@link Repeats#INTERVAL_MIN} runs
     * @param high upper limit
     */
    public record CellFigure(
            SweepMetric metric, int runs, Optional<Double> mean, Optional<Double> low, Optional<Double> high) {}

    /**
     * The best cell for a metric.
     *
     * @param cell number of the cell with the best mean
     * @param outcome {@code BETTER} if it differs from at least one other cell; otherwise the first outcome that applies to another cell
     * @param alike numbers of the cells without a detectable difference from it
     */
    public record Best(SweepMetric metric, int cell, SweepOutcome outcome, List<Integer> alike) {

        public Best {
            alike = List.copyOf(alike);
        }
    }

    /**
     * A value's main effect: how the mean over the cells with this value differs from the mean over all cells.
     *
     * @param change the change as a fraction of the overall mean; for errors and lost messages, the difference
     * @param low lower limit of the change's interval; empty if it was not judged
     * @param high upper limit
     * @param outcome {@code TOO_FEW_REPEATS} also if a run is not counted
     */
    public record Effect(
            SweepMetric metric,
            String key,
            JsonNode value,
            double mean,
            double change,
            Optional<Double> low,
            Optional<Double> high,
            SweepOutcome outcome) {}

    /**
     * Creates the view.
     *
     * @param spec the sweep's spec
     * @param results results of all existing runs, by id
     */
    public static SweepView of(Summary summary, SweepSpec spec, Map<String, SweepRunResult> results) {
        SweepStatistics statistics = new SweepStatistics(spec, summary.id, results);
        return new SweepView(
                summary,
                spec.coolDown().toNanos() / 1e9,
                spec.source().document(),
                Repeats.confidence(),
                IntStream.range(0, spec.cells().size())
                        .mapToObj(i -> cell(i + 1, summary.id, spec, results, statistics))
                        .toList(),
                statistics.best(),
                statistics.effects());
    }

    private static Cell cell(
            int number, String sweep, SweepSpec spec, Map<String, SweepRunResult> results, SweepStatistics statistics) {
        SweepCell cell = spec.cells().get(number - 1);
        return new Cell(
                number,
                cell.values(),
                IntStream.rangeClosed(1, spec.repeats())
                        .mapToObj(repeat -> {
                            String id = new SweepRun(sweep, number, repeat).id();
                            return new Run(id, repeat, Optional.ofNullable(results.get(id)));
                        })
                        .toList(),
                statistics.figures(number));
    }
}
