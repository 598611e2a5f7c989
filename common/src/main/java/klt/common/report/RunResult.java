package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Optional;
import klt.common.spec.RunSpec;

/**
 * The results of a run, without its series.
 *
 * @param consumers the groups that read the topic as load
 * @param verification the result of the verification so far; empty until the run has ended, unless it is verified live, and if the topic is
 *     not verified
 */
public record RunResult(
        @JsonUnwrapped RunIdentity run,
        RunSpec spec,
        @JsonUnwrapped Judgement judgement,
        @JsonUnwrapped Totals totals,
        @JsonUnwrapped Latencies latencies,
        List<ConsumerGroup> consumers,
        Optional<AuditResult> verification,
        List<RunWorker> workers,
        @JsonUnwrapped RunEvents log) {

    public RunResult {
        consumers = List.copyOf(consumers);
        workers = List.copyOf(workers);
    }
}
