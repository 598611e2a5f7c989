package klt.common.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import klt.common.compare.Repeats;
import klt.common.compare.Repeats.Interval;
import klt.common.compare.Repeats.Paired;
import klt.common.compare.Scale;
import klt.common.spec.sweep.SweepRun;
import klt.common.spec.sweep.SweepSpec;
import klt.common.sweep.SweepRunResult.Value;
import klt.common.sweep.SweepView.Best;
import klt.common.sweep.SweepView.CellFigure;
import klt.common.sweep.SweepView.Effect;
import tools.jackson.databind.JsonNode;

/**
 * The statistics of a sweep's runs. Each run is one observation, as in a comparison of repeated runs. Means are on the scale where changes
 * are differences. Runs that are not counted are missing.
 */
final class SweepStatistics {

    private final SweepSpec spec;

    /** by metric: a row per cell with each repeat's value on its scale; NaN if missing */
    private final Map<SweepMetric, double[][]> values = new EnumMap<>(SweepMetric.class);

    /** by metric: why no conclusion can be drawn from the values of a cell; empty if one can */
    private final Map<SweepMetric, List<Optional<SweepOutcome>>> unjudged = new EnumMap<>(SweepMetric.class);

    /** @param results results of all existing runs, by id */
    SweepStatistics(SweepSpec spec, String sweep, Map<String, SweepRunResult> results) {
        this.spec = spec;
        for (SweepMetric metric : SweepMetric.values()) {
            double[][] table = new double[spec.cells().size()][spec.repeats()];
            List<Optional<SweepOutcome>> reasons = new ArrayList<>();
            for (int cell = 0; cell < table.length; cell++) {
                List<SweepOutcome> ofCell = new ArrayList<>();
                for (int repeat = 0; repeat < spec.repeats(); repeat++) {
                    Optional<Value> value = Optional.ofNullable(
                                    results.get(new SweepRun(sweep, cell + 1, repeat + 1).id()))
                            .filter(SweepRunResult::isCounted)
                            .flatMap(result -> result.value(metric));
                    table[cell][repeat] = value.map(
                                    known -> metric.scale().scaled(known.value().orElse(Double.POSITIVE_INFINITY)))
                            .orElse(Double.NaN);
                    value.flatMap(Value::unjudged).ifPresent(ofCell::add);
                }
                reasons.add(ofCell.stream().min(Comparator.naturalOrder()));
            }
            values.put(metric, table);
            unjudged.put(metric, reasons);
        }
    }

    private double[][] table(SweepMetric metric) {
        return values.getOrDefault(metric, new double[0][]);
    }

    /** Returns a cell's values on their scale, without missing ones. */
    private double[] counted(SweepMetric metric, int cell) {
        return Arrays.stream(table(metric)[cell])
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }

    /** @param number the cell's number, from 1 */
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
        Optional<Interval> interval =
                counted.length < Repeats.INTERVAL_MIN ? Optional.empty() : Optional.of(Repeats.mean(counted));
        Scale scale = metric.scale();
        return Optional.of(new CellFigure(
                metric,
                counted.length,
                finite(scale.unscaled(Repeats.average(counted))),
                interval.flatMap(limits -> finite(scale.unscaled(limits.low()))),
                interval.flatMap(limits -> finite(scale.unscaled(limits.high())))));
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

    /** Returns the best cell, or empty if fewer than two cells have a value, or their values are not comparable. */
    private Optional<Best> best(SweepMetric metric) {
        List<Integer> measured = IntStream.range(0, spec.cells().size())
                .filter(cell -> counted(metric, cell).length > 0)
                .boxed()
                .toList();
        if (measured.size() < 2 || !isSameQuantity(metric)) {
            return Optional.empty();
        }
        Comparator<Integer> byMean = Comparator.comparingDouble(cell -> Repeats.average(counted(metric, cell)));
        int best = measured.stream()
                .min(metric.scale().isMoreBetter() ? byMean.reversed() : byMean)
                .orElseThrow();
        Map<Integer, SweepOutcome> others = new TreeMap<>();
        measured.stream().filter(cell -> cell != best).forEach(cell -> others.put(cell, outcome(metric, cell, best)));
        return Optional.of(new Best(
                metric,
                best + 1,
                others.values().stream().min(Comparator.naturalOrder()).orElseThrow(),
                others.keySet().stream()
                        .filter(cell -> others.get(cell) != SweepOutcome.BETTER)
                        .map(cell -> cell + 1)
                        .toList()));
    }

