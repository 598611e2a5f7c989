package klt.worker.produce;

import org.apache.kafka.clients.producer.Producer;

/** Follows the metrics of Kafka's own client. */
@FunctionalInterface
public interface ProducerObserver {

    Observation observe(Producer<byte[], byte[]> producer);

    /** Must be closed together with its producer. */
    @FunctionalInterface
    interface Observation {

        void close();
    }
}
