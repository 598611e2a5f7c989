package klt.worker.produce;

import klt.common.spec.RunSpec;
import klt.common.spec.RunSpec.KeyKind;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one run. There is one value array and one record, patched for each message, because the client copies the bytes before
 * {@code send()} returns; a sequential key takes a new pair when its length changes.
 *
 * <p>On the hot path; for the sending thread alone.
 */
final class Messages {

    private final String topic;
    private final boolean keyed;
    private final PayloadWriter payload;
    private ProducerRecord<byte[], byte[]> record;
    private byte[] key = new byte[0];
    private long keyFrom;
    private long keyEnd;

    Messages(RunSpec spec, PayloadWriter payload) {
        this.topic = spec.topic().name();
        this.keyed = spec.key() == KeyKind.SEQUENTIAL;
        this.payload = payload;
        this.record = record(null);
        this.keyEnd = keyed ? 0 : Long.MAX_VALUE;
    }

    static PayloadWriter payload(RunSpec spec, String worker, String run, BusTimestamp timestamp) {
        return switch (spec.payload().format()) {
            case JSON -> new JsonPayload(spec.payload().size(), worker, run, timestamp);
            case RAW -> new RawPayload(spec.payload().size());
        };
    }

    /** The message, valid until the next call. */
    ProducerRecord<byte[], byte[]> of(long sequence, long sendNanos) {
        if (sequence >= keyEnd || sequence < keyFrom) {
            layOutKey(Decimal.digits(sequence));
        }
        if (keyed) {
            Decimal.write(sequence, key, 0, key.length);
        }
        payload.write(sequence, sendNanos);
        return record;
    }

    private void layOutKey(int digits) {
        key = new byte[digits];
        record = record(key);
        keyEnd = Decimal.firstOf(digits + 1);
        keyFrom = Decimal.firstOf(digits);
    }

    private ProducerRecord<byte[], byte[]> record(byte @Nullable [] keyBytes) {
        return new ProducerRecord<>(topic, keyBytes, payload.value());
    }
}
