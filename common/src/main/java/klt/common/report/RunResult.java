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
     * The results of parts of the load.
     *
     * @param stages the first {@link #STAGES_MAX} of the stages that have begun; none if the load was not described in stages
     * @param limit result of a search; empty if the load was fixed
     * @param topics results by topic; none if there is only one topic
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
