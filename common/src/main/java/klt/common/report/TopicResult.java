package klt.common.report;

import java.util.Optional;
import klt.common.report.latency.Latency;

/**
 * The results of one of several topics, excluding messages of the warm-up. A message that is resent for a lost worker counts for both
 * workers.
 *
 * @param share fraction of the messages that the spec assigns to the topic, 0 to 1
 * @param aborted messages of transactions that were aborted on purpose
 * @param payloadBytes bytes of the values that were acked
 * @param rate messages acked, or aborted on purpose, per second; empty before the first
 * @param response response time of the measured messages
 * @param partitions how evenly its partitions were filled, as in the result of the run
 */
public record TopicResult(
        String topic,
        double share,
        long acked,
        long failed,
        long indeterminate,
        long aborted,
        long payloadBytes,
        Optional<Double> rate,
        Latency response,
        Optional<PartitionSkew> partitions) {}
