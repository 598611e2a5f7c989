package klt.common.sweep;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import klt.common.compare.Comparer;
import klt.common.compare.Figure;
import klt.common.compare.Figure.Metric;
import klt.common.compare.Figure.Stat;
import klt.common.compare.Scale;
import klt.common.report.RunDocument;
import klt.common.report.RunResult;

/** A figure in a sweep's table. If a comparison also has it, both use the same name. */
public enum SweepMetric {
    /** Messages accepted by Kafka per second. */
    RATE(Metric.RATE, Stat.VALUE),
    /** Value bytes accepted by Kafka per second. */
    BYTES("bytes", Scale.RATE),
    /** Records delivered per second to the slowest group of a run that only reads. */
    CONSUME_RATE(Metric.CONSUME_RATE, Stat.VALUE),
    RESPONSE_P50(Metric.RESPONSE, Stat.P50),
    RESPONSE_P99(Metric.RESPONSE, Stat.P99),
    RESPONSE_P999(Metric.RESPONSE, Stat.P999),
    SERVICE_P99(Metric.SERVICE, Stat.P99),
    END_TO_END_P99(Metric.END_TO_END, Stat.P99),
    /** Failed and indeterminate messages as a fraction of all completed messages. */
    ERRORS(Metric.ERRORS, Stat.VALUE),
    /** Acked messages that are missing. */
    LOST("lost", Scale.FAULTS);

    /** the same figure in a comparison, if any */
    @SuppressWarnings("ImmutableEnumChecker") // a record of enums
    private final Optional<Figure> figure;

    private final String word;
    private final Scale scale;

    SweepMetric(Metric metric, Stat stat) {
        Figure known = new Figure(metric, stat);
        figure = Optional.of(known);
        word = known.name();
        scale = known.scale();
    }

    SweepMetric(String word, Scale scale) {
        figure = Optional.empty();
        this.word = word;
        this.scale = scale;
    }

    /** Returns the name used in documents, such as {@code response.p99}. */
    @JsonValue
    public String word() {
        return word;
    }

    Scale scale() {
        return scale;
    }

    /** Returns a report's value, infinite if it falls on an unanswered message, or NaN if it was not measured. */
    double of(RunResult run) {
        return figure.map(known -> known.of(run)).orElseGet(() -> this == BYTES ? bytes(run) : lost(run));
    }

    /** Returns the average value size times the rate. */
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

    /**
     * Returns what a run has too few of for a comparison, or empty if it has enough. Bytes need as many as a rate;
     * losses need no minimum.
     */
    Optional<SweepOutcome> tooFew(RunDocument run) {
        return figure.or(() -> this == BYTES ? RATE.figure : Optional.empty())
                .flatMap(known -> Comparer.tooFew(run, known))
                .map(SweepOutcome::of);
    }
}
