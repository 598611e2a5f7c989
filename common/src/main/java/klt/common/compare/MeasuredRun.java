package klt.common.compare;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import klt.common.report.RunDocument;
import klt.common.report.SeriesRow;
import klt.common.report.Verdict.Validity;
import klt.common.report.latency.Latency;

/**
 * One run: its figures as in its report, and its windows, from which the uncertainty of the figures is estimated. The windows are the whole
 * intervals of the series after the warm-up. The interval in which the load ends and all later intervals are excluded. A search has no
 * windows to compare.
 */
final class MeasuredRun {

    private final RunDocument document;
    private final List<SeriesRow> sending;
    private final List<SeriesRow> consuming;
    private final Map<Figure.Metric, LatencyMixture> mixtures = new EnumMap<>(Figure.Metric.class);

    MeasuredRun(RunDocument document) {
        this.document = document;
        sending = windows(row -> row.counts().sent() > 0);
        consuming = windows(row -> row.consumed() > 0);
    }

    private List<SeriesRow> windows(Predicate<SeriesRow> loaded) {
        if (document.result().limit().isPresent()) {
            // a search chooses its loads itself, so two searches do not run the same load
            return List.of();
        }
        List<SeriesRow> rows = document.series();
        int end = rows.size();
        while (end > 0 && !loaded.test(rows.get(end - 1))) {
            end--;
        }
        return rows.subList(0, Math.max(0, end - 1)).stream()
                .filter(row -> row.second() >= document.timing().warmupSeconds())
                .toList();
    }

    RunDocument document() {
        return document;
    }

    /** The windows in which messages were sent or, if the run sends nothing, records were consumed. */
    List<SeriesRow> windows() {
        return document.result().spec().load().sends() ? sending : consuming;
    }

    boolean isInvalid() {
        return document.result().judgement().verdict().validity() == Validity.INVALID;
    }

    /** The figure; infinite if it falls among unanswered messages, NaN if it was not measured. */
    double value(Figure figure) {
        return figure.of(document.result());
    }

    int windows(Figure figure) {
        return measured(figure).size();
    }

    private List<SeriesRow> measured(Figure figure) {
        return switch (figure.metric()) {
            case RESPONSE, SERVICE, SEND_LAG ->
                sending.stream().filter(row -> figure.latency(row).isMeasured()).toList();
            case END_TO_END ->
                consuming.stream()
                        .filter(row -> figure.latency(row).isMeasured())
                        .toList();
            case RATE, ERRORS -> sending;
        };
    }

    /** The number of messages that are slower than a percentile, including those without an answer; all messages for a mean. */
    double messagesAbove(Figure figure) {
        Latency latency = figure.latency(document.result().latencies());
        return (latency.count() + latency.unanswered()) * (1 - figure.stat().percentile());
    }

    Statistic statistic(Figure figure) {
        List<SeriesRow> rows = measured(figure);
        return switch (figure.metric()) {
            case RESPONSE, SERVICE, END_TO_END, SEND_LAG ->
                figure.stat() == Figure.Stat.MEAN ? mean(figure, rows) : percentile(figure, rows);
            case RATE ->
                new Ratio(
                        figure,
                        PrefixSums.of(rows, row -> row.counts().accepted()),
                        PrefixSums.of(rows, SeriesRow::seconds));
            case ERRORS ->
                new Ratio(
                        figure,
                        PrefixSums.of(
                                rows,
                                row -> row.counts().failed() + row.counts().indeterminate()),
                        PrefixSums.of(
                                rows,
                                row -> row.counts().failed()
                                        + row.counts().indeterminate()
                                        + row.counts().accepted()));
        };
    }

    private Statistic percentile(Figure figure, List<SeriesRow> rows) {
        return mixtures.computeIfAbsent(
                        figure.metric(),
                        metric -> LatencyMixture.of(
                                rows.stream().map(figure::latency).toList()))
                .percentile(figure.stat().percentile());
    }

    private static Statistic mean(Figure figure, List<SeriesRow> rows) {
        return new Answered(
                PrefixSums.of(rows, row -> figure.latency(row).unanswered()),
                new Ratio(
                        figure,
                        PrefixSums.of(
                                rows,
                                row -> figure.latency(row).mean().orElse(0.0)
                                        * figure.latency(row).count()),
                        PrefixSums.of(rows, row -> figure.latency(row).count())));
    }

    /** Infinite if a drawn window has an unanswered message. */
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
            return figure.scaled(ratio(drawn));
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
