package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import klt.common.report.latency.Latencies;
import klt.common.spec.RunSpec;

/**
 * The results of a run, without its series.
 *
 * @param stages the first {@link #STAGES_MAX} of the stages that have begun; none if the load was not described in stages
 * @param topics none if there is only one
 * @param partitions of the only topic; empty until every message has an outcome, and if the offsets are not known
 * @param consumers the groups that read the topic as load
 * @param verification the result of the verification so far; empty if the topic is not verified, or if the run has not ended and is not
 * verified live
 */
public record RunResult(
        @JsonUnwrapped RunIdentity run,
        RunSpec spec,
        @JsonUnwrapped Judgement judgement,
        @JsonUnwrapped Totals totals,
        @JsonUnwrapped Latencies latencies,
        List<StageResult> stages,
        List<TopicResult> topics,
        Optional<PartitionSkew> partitions,
        List<ConsumerGroup> consumers,
        Optional<AuditResult> verification,
        List<RunWorker> workers,
        @JsonUnwrapped RunEvents log) {

    /** Maximum number of stages with results. */
    public static final int STAGES_MAX = 200;

    public RunResult {
        // an earlier version did not have them
        stages = List.copyOf(Objects.requireNonNullElse(stages, List.of()));
        topics = List.copyOf(Objects.requireNonNullElse(topics, List.of()));
        partitions = Objects.requireNonNullElse(partitions, Optional.empty());
        consumers = List.copyOf(consumers);
        workers = List.copyOf(workers);
    }
}
