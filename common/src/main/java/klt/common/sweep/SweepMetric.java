package klt.common.sweep;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import klt.common.compare.Figure;
import klt.common.compare.Figure.Metric;
import klt.common.compare.Figure.Stat;
import klt.common.report.RunResult;

/** A figure in the table of a sweep. Those that a comparison has too have its names. */
public enum SweepMetric {
    /** Messages that Kafka accepted per second. */
    RATE(Metric.RATE, Stat.VALUE),
    /** The same in bytes of values. */
    BYTES("bytes", true),
    RESPONSE_P50(Metric.RESPONSE, Stat.P50),
    RESPONSE_P99(Metric.RESPONSE, Stat.P99),
    RESPONSE_P999(Metric.RESPONSE, Stat.P999),
    SERVICE_P99(Metric.SERVICE, Stat.P99),
    END_TO_END_P99(Metric.END_TO_END, Stat.P99),
    /** Failed and indeterminate messages as a fraction of all that have an outcome. */
    ERRORS(Metric.ERRORS, Stat.VALUE),
    /** Acked messages that are missing. */
    LOST("lost", false);

    /** of a comparison; empty if it has none */
    private final Optional<Metric> metric;

    private final Stat stat;
    private final String word;
    private final boolean relative;

    SweepMetric(Metric metric, Stat stat) {
        this.metric = Optional.of(metric);
        this.stat = stat;
        Figure figure = new Figure(metric, stat);
        word = figure.name();
        relative = figure.isRelative();
    }

    SweepMetric(String word, boolean relative) {
        metric = Optional.empty();
        stat = Stat.VALUE;
        this.word = word;
        this.relative = relative;
    }

    private Optional<Figure> figure() {
        return metric.map(known -> new Figure(known, stat));
    }

    /** As in documents: {@code response.p99}. */
    @JsonValue
    public String word() {
        return word;
    }

    public boolean isLatency() {
        return metric.filter(Metric::isLatency).isPresent();
    }

    /** Whether a higher value is better. */
    public boolean isMoreBetter() {
        return this == RATE || this == BYTES;
    }

    /** Whether a change is a ratio; otherwise it is a difference. */
    public boolean isRelative() {
        return relative;
    }

    /** The value in a report; infinite if it is that of a message without an answer, NaN if it was not measured. */
    double of(RunResult run) {
        return figure().map(known -> known.of(run)).orElseGet(() -> this == BYTES ? bytes(run) : lost(run));
    }

    /** The value of an average message, times the rate. */
    private static double bytes(RunResult run) {
        long acked = run.totals().messages().acked();
        return acked == 0
                ? Double.NaN
                : run.totals().rate().achieved().orElse(Double.NaN)
                        * ((double) run.totals().bytes().payload() / acked);
    }

    private static double lost(RunResult run) {
        return run.verification().map(found -> (double) found.lost()).orElse(Double.NaN);
    }

    /** Puts a value on the scale on which changes are differences. */
    double scaled(double value) {
        return figure().map(known -> known.scaled(value))
                .orElseGet(() -> relative ? Math.log(Math.max(Double.MIN_NORMAL, value)) : value);
    }

    double unscaled(double scaled) {
        return relative ? Math.exp(scaled) : scaled;
    }

    /** @return a fraction of the first value, or a difference */
    double change(double scaledDifference) {
        return relative ? Math.expm1(scaledDifference) : scaledDifference;
    }
}
