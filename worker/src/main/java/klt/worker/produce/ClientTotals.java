package klt.worker.produce;

import java.util.List;
import java.util.Optional;
import klt.common.clock.Ticker;
import klt.common.protocol.StatusRecord.ProducerTotals;
import klt.worker.kafka.ThrottleMeter;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;

/** Totals that Kafka's producers count themselves; readable after they were closed. */
final class ClientTotals {

    private static final String GROUP = "producer-metrics";

    private final List<Client> clients;

    ClientTotals(List<Producer<byte[], byte[]>> producers, Ticker ticker) {
        clients =
                producers.stream().map(producer -> new Client(producer, ticker)).toList();
    }

    /** Sums over the producers; leader waits and throttle time count from the creation of this object. */
    ProducerTotals totals() {
        return clients.stream().map(Client::totals).reduce(ProducerTotals.NONE, ProducerTotals::plus);
    }

    private static final class Client {
        private final Optional<Metric> wireBytes;
        private final Optional<Metric> bufferWaitNanos;
        private final Optional<Metric> metadataWaitNanos;
        private final long metadataWaitNanosBefore;
        private final Optional<Metric> commitNanos;
        private final Optional<Metric> abortNanos;
        private final Optional<Metric> retries;
        private final Optional<Metric> batchSplits;
        private final Optional<ThrottleMeter> throttle;

        private Client(Producer<byte[], byte[]> producer, Ticker ticker) {
            wireBytes = metric(producer, "outgoing-byte-total");
            bufferWaitNanos = metric(producer, "bufferpool-wait-time-ns-total");
            metadataWaitNanos = metric(producer, "metadata-wait-time-ns-total");
            metadataWaitNanosBefore = total(metadataWaitNanos);
            commitNanos = metric(producer, "txn-commit-time-ns-total");
            abortNanos = metric(producer, "txn-abort-time-ns-total");
            retries = metric(producer, "record-retry-total");
            batchSplits = metric(producer, "batch-split-total");
            throttle = ThrottleMeter.of(producer, ticker);
        }

        private ProducerTotals totals() {
            return new ProducerTotals(
                    total(wireBytes),
                    total(retries),
                    total(batchSplits),
                    total(bufferWaitNanos),
                    total(metadataWaitNanos) - metadataWaitNanosBefore,
                    total(commitNanos) + total(abortNanos),
                    throttle.map(ThrottleMeter::totalNanos));
        }
    }

    private static Optional<Metric> metric(Producer<byte[], byte[]> producer, String name) {
        return producer.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().group().equals(GROUP)
                        && entry.getKey().name().equals(name))
                .<Metric>map(entry -> entry.getValue())
                .findFirst();
    }

    private static long total(Optional<Metric> metric) {
        return metric.map(Metric::metricValue)
                .filter(Number.class::isInstance)
                .map(value -> ((Number) value).longValue())
                .orElse(0L);
    }
}
