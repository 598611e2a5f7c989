package klt.worker.produce;

import org.apache.kafka.clients.producer.Producer;

/** Observes a Kafka producer's metrics. */
@FunctionalInterface
public interface ProducerObserver {

    Observation observe(Producer<byte[], byte[]> producer);

    /** The result must be closed together with its producer. */
    @FunctionalInterface
    interface Observation {

        void close();
    }
}
