package klt.worker.produce.message;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.Grant;
import klt.common.protocol.Plan;
import klt.common.spec.RunSpec;
import klt.common.spec.load.StageSizes;
import klt.common.spec.message.FixedHeader;
import klt.worker.clock.SendTime;
import klt.worker.produce.outcome.PartitionLedger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * A run's messages. A single record and its arrays are updated for each message, because the client copies the bytes before {@code send()}
 * returns.
 *
 * <p>On the hot path; sending thread only.
 */
public final class Messages {

    /** Batch overhead, in bytes. */
    private static final int BATCH_OVERHEAD_BYTES = 61;

    /** Approximate overhead of a message without a header within its batch, in bytes. */
    private static final int OVERHEAD_BYTES = 10;

    private final KeyWriter keys;
    private final PayloadWriter payload;
    private final SendTime time;
    private final @Nullable HeaderStamper stamper;
    private final Destination destination;

    private final MessageRecord record;
    /** size of every message's headers, in bytes */
    private final int headerBytes;

    /** bus time of the run's start minus its ticker time; unlike the clock's offset, constant during a run */
    private long startOffsetNanos;

    private volatile int knownPartitions;

    /**
     * Creates messages without a header.
     *
     * @param partitions the topics' partitions
     */
    public Messages(RunSpec spec, PayloadWriter payload, SendTime time, PartitionNumbers partitions) {
        this(spec, payload, time, null, partitions, 0);
    }

    /** @param stamper adds the header that makes messages verifiable */
    public Messages(RunSpec spec, PayloadWriter payload, HeaderStamper stamper, PartitionNumbers partitions) {
        this(spec, payload, stamper.time(), stamper, partitions, stamper.producer());
    }

    private Messages(
            RunSpec spec,
            PayloadWriter payload,
            SendTime time,
            @Nullable HeaderStamper stamper,
            PartitionNumbers partitions,
            int producer) {
        this.time = time;
        this.stamper = stamper;
        this.keys = KeyWriter.of(spec.message().keys(), spec.message().seed());
        this.payload = payload;
        this.destination = new Destination(
                spec,
                partitions,
                stamper == null && spec.clientChoosesPartition(),
                spec.producer().batchSize() - BATCH_OVERHEAD_BYTES,
                producer);
        this.knownPartitions = partitions.count();
        this.record = record(spec, time, stamper);
        this.headerBytes = spec.message().headerBytes();
    }

    private static MessageRecord record(RunSpec spec, SendTime time, @Nullable HeaderStamper stamper) {
        List<Header> headers = new ArrayList<>();
        if (stamper != null) {
            headers.add(stamper.header());
        }
        for (FixedHeader fixed : spec.message().headers()) {
            headers.add(new RecordHeader(fixed.name(), fixed.value().getBytes(StandardCharsets.UTF_8)));
        }
        return headers.isEmpty() ? new MessageRecord(time) : new MessageRecord(time, headers);
    }

    /**
     * Creates the messages that one worker sends for a run.
     *
     * @param payload writes their values
     * @param producerNumber the producer's id, which is unique within the run
     * @param partitions the topics' partitions
     * @param offsetNanos bus time since the epoch minus ticker time
     */
    public static Messages of(
            String run,
            Plan plan,
            PayloadWriter payload,
            int producerNumber,
            PartitionNumbers partitions,
            LongSupplier offsetNanos) {
        RunSpec spec = plan.spec();
        return spec.carriesHeader()
                ? new Messages(
                        spec,
                        payload,
                        new HeaderStamper(
                                spec, run, plan.shardCount(), producerNumber, partitions.count(), offsetNanos),
                        partitions)
                : new Messages(spec, payload, new SendTime(offsetNanos), partitions);
    }

    /**
     * Sets the run's start, from which the fire times in values are computed. All workers know a run's exact start, so they write the same
     * times.
     *
     * @param startNanos ticker time of the run's start
     */
    public void startAt(Instant start, long startNanos) {
        startOffsetNanos = Instant.EPOCH.until(start, ChronoUnit.NANOS) - startNanos;
    }

    /** Sets the sizes of further values after a change to the load. */
    public void follow(StageSizes sizes) {
        payload.follow(sizes);
    }

    /**
     * Returns the message, which is valid until the next call.
     *
     * @param fireNanos ticker time at which the message was due
     * @param sendNanos ticker time at which the message is passed to the client
     * @param grant the message's grant
     * @param aborted whether the message's transaction will be aborted
     */
    public ProducerRecord<byte[], byte[]> of(
            long sequence, long fireNanos, long sendNanos, Grant grant, boolean aborted) {
        destination.topicOf(sequence);
        byte[] key = keys.key(sequence);
        payload.write(sequence, fireNanos + startOffsetNanos, sendNanos);
        byte[] value = payload.value();
        if (destination.clientChooses()) {
            time.at(sendNanos);
            return record.of(destination.topicName(), key, value);
        }
        int partitions = knownPartitions;
        if (partitions > destination.partitions()) {
            takePartitions(partitions);
        }
        int overhead = headerBytes + (stamper == null ? OVERHEAD_BYTES : stamper.overheadBytes());
        destination.partitionOf(sequence, key, (value == null ? 0 : value.length) + overhead);
        if (stamper == null) {
            time.at(sendNanos);
        } else {
            stamper.stamp(destination.number(), sequence, fireNanos, sendNanos, grant, aborted, key, payload);
        }
        return record.of(destination.topicName(), destination.partition(), key, value);
    }

    /**
     * Called when the only topic has more partitions, which further messages will also use. May be called by any thread.
     *
     * @param partitions new partition count; ignored if lower than before
     */
    public void grow(int partitions) {
        knownPartitions = partitions;
    }

    private void takePartitions(int partitions) {
        destination.grow(partitions);
        if (stamper != null) {
            stamper.grow(partitions);
        }
    }

    /** Returns the number of the last message's partition among the partitions of all topics, or 0 if the client chooses the partition. */
    public int partition() {
        return destination.number();
    }

    /** Returns the index of the last message's topic. */
    public int topic() {
        return destination.topic();
    }

    /** Returns the size of the last message's value. */
    public int valueBytes() {
        byte[] value = record.value();
        return value == null ? 0 : value.length;
    }

    /** Returns the ledger of the last message's partition, or null if the client chooses the partition. */
    @Nullable
    public PartitionLedger ledger() {
        return stamper == null ? null : stamper.ledger();
    }

    /** Returns the header stamper, or null if messages are not verified. */
    @Nullable
    public HeaderStamper stamper() {
        return stamper;
    }
}
