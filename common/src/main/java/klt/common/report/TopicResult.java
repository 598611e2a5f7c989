package klt.common.report;

import java.util.Optional;
import klt.common.report.latency.Latency;

/**
 * The results of one of several topics, excluding messages of the warm-up. A message that is resent for a lost worker counts twice, once
 * for each worker.
 *
 * @param share fraction of the messages that the spec assigns to the topic, 0 to 1
 * @param aborted messages of transactions that were aborted on purpose
 * @param payloadBytes total size of the values that were acked, in bytes
 * @param rate messages per second that were acked, or aborted on purpose; empty before the first
 * @param response response time of the measured messages
 * @param partitions how evenly the topic's partitions were filled, as in {@link RunResult}
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
