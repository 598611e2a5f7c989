package klt.common.report;

import java.util.Optional;
import klt.common.report.latency.Latency;

/**
 * The results for one of several topics, excluding warm-up messages. A message resent for a lost worker counts twice, once per worker.
 *
 * @param share fraction of messages that the spec assigns to the topic, 0 to 1
 * @param aborted messages of intentionally aborted transactions
 * @param payloadBytes total size of acked values, in bytes
 * @param rate messages acked, or aborted on purpose, per second; empty before the first
 * @param response response time of measured messages
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
