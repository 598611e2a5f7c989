package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import klt.common.report.latency.Latencies;
import klt.common.report.limit.LimitResult;
import klt.common.spec.RunSpec;

/**
 * The results of a run, without its series.
 *
 * @param consumers the consumer groups that read the topic as part of the load
 * @param verification the result of the verification so far. Empty if the topic is not verified, or if it is verified after the run and the
 *     run has not ended
 */
public record RunResult(
        @JsonUnwrapped RunIdentity run,
        RunSpec spec,
        @JsonUnwrapped Judgement judgement,
        @JsonUnwrapped Totals totals,
        @JsonUnwrapped Latencies latencies,
        @JsonUnwrapped Breakdown breakdown,
        List<ConsumerGroup> consumers,
        Optional<AuditResult> verification,
        List<RunWorker> workers,
        @JsonUnwrapped RunEvents log) {

    /** Maximum number of stages with results. */
    public static final int STAGES_MAX = 200;

    public RunResult {
        consumers = List.copyOf(consumers);
        workers = List.copyOf(workers);
    }

    /**
     * The results of individual parts of the load.
     *
     * @param stages the first {@link #STAGES_MAX} of the stages that have begun; none if the load has no stages
     * @param limit result of the search; empty for a fixed load
     * @param topics results of each topic; none if there is only one topic
     * @param partitions skew of the only topic; empty until every message has an outcome, or if the offsets are unknown
     */
    public record Breakdown(
            List<StageResult> stages,
            Optional<LimitResult> limit,
            List<TopicResult> topics,
            Optional<PartitionSkew> partitions) {

        public Breakdown {
            // absent in reports of earlier versions
            stages = List.copyOf(Objects.requireNonNullElse(stages, List.of()));
            limit = Objects.requireNonNullElse(limit, Optional.empty());
            topics = List.copyOf(Objects.requireNonNullElse(topics, List.of()));
            partitions = Objects.requireNonNullElse(partitions, Optional.empty());
        }
    }

    public List<StageResult> stages() {
        return breakdown.stages;
    }

    public Optional<LimitResult> limit() {
        return breakdown.limit;
    }

    public List<TopicResult> topics() {
        return breakdown.topics;
    }

    public Optional<PartitionSkew> partitions() {
        return breakdown.partitions;
    }
}
