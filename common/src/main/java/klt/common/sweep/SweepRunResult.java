package klt.common.sweep;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.RunPhase;
import klt.common.report.RunIdentity;
import klt.common.report.RunResult;
import klt.common.report.Verdict;

/**
 * What the report of a run contributes to the table of its sweep.
 *
 * @param end why it stopped or failed
 * @param values as in the report, of the metrics that were measured; none until the run has ended
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

    /** @param value µs, messages or bytes per second, a fraction or a number; empty if it is that of a message without an answer */
    public record Value(SweepMetric metric, Optional<Double> value) {}

    public static SweepRunResult of(RunResult run) {
        Verdict verdict = run.judgement().verdict();
        return new SweepRunResult(
                run.run().phase(),
                run.run().end(),
                run.run().reason(),
                verdict.objectives(),
                verdict.validity(),
                verdict.integrity(),
                run.run().phase().isEnded() ? values(run) : List.of());
    }

    private static List<Value> values(RunResult run) {
        List<Value> values = new ArrayList<>();
        for (SweepMetric metric : SweepMetric.values()) {
            double value = metric.of(run);
            if (!Double.isNaN(value)) {
                values.add(new Value(metric, Double.isFinite(value) ? Optional.of(value) : Optional.empty()));
            }
        }
        return values;
    }

    /** Whether the statistics include it: it was complete, and its measurement can be trusted. */
    @JsonIgnore
    public boolean isCounted() {
        return phase == RunPhase.DONE && validity != Verdict.Validity.INVALID;
    }

    /** Infinite if it is that of a message without an answer; empty if it was not measured. */
    Optional<Double> value(SweepMetric metric) {
        return values.stream()
                .filter(value -> value.metric == metric)
                .findFirst()
                .map(value -> value.value.orElse(Double.POSITIVE_INFINITY));
    }
}
