package klt.common.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import klt.common.compare.Repeats;
import klt.common.compare.Repeats.Interval;
import klt.common.spec.sweep.SweepRun;
import klt.common.spec.sweep.SweepSpec;
import klt.common.sweep.SweepView.Best;
import klt.common.sweep.SweepView.CellFigure;
import klt.common.sweep.SweepView.Effect;
import klt.common.sweep.SweepView.Outcome;
import tools.jackson.databind.JsonNode;

/**
 * What the runs of a sweep show. Each run is one observation, as in a comparison of repeated runs. Means are on the scale on which changes
 * are differences. Runs that are not counted are missing.
 */
final class SweepStatistics {

    private final SweepSpec spec;

    /** by metric: a row for each cell with the value of each repeat on its scale; NaN if it is missing */
    private final Map<SweepMetric, double[][]> values = new EnumMap<>(SweepMetric.class);

    /** @param results of all runs that exist, by their ids */
    SweepStatistics(SweepSpec spec, String sweep, Map<String, SweepRunResult> results) {
        this.spec = spec;
        for (SweepMetric metric : SweepMetric.values()) {
            double[][] table = new double[spec.cells().size()][spec.repeats()];
            for (int cell = 0; cell < table.length; cell++) {
                for (int repeat = 0; repeat < spec.repeats(); repeat++) {
                    String id = new SweepRun(sweep, cell + 1, repeat + 1).id();
                    table[cell][repeat] = Optional.ofNullable(results.get(id))
                            .filter(SweepRunResult::isCounted)
                            .flatMap(result -> result.value(metric))
                            .map(metric::scaled)
                            .orElse(Double.NaN);
                }
            }
            values.put(metric, table);
        }
    }

    private double[][] table(SweepMetric metric) {
        return values.getOrDefault(metric, new double[0][]);
    }

    /** The values of a cell that are not missing, on their scale. */
    private double[] counted(SweepMetric metric, int cell) {
        return Arrays.stream(table(metric)[cell])
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }

    /** @param number of the cell, from 1 */
    List<CellFigure> figures(int number) {
        return Stream.of(SweepMetric.values())
                .map(metric -> figure(metric, counted(metric, number - 1)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<CellFigure> figure(SweepMetric metric, double[] counted) {
        if (counted.length == 0) {
            return Optional.empty();
        }
        Optional<Interval> interval = counted.length > 1 ? Optional.of(Repeats.mean(counted)) : Optional.empty();
        return Optional.of(new CellFigure(
                metric,
                counted.length,
                finite(metric.unscaled(Repeats.average(counted))),
                finite(median(Arrays.stream(counted).map(metric::unscaled).toArray())),
                interval.flatMap(limits -> finite(metric.unscaled(limits.low()))),
                interval.flatMap(limits -> finite(metric.unscaled(limits.high())))));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static Optional<Double> finite(double value) {
        return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    }

    List<Best> best() {
        return Stream.of(SweepMetric.values())
                .map(this::best)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Empty if fewer than two cells have a value. */
    private Optional<Best> best(SweepMetric metric) {
        List<Integer> measured = IntStream.range(0, spec.cells().size())
                .filter(cell -> counted(metric, cell).length > 0)
                .boxed()
                .toList();
        Comparator<Integer> byMean = Comparator.comparingDouble(cell -> Repeats.average(counted(metric, cell)));
        if (measured.size() < 2) {
            return Optional.empty();
        }
        int best = measured.stream()
                .min(metric.isMoreBetter() ? byMean.reversed() : byMean)
                .orElseThrow();
        List<Integer> alike = measured.stream()
                .filter(cell -> cell != best && !differs(metric, best, cell))
                .map(cell -> cell + 1)
                .toList();
        Outcome outcome = alike.size() < measured.size() - 1
                ? Outcome.BETTER
                : counted(metric, best).length > 1 ? Outcome.NO_DIFFERENCE : Outcome.NOT_REPEATED;
        return Optional.of(new Best(metric, best + 1, outcome, alike));
    }

    private boolean differs(SweepMetric metric, int a, int b) {
        double[] ofA = counted(metric, a);
        double[] ofB = counted(metric, b);
        return ofA.length > 1 && ofB.length > 1 && Repeats.difference(ofA, ofB).excludesZero();
    }

    /** None for a metric that a cell lacks: the other cells would differ in more than the value. */
    List<Effect> effects() {
        if (!spec.matrix()) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        for (SweepMetric metric : SweepMetric.values()) {
            double[] means = IntStream.range(0, spec.cells().size())
                    .mapToDouble(cell -> Repeats.average(counted(metric, cell)))
                    .toArray();
            if (Arrays.stream(means).allMatch(Double::isFinite)) {
                for (String key : spec.keys()) {
                    addEffects(metric, key, means, effects);
                }
            }
        }
        return effects;
    }

    private void addEffects(SweepMetric metric, String key, double[] means, List<Effect> effects) {
        Set<JsonNode> levels = new LinkedHashSet<>();
        spec.cells().forEach(cell -> levels.add(cell.values().get(key)));
        if (levels.size() < 2) {
            return;
        }
        for (JsonNode level : levels) {
            int[] having = IntStream.range(0, means.length)
                    .filter(cell -> level.equals(spec.cells().get(cell).values().get(key)))
                    .toArray();
            double mean = average(means, having);
            Optional<Interval> interval = interval(metric, having);
            effects.add(new Effect(
                    metric,
                    key,
                    level,
                    metric.unscaled(mean),
                    metric.change(mean - Repeats.average(means)),
                    interval.map(limits -> metric.change(limits.low())),
                    interval.map(limits -> metric.change(limits.high()))));
        }
    }

    /** Each repeat of all cells is one observation of the effect, so that a drift between repeats does not widen the interval. */
    private Optional<Interval> interval(SweepMetric metric, int[] having) {
        double[][] table = table(metric);
        boolean complete = Arrays.stream(table).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
        if (spec.repeats() < 2 || !complete) {
            return Optional.empty();
        }
        double[] effects = new double[spec.repeats()];
        for (int repeat = 0; repeat < effects.length; repeat++) {
            int index = repeat;
            double[] round =
                    Arrays.stream(table).mapToDouble(cell -> cell[index]).toArray();
            effects[repeat] = average(round, having) - Repeats.average(round);
        }
        return Optional.of(Repeats.mean(effects));
    }

    private static double average(double[] values, int[] indexes) {
        return Repeats.average(
                Arrays.stream(indexes).mapToDouble(i -> values[i]).toArray());
    }
}
