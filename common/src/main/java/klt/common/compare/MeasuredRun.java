package klt.common.compare;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import klt.common.compare.Comparison.Outcome;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.report.RunDocument;
import klt.common.report.RunIdentity;
import klt.common.report.SeriesRow;
import klt.common.report.Verdict.Validity;
import klt.common.report.latency.Latencies.Since;
import klt.common.report.latency.Latency;
import klt.common.report.limit.LimitResult;

/**
 * A run's reported figures, and its windows, which show how uncertain the figures are. There is one window per whole interval of the
 * series, from the end of the warm-up up to, but excluding, the interval in which the load ends. Rates are computed over these intervals only. The report also
 * counts the other intervals' messages, so they are added to the first or the last window. A search has no windows to compare.
 */
final class MeasuredRun {

    private final RunDocument document;
    private final List<SeriesRow> sending;
    private final List<SeriesRow> consuming;
    private final Map<Figure.Metric, LatencyMixture> mixtures = new EnumMap<>(Figure.Metric.class);

    MeasuredRun(RunDocument document) {
        this.document = document;
        sending = whole(row -> row.counts().sent() > 0);
        consuming = whole(row -> row.consumed() > 0);
    }

    private List<SeriesRow> whole(Predicate<SeriesRow> loaded) {
        if (isSearch()) {
            // a search chooses its own loads, so no two searches run the same load
            return List.of();
        }
        List<SeriesRow> rows = document.series();
        int end = rows.size();
        while (end > 0 && !loaded.test(rows.get(end - 1))) {
            end--;
        }
        return rows.subList(0, Math.max(0, end - 1)).stream()
                .filter(this::isAfterWarmup)
                .toList();
    }

    RunDocument document() {
        return document;
    }

    /** Returns the windows in which messages were sent or, if the run sends nothing, records were consumed. */
    List<SeriesRow> windows() {
        return document.result().spec().load().sends() ? sending : consuming;
    }

    boolean isInvalid() {
        return document.result().judgement().verdict().validity() == Validity.INVALID;
    }

    boolean isSearch() {
        return document.result().limit().isPresent();
    }

    /** Returns whether the load lasted as long as planned, or until an objective had been missed for too long. */
    boolean isComplete() {
        RunIdentity run = document.result().run();
        return run.phase() == RunPhase.DONE
                || run.end()
                        .filter(end -> end.is(EndCode.OBJECTIVE_MISSED_TOO_LONG))
                        .isPresent();
    }

    /** Returns the figure, infinite if it falls among unanswered messages, or NaN if it was not measured. */
    double value(Figure figure) {
        return figure.of(document.result());
    }

    int windows(Figure figure) {
        return measured(figure).count();
    }

    private Windows measured(Figure figure) {
        return switch (figure.metric()) {
            case RESPONSE, SERVICE, SEND_LAG ->
                merged(sending, row -> figure.latency(row).isMeasured());
            case END_TO_END -> merged(consuming, row -> figure.latency(row).isMeasured());
            case RATE -> Windows.of(sending);
            case CONSUME_RATE -> Windows.of(consuming);
            case LIMIT -> Windows.of(List.of());
            case ERRORS -> merged(sending, row -> measured(row) > 0);
        };
    }

    private Windows merged(List<SeriesRow> whole, Predicate<SeriesRow> measured) {
        return Windows.merged(whole, document.series(), measured);
    }

    /** Returns the number of completed messages outside the warm-up. A row's counts include the warm-up, but its latencies do not. */
    private long measured(SeriesRow row) {
        Latency response = row.latencies().responseTime();
        long aborted = isAfterWarmup(row) ? row.counts().aborted() : 0;
        return response.count() + response.unanswered() + aborted;
    }

    Since endToEndSince() {
        return document.result().latencies().endToEnd().since();
    }

    /** Estimates a search's limit from its bounds. */
    Estimate limit(Figure figure, RandomIndexes random) {
        double lower = value(figure);
        double upper = document.result().limit().flatMap(LimitResult::upper).orElse(lower);
        return Estimate.ofBounds(figure.scale().scaled(lower), figure.scale().scaled(upper), random);
    }

    private boolean isAfterWarmup(SeriesRow row) {
        return row.second() >= document.timing().warmupSeconds();
    }

    /** Returns the number of messages that are slower than a percentile, including unanswered messages; for a mean, all messages. */
    double messagesAbove(Figure figure) {
        Latency latency = figure.latency(document.result().latencies());
        return (latency.count() + latency.unanswered()) * (1 - figure.stat().percentile());
    }

    /** Returns what the run has too few of to compare a figure, or empty if it has enough. */
    Optional<Outcome> tooFew(Figure figure) {
        if (windows(figure) < Comparer.WINDOWS_MIN) {
            return Optional.of(Outcome.TOO_FEW_WINDOWS);
        }
        return figure.metric().isLatency() && messagesAbove(figure) < Comparer.MESSAGES_MIN
                ? Optional.of(Outcome.TOO_FEW_MESSAGES)
                : Optional.empty();
    }

    Statistic statistic(Figure figure) {
        Windows windows = measured(figure);
        return switch (figure.metric()) {
            case RESPONSE, SERVICE, END_TO_END, SEND_LAG ->
                figure.stat() == Figure.Stat.MEAN ? mean(figure, windows) : percentile(figure, windows);
            case RATE ->
                new Ratio(figure, windows.sums(row -> row.counts().accepted()), windows.sums(SeriesRow::seconds));
            case CONSUME_RATE -> new Ratio(figure, windows.sums(SeriesRow::consumed), windows.sums(SeriesRow::seconds));
            case LIMIT -> throw new IllegalArgumentException("a search has no windows");
            case ERRORS ->
                new Ratio(
                        figure,
                        windows.sums(row -> row.latencies().responseTime().unanswered()),
                        windows.sums(this::measured));
        };
    }

    private Statistic percentile(Figure figure, Windows windows) {
        return mixtures.computeIfAbsent(figure.metric(), metric -> windows.latencies(figure::latency))
                .percentile(figure.stat().percentile());
    }

    private static Statistic mean(Figure figure, Windows windows) {
        return new Answered(
                windows.sums(row -> figure.latency(row).unanswered()),
                new Ratio(
                        figure,
                        windows.sums(row -> figure.latency(row).mean().orElse(0.0)
                                * figure.latency(row).count()),
                        windows.sums(row -> figure.latency(row).count())));
    }

    /** A statistic that is infinite if a drawn window has an unanswered message. */
    private record Answered(PrefixSums unanswered, Statistic statistic) implements Statistic {

        @Override
        public double of(Resample drawn) {
            return drawn.sum(unanswered) > 0 ? Double.POSITIVE_INFINITY : statistic.of(drawn);
        }

        @Override
        public double[] contributions() {
            return statistic.contributions();
        }
    }

    private record Ratio(Figure figure, PrefixSums sums, PrefixSums ofAll) implements Statistic {

        @Override
        public double of(Resample drawn) {
            return figure.scale().scaled(ratio(drawn));
        }

        private double ratio(Resample drawn) {
            return drawn.sum(sums) / Math.max(1, drawn.sum(ofAll));
        }

        @Override
        public double[] contributions() {
            return Statistic.contributions(sums, ofAll, ratio(Resample.ofAll(sums.windows())));
        }
    }
}
