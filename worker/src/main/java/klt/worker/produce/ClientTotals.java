package klt.worker.produce;

import java.util.List;
import java.util.Optional;
import klt.common.clock.Ticker;
import klt.common.protocol.StatusRecord.ProducerTotals;
import klt.worker.kafka.ThrottleMeter;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;

/** Reads the totals kept by a run's Kafka producers. They remain readable after the producers are closed. */
final class ClientTotals {

    private static final String GROUP = "producer-metrics";

    private final Sum wireBytes;
    private final Sum retries;
    private final Sum batchSplits;
    private final Sum bufferWaitNanos;
    private final Sum metadataWaitNanos;
    private final long metadataWaitNanosBefore;
    private final Sum commitNanos;
    private final Sum abortNanos;
    private final Optional<ThrottleMeter> throttle;

    ClientTotals(List<Producer<byte[], byte[]>> producers, Ticker ticker) {
        wireBytes = new Sum(producers, "outgoing-byte-total");
        retries = new Sum(producers, "record-retry-total");
        batchSplits = new Sum(producers, "batch-split-total");
        bufferWaitNanos = new Sum(producers, "bufferpool-wait-time-ns-total");
        metadataWaitNanos = new Sum(producers, "metadata-wait-time-ns-total");
        metadataWaitNanosBefore = metadataWaitNanos.total();
        commitNanos = new Sum(producers, "txn-commit-time-ns-total");
        abortNanos = new Sum(producers, "txn-abort-time-ns-total");
        throttle = ThrottleMeter.of(producers, ticker);
    }

    /**
     * Returns the sums across the producers, and the time during which a quota throttled at least one of them. Waits for leaders and
     * throttle times are counted from when this object was created.
     */
    ProducerTotals totals() {
        return new ProducerTotals(
                wireBytes.total(),
                retries.total(),
                batchSplits.total(),
                bufferWaitNanos.total(),
                metadataWaitNanos.total() - metadataWaitNanosBefore,
                commitNanos.total() + abortNanos.total(),
                throttle.map(ThrottleMeter::totalNanos));
    }

    /** A metric, summed across all producers. */
    private static final class Sum {
        private final List<Metric> metrics;

        private Sum(List<Producer<byte[], byte[]>> producers, String name) {
            metrics = producers.stream()
                    .flatMap(producer -> producer.metrics().entrySet().stream())
                    .filter(entry -> entry.getKey().group().equals(GROUP)
                            && entry.getKey().name().equals(name))
                    .<Metric>map(entry -> entry.getValue())
                    .toList();
        }

        private long total() {
            return metrics.stream()
                    .map(Metric::metricValue)
                    .filter(Number.class::isInstance)
                    .mapToLong(value -> ((Number) value).longValue())
                    .sum();
        }
    }
}
