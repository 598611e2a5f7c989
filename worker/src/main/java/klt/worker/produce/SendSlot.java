package klt.worker.produce;

import java.util.Objects;
import klt.common.protocol.StatusRecord.Outcome;
import klt.worker.core.GrantCursor;
import klt.worker.core.Ledger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** One message between its send and its answer; used again after an ack. On the hot path. */
final class SendSlot implements Callback {

    private final AckRecorder outcomes;
    private final SlotRing ring;
    private long fireNanos;
    private long sendNanos;
    private AckRecorder.Part part = AckRecorder.Part.MEASURED;
    private Ledger.@Nullable Page page;
    private int place;

    // where it goes, when that is known
    private @Nullable PartitionLedger partition;
    private Ledger.@Nullable Page partitionPage;
    private int partitionPlace;
    private long ordinal;
    private long sequence;

    SendSlot(AckRecorder outcomes, SlotRing ring) {
        this.outcomes = outcomes;
        this.ring = ring;
    }

    /**
     * @param fireNanos ticker time at which the message was due
     * @param sendNanos ticker time at which it is given to the client
     * @param inPart in which figures it is
     * @param walk its grant, standing on it
     * @param ledger of its partition, standing on it; null when that is the client's choice
     */
    SendSlot of(
            long fireNanos,
            long sendNanos,
            AckRecorder.Part inPart,
            GrantCursor walk,
            @Nullable PartitionLedger ledger,
            long messageSequence) {
        this.fireNanos = fireNanos;
        this.sendNanos = sendNanos;
        part = inPart;
        page = walk.ledger().page();
        place = walk.ledger().place();
        partition = ledger;
        if (ledger != null) {
            partitionPage = ledger.page();
            partitionPlace = ledger.place();
            ordinal = ledger.ordinal();
            sequence = messageSequence;
        }
        return this;
    }

    /** {@code send()} itself failed: the message was never on its way. */
    void refused(Exception error) {
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
        Ledger.Page settled = Objects.requireNonNull(page);
        if (error == null) {
            outcomes.acked(part, fireNanos, sendNanos);
            settled.acked(place);
            if (partition != null) {
                partition.acked(ordinal, Objects.requireNonNull(metadata).offset());
                Objects.requireNonNull(partitionPage).acked(partitionPlace);
            }
            ring.give(this);
        } else if (outcomes.unacked(part, error) == Outcome.FAILED) {
            // not used again: it may be the sending thread that is here, and only the I/O thread may give
            settled.failed(place);
            withoutAck(Outcome.FAILED);
        } else {
            settled.indeterminate(place);
            withoutAck(Outcome.INDETERMINATE);
        }
    }
}
