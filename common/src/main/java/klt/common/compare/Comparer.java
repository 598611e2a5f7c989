package klt.common.compare;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import klt.common.compare.Comparison.ComparedRun;
import klt.common.compare.Comparison.FigureChange;
import klt.common.compare.Comparison.Outcome;
import klt.common.report.RunDocument;
import klt.common.report.RunResult;
import klt.common.report.SeriesRow;

/** Compares the runs of two sides. A side is one run, or several runs of the same kind. */
public final class Comparer {

    /** Minimum number of windows per run. */
    public static final int WINDOWS_MIN = 8;

    /** Minimum number of messages per run that are slower than the percentile. */
    public static final int MESSAGES_MIN = 10;

    /** Maximum number of runs per side. */
    public static final int RUNS_MAX = 20;

    /** The seeds differ so that the two sides' samples are independent. */
    private static final long SEED_OF_A = 1;

    private static final long SEED_OF_B = 2;

    private final List<MeasuredRun> a;
    private final List<MeasuredRun> b;

    private Comparer(List<RunDocument> a, List<RunDocument> b) {
        this.a = a.stream().map(MeasuredRun::new).toList();
        this.b = b.stream().map(MeasuredRun::new).toList();
    }

    /**
     * Compares two sides.
     *
     * @param a one or more completed runs that {@link #mistake} accepts
     * @param b the same
     */
    public static Comparison compare(List<RunDocument> a, List<RunDocument> b, List<FailIf> conditions) {
        return new Comparer(a, b).compare(conditions);
    }

    /** Returns {@code TOO_FEW_WINDOWS} or {@code TOO_FEW_MESSAGES} if a run is too short to compare a figure; otherwise empty. */
    public static Optional<Outcome> tooFew(RunDocument run, Figure figure) {
        return new MeasuredRun(run).tooFew(figure);
    }

    /** Returns why the runs cannot form one side of a comparison, or empty if they can. */
    public static Optional<String> mistake(List<String> ids) {
        if (ids.isEmpty() || ids.size() > RUNS_MAX) {
            return Optional.of("takes 1 to " + RUNS_MAX + " runs, separated by commas");
        }
        Set<String> seen = new HashSet<>();
        return ids.stream()
                .filter(id -> !seen.add(id))
                .findFirst()
                .map(twice -> "has run " + twice + " twice; list each run only once");
    }

    private Comparison compare(List<FailIf> conditions) {
        Map<Figure, Compared> compared = new LinkedHashMap<>();
        Figure.ALL.forEach(figure -> compared.put(figure, compare(figure)));
        return new Comparison(
                runs(a),
                runs(b),
                Change.CONFIDENCE,
                compared.values().stream()
                        .map(Compared::shown)
                        .filter(shown -> shown.outcome() != Outcome.NOT_MEASURED
                                || shown.a().or(shown::b).isPresent())
                        .toList(),
                Differences.of(documents(a), documents(b)),
                conditions.stream()
                        .map(condition -> result(condition, compared))
                        .toList());
    }

    /** A run that ended early did not apply the load described in its spec. */
    private FailIf.Result result(FailIf condition, Map<Figure, Compared> compared) {
        return all().allMatch(MeasuredRun::isComplete)
                ? Objects.requireNonNull(compared.get(condition.figure())).result(condition)
                : new FailIf.Result(condition.expression(), FailIf.Decision.UNDECIDED);
    }

    /** @param change the change shown, or an infinite one if the figure is finite on only one side */
    private record Compared(FigureChange shown, double change) {

        FailIf.Result result(FailIf condition) {
            return condition.result(shown.outcome(), change);
        }
    }

    /** Returns a figure's change. All runs must have measured the figure in enough windows. */
    static Change change(Figure figure, List<RunDocument> a, List<RunDocument> b) {
        return new Comparer(a, b).change(figure);
    }

