package klt.worker.produce.message;

import java.util.function.LongSupplier;
import klt.common.protocol.Grant;
import klt.common.protocol.Plan;
import klt.common.spec.RunSpec;
import klt.common.spec.message.MessageModel.KeyKind;
import klt.worker.produce.outcome.PartitionLedger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one run. A single value array and a single record are patched for each message, because the client copies the bytes
 * before {@code send()} returns. A sequential key gets a new array and record when its length changes.
 *
 * <p>On the hot path; sending thread only.
 */
public final class Messages {

    private final String topic;
    private final boolean keyed;
    private final PayloadWriter payload;
    private final SendTime time;
    private final @Nullable HeaderStamper stamper;
    private ProducerRecord<byte[], byte[]> record;
    private byte[] key = new byte[0];
    private long keyFrom;
    private long keyEnd;

    /** Messages without a header. */
    public Messages(RunSpec spec, PayloadWriter payload, SendTime time) {
        this(spec, payload, time, null);
    }

    /** @param stamper adds the header that makes them verifiable */
    public Messages(RunSpec spec, PayloadWriter payload, HeaderStamper stamper) {
        this(spec, payload, stamper.time(), stamper);
    }

    private Messages(RunSpec spec, PayloadWriter payload, SendTime time, @Nullable HeaderStamper stamper) {
        this.time = time;
        this.stamper = stamper;
        this.topic = spec.topic().name();
        this.keyed = spec.message().key() == KeyKind.SEQUENTIAL;
        this.payload = payload;
        this.record = record(null);
        this.keyEnd = keyed ? 0 : Long.MAX_VALUE;
    }

    /**
     * The messages of a run as one worker sends them.
     *
     * @param worker the worker's name, which messages carry
     * @param producerNumber distinguishes the producers of a run
     * @param partitions of the topic
     * @param offsetNanos bus time since the epoch minus ticker time
     * @throws IllegalArgumentException when they cannot be made
     */
    public static Messages of(
            String run, Plan plan, String worker, int producerNumber, int partitions, LongSupplier offsetNanos) {
        RunSpec spec = plan.spec();
        PayloadWriter payload = payload(spec, worker, run, new BusTimestamp(offsetNanos));
        return spec.carriesHeader()
                ? new Messages(
                        spec,
                        payload,
                        new HeaderStamper(spec, run, plan.shardCount(), producerNumber, partitions, offsetNanos))
                : new Messages(spec, payload, new SendTime(offsetNanos));
    }

    public static PayloadWriter payload(RunSpec spec, String worker, String run, BusTimestamp timestamp) {
        long seed = spec.message().seed();
        return switch (spec.message().payload().format()) {
            case JSON -> new JsonPayload(seed, spec.message().payload().size(), worker, run, timestamp);
            case RAW -> new RawPayload(seed, spec.message().payload().size());
        };
    }

    /**
     * The message, valid until the next call.
     *
     * @param fireNanos ticker time at which it was due
     * @param sendNanos ticker time at which it is passed to the client
     * @param grant under which it is sent
     */
    public ProducerRecord<byte[], byte[]> of(long sequence, long fireNanos, long sendNanos, Grant grant) {
        if (sequence >= keyEnd || sequence < keyFrom) {
            layOutKey(Decimal.digits(sequence));
        }
        if (keyed) {
            Decimal.write(sequence, key, 0, key.length);
        }
        payload.write(sequence, sendNanos);
        if (stamper != null) {
            return stamper.stamp(sequence, fireNanos, sendNanos, grant, record.key(), payload);
        }
        time.at(sendNanos);
        return record;
    }

    /** The ledger of the last message's partition; null when the client chooses the partition. */
    @Nullable
    public PartitionLedger ledger() {
        return stamper == null ? null : stamper.ledger();
    }

    /** Null when messages are not verified. */
    @Nullable
    public HeaderStamper stamper() {
        return stamper;
    }

    private void layOutKey(int digits) {
        key = new byte[digits];
        record = record(key);
        keyEnd = Decimal.firstOf(digits + 1);
        keyFrom = Decimal.firstOf(digits);
    }

    private ProducerRecord<byte[], byte[]> record(byte @Nullable [] keyBytes) {
        return new TimedRecord(topic, null, keyBytes, payload.value(), time);
    }
}
