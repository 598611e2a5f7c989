package klt.common.report;

import java.util.Optional;
import klt.common.report.latency.Latency;

/**
 * The results of one of several topics, without messages of the warm-up. A message that is sent again for a lost worker counts for both
 * workers.
 *
 * @param share of the messages that the spec plans for it, 0 to 1
 * @param aborted messages of transactions that were aborted on purpose
 * @param payloadBytes bytes of the values that were acked
 * @param rate messages acked, or aborted on purpose, per second; empty before the first
 * @param response response time of the measured messages
 * @param partitions how evenly its partitions were filled; as for the run as a whole
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