    /** Returns whether all cells measure the same quantity. Without a load, end to end is measured from the records' timestamps. */
    private boolean isSameQuantity(SweepMetric metric) {
        return metric != SweepMetric.END_TO_END_P99
                || spec.cells().stream()
                                .map(cell -> cell.spec().load().sends())
                                .distinct()
                                .count()
                        == 1;
    }

    /** Returns the conclusion about the best cell compared with another. */
    private SweepOutcome outcome(SweepMetric metric, int other, int best) {
        double[] ofOther = counted(metric, other);
        double[] ofBest = counted(metric, best);
        if (Math.min(ofOther.length, ofBest.length) < Repeats.SIDE_MIN) {
            return SweepOutcome.TOO_FEW_REPEATS;
        }
        return unjudged(metric, IntStream.of(other, best))
                .orElseGet(() -> SweepOutcome.of(Repeats.outcome(metric.scale(), ofOther, ofBest)));
    }

    private Optional<SweepOutcome> unjudged(SweepMetric metric, IntStream cells) {
        List<Optional<SweepOutcome>> reasons = Objects.requireNonNull(unjudged.get(metric));
        return cells.mapToObj(reasons::get).flatMap(Optional::stream).min(Comparator.naturalOrder());
    }

    /**
     * Returns the main effects. A metric that some cell lacks has none, because the remaining cells would differ in more than the value.
     */
    List<Effect> effects() {
        if (!spec.matrix()) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        for (SweepMetric metric : SweepMetric.values()) {
            double[] means = IntStream.range(0, spec.cells().size())
                    .mapToDouble(cell -> Repeats.average(counted(metric, cell)))
                    .toArray();
            if (Arrays.stream(means).allMatch(Double::isFinite) && isSameQuantity(metric)) {
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
            Scale scale = metric.scale();
            Optional<SweepOutcome> unjudged = unjudged(metric);
            Optional<Paired> paired = unjudged.isPresent() ? Optional.empty() : Optional.of(paired(metric, having));
            effects.add(new Effect(
                    metric,
                    key,
                    level,
                    scale.unscaled(mean),
                    scale.change(mean - Repeats.average(means)),
                    paired.map(known -> scale.change(known.interval().low())),
                    paired.map(known -> scale.change(known.interval().high())),
                    unjudged.or(() -> paired.map(Paired::outcome).map(SweepOutcome::of))
                            .orElseThrow()));
        }
    }

    /** Returns why no conclusion can be drawn from a metric across all cells, or empty if one can. */
    private Optional<SweepOutcome> unjudged(SweepMetric metric) {
        boolean complete =
                Arrays.stream(table(metric)).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
        return spec.repeats() < Repeats.INTERVAL_MIN || !complete
                ? Optional.of(SweepOutcome.TOO_FEW_REPEATS)
                : unjudged(metric, IntStream.range(0, spec.cells().size()));
    }

    /**
     * Returns the conclusion about an effect. Each repeat of all cells is one observation, so that drift between repeats does not widen the
     * interval.
     */
    private Paired paired(SweepMetric metric, int[] having) {
        double[][] table = table(metric);
        double[] overall = new double[spec.repeats()];
        double[] ofLevel = new double[spec.repeats()];
        for (int repeat = 0; repeat < overall.length; repeat++) {
            int index = repeat;
            double[] round =
                    Arrays.stream(table).mapToDouble(cell -> cell[index]).toArray();
            overall[repeat] = Repeats.average(round);
            ofLevel[repeat] = average(round, having);
        }
        return Repeats.paired(metric.scale(), overall, ofLevel);
    }

    private static double average(double[] values, int[] indexes) {
        return Repeats.average(
                Arrays.stream(indexes).mapToDouble(i -> values[i]).toArray());
    }
}
