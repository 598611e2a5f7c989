package klt.worker.produce.message;

import java.util.ArrayList;
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
import klt.worker.clock.SendTime;
import klt.worker.produce.outcome.PartitionLedger;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Adds the header that makes messages verifiable, with the partition and the ordinal within it. A single header is patched for each
 * message, because the client copies the bytes before {@code send()} returns.
 *
 * <p>On the hot path; sending thread only, except {@link #evidence}.
 */
public final class HeaderStamper {

    private static final long NANOS_PER_MICRO = 1_000;

    /**
     * A message's size in its batch in addition to its key, value and header: the header's key and two lengths, and an estimate for Kafka's
     * own fields.
     */
    private static final int OVERHEAD_BYTES = MessageHeader.KEY.length() + 2 + 10;

    /** Maximum number of ranges before another partition could exceed the record's limit. */
    private static final int RANGES_FULL = SendLedgerReport.RANGES_MAX - SendLedgerReport.UNACKED_MAX;

    private final int shardCount;
    private final int producer;
    private final SendTime time;
    private final HeaderWriter writer;
    private final KltHeader header = new KltHeader();
    /** written by the sending thread, read by the reporting thread */
    private final List<PartitionLedger> ledgers = new CopyOnWriteArrayList<>();

    private PartitionLedger current;

    /**
     * @param producer the producer's id, which is unique within the run
     * @param partitions total partition count across all topics
     * @param offsetNanos bus time since the epoch minus ticker time
     */
    public HeaderStamper(
            RunSpec spec, String run, int shardCount, int producer, int partitions, LongSupplier offsetNanos) {
        this.shardCount = shardCount;
        this.producer = producer;
        time = new SendTime(offsetNanos);
        writer = new HeaderWriter(run, spec.topic().name(), producer);
        ledgers.addAll(newLedgers(partitions));
        current = ledgers.getFirst();
    }

    private static List<PartitionLedger> newLedgers(int count) {
        return IntStream.range(0, count).mapToObj(i -> new PartitionLedger()).toList();
    }

    /** Adds partitions. */
    void grow(int partitions) {
        ledgers.addAll(newLedgers(partitions - ledgers.size()));
    }

    /** Returns a message's size in its batch in addition to its key and value, assuming a header as long as the previous one. */
    int overheadBytes() {
        return header.value.length + OVERHEAD_BYTES;
    }

    /**
     * Builds a message's header.
     *
     * @param partition the partition's number among the partitions of all topics
     * @param fireNanos ticker time at which the message was due
     * @param sendNanos ticker time at which the message is passed to the client
     * @param grant the message's grant
     * @param aborted whether the message's transaction will be aborted
     * @param payload the writer that has just written the message's value
     */
    void stamp(
            int partition,
            long sequence,
            long fireNanos,
            long sendNanos,
            Grant grant,
            boolean aborted,
            byte @Nullable [] messageKey,
            PayloadWriter payload) {
        current = ledgers.get(partition);
        writer.grant((int) (sequence % shardCount), grant.epoch(), grant.repair(), aborted);
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
    }

    /** Returns the last stamped message's header. */
    Header header() {
        return header;
    }

    /** Returns the ledger of the last stamped message's partition. */
    PartitionLedger ledger() {
        return current;
    }

    /** Returns the producer's id, which is unique within the run. */
    int producer() {
        return producer;
    }

    SendTime time() {
        return time;
    }

    public int partitions() {
        return ledgers.size();
    }

    /**
     * Returns the send ledgers of some partitions, as many as fit in one record. Reporting thread only.
     *
     * @param first index of the first partition, which must exist
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
     * Replaces Kafka's own header class, which is designed for headers received over the network. The client reads a header's fields many
     * times per message, so reading them must be cheap.
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
