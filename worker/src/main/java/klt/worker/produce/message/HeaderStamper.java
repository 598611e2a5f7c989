package klt.worker.produce.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import klt.common.header.HeaderWriter;
import klt.common.header.MessageHeader;
import klt.common.protocol.Grant;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.SendLedgerReport.Given;
import klt.common.spec.RunSpec;
import klt.worker.produce.outcome.PartitionLedger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Adds the header that makes messages verifiable: it carries the partition and the ordinal within it. A single header is patched for each
 * message, because the client copies the bytes before {@code send()} returns.
 *
 * <p>On the hot path; for the sending thread, except {@link #evidence}.
 */
public final class HeaderStamper {

    private static final long NANOS_PER_MICRO = 1_000;

    /**
     * Bytes that a message takes in its batch besides key, value and header: the header's key and two lengths, and an estimate of Kafka's
     * own fields.
     */
    private static final int OVERHEAD_BYTES = MessageHeader.KEY.length() + 2 + 10;

    /** Bytes that a batch takes besides its messages. */
    private static final int BATCH_OVERHEAD_BYTES = 61;

    /** Beyond this number, one more partition may exceed the record. */
    private static final int RANGES_FULL = SendLedgerReport.RANGES_MAX - SendLedgerReport.UNACKED_MAX;

    private final String topic;
    private final int shardCount;
    private final int producer;
    private final SendTime time;
    private final HeaderWriter writer;
    private final KltHeader header = new KltHeader();
    private final PartitionChooser chooser;
    /** the sending thread adds, the reporting thread reads */
    private final List<PartitionLedger> ledgers = new CopyOnWriteArrayList<>();
    /** the reused record of each partition; null until there is one */
    private final List<@Nullable ProducerRecord<byte[], byte[]>> records;

    private byte @Nullable [] key = new byte[0];
    private PartitionLedger current;
    private volatile int knownPartitions;

    /**
     * @param producer distinguishes the producers of a run
     * @param partitions of the topic
     * @param offsetNanos bus time since the epoch minus ticker time
     */
    public HeaderStamper(
            RunSpec spec, String run, int shardCount, int producer, int partitions, LongSupplier offsetNanos) {
        topic = spec.topic().name();
        this.shardCount = shardCount;
        this.producer = producer;
        time = new SendTime(offsetNanos);
        writer = new HeaderWriter(run, topic, producer);
        chooser = new PartitionChooser(partitions, spec.producer().batchSize() - BATCH_OVERHEAD_BYTES, producer);
        records = new ArrayList<>(Collections.nCopies(partitions, null));
        ledgers.addAll(newLedgers(partitions));
        current = ledgers.getFirst();
        knownPartitions = partitions;
    }

    private static List<PartitionLedger> newLedgers(int count) {
        return IntStream.range(0, count).mapToObj(i -> new PartitionLedger()).toList();
    }

    /**
     * The topic now has this many partitions: the next messages also use the new ones. For any thread.
     *
     * @param partitions ignored when fewer than before
     */
    public void grow(int partitions) {
        knownPartitions = partitions;
    }

    private void takePartitions(int partitions) {
        records.addAll(Collections.nCopies(partitions - ledgers.size(), null));
        ledgers.addAll(newLedgers(partitions - ledgers.size()));
        chooser.grow(partitions);
    }

    /**
     * The message, valid until the next call.
     *
     * @param fireNanos ticker time at which it was due
     * @param sendNanos ticker time at which it is passed to the client
     * @param grant under which it is sent
     * @param payload must have just written the value
     */
    ProducerRecord<byte[], byte[]> stamp(
            long sequence,
            long fireNanos,
            long sendNanos,
            Grant grant,
            byte @Nullable [] messageKey,
            PayloadWriter payload) {
        int partitions = knownPartitions;
        if (partitions > records.size()) {
            takePartitions(partitions);
        }
        byte[] value = payload.value();
        // the previous header has about the same length
        int partition = chooser.next(messageKey, value.length + header.value.length + OVERHEAD_BYTES);
        current = ledgers.get(partition);
        writer.grant((int) (sequence % shardCount), grant.epoch(), grant.repair());
        time.at(sendNanos);
        long offset = time.offsetNanos();
        header.value = writer.write(
                partition,
                current.ordinal(),
                sequence,
                Math.floorDiv(fireNanos + offset, NANOS_PER_MICRO),
                Math.floorDiv(sendNanos + offset, NANOS_PER_MICRO),
                messageKey,
                payload);
        return record(partition, messageKey, value);
    }

    @SuppressWarnings("ReferenceEquality") // a key of another length is another array
    private ProducerRecord<byte[], byte[]> record(int partition, byte @Nullable [] messageKey, byte[] value) {
        if (messageKey != key) {
            key = messageKey;
            Collections.fill(records, null);
        }
        ProducerRecord<byte[], byte[]> record = records.get(partition);
        if (record == null) {
            record = new StampedRecord(topic, partition, messageKey, value, time, header);
            records.set(partition, record);
        }
        return record;
    }

    /** The ledger of the partition of the last stamped message. */
    PartitionLedger ledger() {
        return current;
    }

    SendTime time() {
        return time;
    }

    public int partitions() {
        return ledgers.size();
    }

    /**
     * Reports the messages sent to some partitions, as many as fit in one record. Reporting thread only.
     *
     * @param first index of the first partition; must exist
     */
    public SendLedgerReport evidence(String run, int first) {
        int partitions = ledgers.size();
        List<Given> given = new ArrayList<>();
        int ranges = 0;
        for (int partition = first;
                partition < partitions && given.size() < SendLedgerReport.GIVEN_MAX && ranges < RANGES_FULL;
                partition++) {
            Given next = ledgers.get(partition).given();
            given.add(next);
            ranges += next.unacked().size();
        }
        return new SendLedgerReport(run, producer, partitions, first, given);
    }

    /**
     * Replaces Kafka's own header, which is built for headers received over the network: the client reads its fields many times per
     * message.
     */
    private static final class KltHeader implements Header {

        private byte[] value = new byte[0];

        @Override
        public String key() {
            return MessageHeader.KEY;
        }

        @Override
        public byte[] value() {
            return value;
        }
    }
}
