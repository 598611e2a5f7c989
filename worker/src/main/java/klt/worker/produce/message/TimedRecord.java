package klt.worker.produce.message;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A record that is sent repeatedly, each time with the timestamp of that send. On the hot path. */
class TimedRecord extends ProducerRecord<byte[], byte[]> {

    private final SendTime time;

    /** @param partition null when the client chooses it */
    TimedRecord(String topic, @Nullable Integer partition, byte @Nullable [] key, byte[] value, SendTime time) {
        super(topic, partition, key, value);
        this.time = time;
    }

    @Override
    public Long timestamp() {
        return time.timestamp();
    }
}
