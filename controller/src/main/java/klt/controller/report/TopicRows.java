package klt.controller.report;

import java.util.List;
import java.util.stream.IntStream;
import klt.common.protocol.OutcomeCounts;
import klt.common.report.PartitionSkew;
import klt.common.report.TopicResult;
import klt.common.report.latency.Latency;
import klt.controller.core.run.Run;
import klt.controller.core.stats.TopicStats;
import klt.controller.core.verdict.AchievedLoad;

/** Builds the results of a run's topics for the HTTP API. */
final class TopicRows {

    private TopicRows() {}

    /** Returns each topic's results, or an empty list for a run with a single topic. */
    static List<TopicResult> of(Run run) {
        TopicStats stats = run.stats().topics();
        return IntStream.range(0, stats.topics().size())
                .mapToObj(topic -> row(run, stats, topic))
                .toList();
    }

    private static TopicResult row(Run run, TopicStats stats, int number) {
        TopicStats.Topic topic = stats.topics().get(number);
        OutcomeCounts outcomes = topic.outcomes();
        return new TopicResult(
                run.spec().topic().names().get(number),
                run.spec().topic().share(number),
                outcomes.acked(),
                outcomes.failed(),
                outcomes.indeterminate(),
                outcomes.aborted(),
                topic.payloadBytes(),
                AchievedLoad.rate(run, topic),
                Latency.of(topic.responseTime()),
                run.verification()
                        .growthByPartition()
                        .map(grown -> run.plan().partitionNumbers().of(number, grown))
                        .flatMap(PartitionSkew::of));
    }
}