    private Change change(Figure figure) {
        return Change.between(estimate(a, figure, SEED_OF_A), estimate(b, figure, SEED_OF_B));
    }

    private Compared compare(Figure figure) {
        double ofA = value(a, figure);
        double ofB = value(b, figure);
        Optional<Outcome> unjudged = unjudged(figure);
        Change change = unjudged.map(why ->
                        unjudged(why, figure.scale().scaled(ofA), figure.scale().scaled(ofB)))
                .orElseGet(() -> change(figure));
        double shown = figure.scale().change(change.value());
        return new Compared(
                new FigureChange(
                        figure,
                        finite(ofA),
                        finite(ofB),
                        finite(shown),
                        finite(figure.scale().change(change.low())),
                        finite(figure.scale().change(change.high())),
                        unjudged.orElseGet(() -> change.outcome(figure.scale(), ofA, ofB))),
                shown);
    }

    private static Change unjudged(Outcome why, double a, double b) {
        return why == Outcome.SEARCH || why == Outcome.NOT_MEASURED ? Change.NONE : Change.unjudged(a, b);
    }

    private Optional<Outcome> unjudged(Figure figure) {
        if (all().anyMatch(run -> Double.isNaN(run.value(figure))) || !isSameQuantity(figure)) {
            return Optional.of(Outcome.NOT_MEASURED);
        }
        if (all().anyMatch(MeasuredRun::isInvalid)) {
            return Optional.of(Outcome.INVALID);
        }
        if (figure.metric() == Figure.Metric.LIMIT) {
            return Optional.empty();
        }
        if (all().anyMatch(MeasuredRun::isSearch)) {
            return Optional.of(Outcome.SEARCH);
        }
        // too few windows come first
        return all().flatMap(run -> run.tooFew(figure).stream()).min(Comparator.naturalOrder());
    }

    private boolean isSameQuantity(Figure figure) {
        return figure.metric() != Figure.Metric.END_TO_END
                || all().map(MeasuredRun::endToEndSince).distinct().count() == 1;
    }

    private Stream<MeasuredRun> all() {
        return Stream.concat(a.stream(), b.stream());
    }

    /** Returns a side's figure, or NaN if one of its runs did not measure it. */
    private static double value(List<MeasuredRun> side, Figure figure) {
        return side.size() == 1
                ? side.getFirst().value(figure)
                : figure.scale()
                        .unscaled(Arrays.stream(scaled(side, figure)).average().orElseThrow());
    }

    private static double[] scaled(List<MeasuredRun> side, Figure figure) {
        return side.stream()
                .mapToDouble(run -> figure.scale().scaled(run.value(figure)))
                .toArray();
    }

    private static Estimate estimate(List<MeasuredRun> side, Figure figure, long seed) {
        RandomIndexes random = new RandomIndexes(seed);
        double[] values = scaled(side, figure);
        if (values.length > 1) {
            return Estimate.ofRuns(values, random);
        }
        MeasuredRun run = side.getFirst();
        return figure.metric() == Figure.Metric.LIMIT
                ? run.limit(figure, random)
                : Estimate.ofWindows(values[0], run.statistic(figure), run.windows(figure), random);
    }

    private static Optional<Double> finite(double value) {
        return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    }

    private static List<RunDocument> documents(List<MeasuredRun> side) {
        return side.stream().map(MeasuredRun::document).toList();
    }

    private static List<ComparedRun> runs(List<MeasuredRun> side) {
        return side.stream().map(Comparer::run).toList();
    }

    private static ComparedRun run(MeasuredRun measured) {
        RunResult run = measured.document().result();
        List<SeriesRow> windows = measured.windows();
        return new ComparedRun(
                run.run().id(),
                run.spec().name(),
                run.run().phase(),
                run.run().end(),
                run.judgement().verdict().validity(),
                windows.size(),
                windows.stream().mapToInt(SeriesRow::seconds).max().orElse(0));
    }
}
