package klt.worker.produce;

import org.apache.kafka.clients.producer.Producer;

/** Observes the metrics of a Kafka producer. */
@FunctionalInterface
public interface ProducerObserver {

    Observation observe(Producer<byte[], byte[]> producer);

    /** The result must be closed together with its producer. */
    @FunctionalInterface
    interface Observation {

        void close();
    }
}
