package klt.common.sweep;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.RunPhase;
import klt.common.report.RunDocument;
import klt.common.report.RunIdentity;
import klt.common.report.RunResult;
import klt.common.report.Verdict;

/**
 * The part of a run's report that is needed for its sweep's table.
 *
 * @param end why the run stopped or failed
 * @param values values of the measured metrics, as in the report; empty until the run has ended
 */
public record SweepRunResult(
        RunPhase phase,
        Optional<RunIdentity.End> end,
        Optional<String> reason,
        Verdict.Objectives objectives,
        Verdict.Validity validity,
        Verdict.Integrity integrity,
        List<Value> values) {

    public SweepRunResult {
        values = List.copyOf(values);
    }

    /**
     * One of the run's metrics.
     *
     * @param value µs, messages or bytes per second, a fraction or a number; empty if it falls on an unanswered message
     * @param unjudged why no conclusion can be drawn from the value, as in a comparison; empty if one can
     */
    public record Value(SweepMetric metric, Optional<Double> value, Optional<SweepOutcome> unjudged) {}

    public static SweepRunResult of(RunDocument document) {
        RunResult run = document.result();
        Verdict verdict = run.judgement().verdict();
        return new SweepRunResult(
                run.run().phase(),
                run.run().end(),
                run.run().reason(),
                verdict.objectives(),
                verdict.validity(),
                verdict.integrity(),
                run.run().phase().isEnded() ? values(document) : List.of());
    }

    private static List<Value> values(RunDocument run) {
        List<Value> values = new ArrayList<>();
        for (SweepMetric metric : SweepMetric.values()) {
            double value = metric.of(run.result());
            if (!Double.isNaN(value)) {
                Optional<Double> finite = Double.isFinite(value) ? Optional.of(value) : Optional.empty();
                values.add(new Value(metric, finite, metric.tooFew(run)));
            }
        }
        return values;
    }

    /** Returns whether the statistics include the run: it was complete, and its measurement can be trusted. */
    @JsonIgnore
    public boolean isCounted() {
        return phase == RunPhase.DONE && validity != Verdict.Validity.INVALID;
    }

    /** Returns a metric's value, or empty if it was not measured. */
    Optional<Value> value(SweepMetric metric) {
        return values.stream().filter(value -> value.metric == metric).findFirst();
    }
}
