package klt.worker.produce;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A record that is sent again and again, each time with the timestamp of that send. On the hot path. */
class TimedRecord extends ProducerRecord<byte[], byte[]> {

    private final SendTime time;

    /** @param partition null when it is the client's choice */
    TimedRecord(String topic, @Nullable Integer partition, byte @Nullable [] key, byte[] value, SendTime time) {
        super(topic, partition, key, value);
        this.time = time;
    }

    @Override
    public Long timestamp() {
        return time.timestamp();
    }
}
