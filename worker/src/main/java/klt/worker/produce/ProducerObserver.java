package klt.worker.produce;

import org.apache.kafka.clients.producer.Producer;

/** Observes the metrics of a Kafka producer. */
@FunctionalInterface
public interface ProducerObserver {

    Observation observe(Producer<byte[], byte[]> producer);

    /** Must be closed when its producer is closed. */
    @FunctionalInterface
    interface Observation {

        void close();
    }
}
