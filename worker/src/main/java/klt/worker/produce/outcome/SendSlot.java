package klt.worker.produce.outcome;

import java.util.Objects;
import klt.common.protocol.StatusRecord.Outcome;
import klt.worker.core.GrantCursor;
import klt.worker.core.Ledger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** One message between its send and its ack; reused after an ack. On the hot path. */
public final class SendSlot implements Callback {

    private final ProducerAcks outcomes;
    private final SlotRing ring;
    private long fireNanos;
    private long sendNanos;
    private int valueBytes;
    private AckRecorder.Part part = AckRecorder.Part.MEASURED;
    private Ledger.@Nullable Page page;
    private int place;

    // the ledger of its partition; null when the client chooses the partition
    private @Nullable PartitionLedger partition;
    private Ledger.@Nullable Page partitionPage;
    private int partitionPlace;
    private long ordinal;
    private long sequence;

    SendSlot(ProducerAcks outcomes, SlotRing ring) {
        this.outcomes = outcomes;
        this.ring = ring;
    }

    /**
     * @param fireNanos ticker time at which the message was due
     * @param sendNanos ticker time at which it is passed to the client
     * @param inPart which statistics count it
     * @param cursor the cursor of its grant, at this message
     * @param ledger of its partition, at this message; null when the client chooses the partition
     * @param bytes of its value
     */
    public SendSlot of(
            long fireNanos,
            long sendNanos,
            AckRecorder.Part inPart,
            GrantCursor cursor,
            @Nullable PartitionLedger ledger,
            long messageSequence,
            int bytes) {
        this.fireNanos = fireNanos;
        this.sendNanos = sendNanos;
        valueBytes = bytes;
        part = inPart;
        page = cursor.ledger().page();
        place = cursor.ledger().place();
        partition = ledger;
        if (ledger != null) {
            partitionPage = ledger.page();
            partitionPlace = ledger.place();
            ordinal = ledger.ordinal();
            sequence = messageSequence;
        }
        return this;
    }

    /** {@code send()} itself failed: the message never left the client. */
    public void refused(Exception error) {
        outcomes.refused(part, error);
        Objects.requireNonNull(page).failed(place);
        withoutAck(Outcome.FAILED);
    }

    private void withoutAck(Outcome outcome) {
        if (partition != null) {
            partition.unacked(ordinal, outcome, sequence);
            Objects.requireNonNull(partitionPage).failed(partitionPlace);
        }
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception error) {
        Ledger.Page ledgerPage = Objects.requireNonNull(page);
        if (error == null) {
            outcomes.acked(part, fireNanos, sendNanos, valueBytes);
            ledgerPage.acked(place);
            if (partition != null) {
                partition.acked(ordinal, Objects.requireNonNull(metadata).offset());
                Objects.requireNonNull(partitionPage).acked(partitionPlace);
            }
            ring.give(this);
        } else if (outcomes.unacked(part, error) == Outcome.FAILED) {
            // not reused: this may be the sending thread, and only the I/O thread may give
            ledgerPage.failed(place);
            withoutAck(Outcome.FAILED);
        } else {
            ledgerPage.indeterminate(place);
            withoutAck(Outcome.INDETERMINATE);
        }
    }
}
