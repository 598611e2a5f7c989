package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import klt.common.report.latency.Latencies;
import klt.common.report.limit.LimitResult;
import klt.common.spec.RunSpec;

/**
 * A run's results, without its series.
 *
 * @param consumers the consumer groups that are part of the load
 * @param verification the verification result so far; empty if the topic is not verified, or is to be verified after a run that has not
 *     ended
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
     * Results for individual parts of the load.
     *
     * @param stages the first {@link #STAGES_MAX} stages that have begun; empty if the load has no stages
     * @param limit the search's result; empty for a fixed load
     * @param topics each topic's results; empty if there is only one topic
     * @param partitions the only topic's skew; empty until every message has an outcome, or if the offsets are unknown
     */
    public record Breakdown(
            List<StageResult> stages,
            Optional<LimitResult> limit,
            List<TopicResult> topics,
            Optional<PartitionSkew> partitions) {

        public Breakdown {
            // absent in reports from earlier versions
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
