package klt.worker.produce.outcome;

import java.util.Objects;
import klt.common.protocol.StatusRecord.Outcome;
import klt.worker.core.GrantCursor;
import klt.worker.core.Ledger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** One message between its send and its outcome; reused after an ack. On the hot path. */
public final class SendSlot implements Callback {

    private final ProducerAcks outcomes;
    /** null in a transaction, which keeps the slot and completes the message */
    private final @Nullable SlotRing ring;

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

    // Kafka's answer to a message of a transaction
    private long answerNanos;
    private long offset;
    private @Nullable Exception error;

    SendSlot(ProducerAcks outcomes, SlotRing ring) {
        this.outcomes = outcomes;
        this.ring = ring;
    }

    /** A slot of a transaction. */
    SendSlot(ProducerAcks outcomes) {
        this.outcomes = outcomes;
        this.ring = null;
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
        error = null;
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
    public void refused(Exception refusal) {
        if (ring == null) {
            error = refusal;
            return;
        }
        outcomes.refused(part, refusal);
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
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
        long now = outcomes.nanos();
        if (ring == null) {
            answerNanos = now;
            offset = offsetOf(metadata);
            error = failure;
        } else if (failure == null) {
            acked(now, now, offsetOf(metadata));
            ring.give(this);
        } else {
            // not reused: this may be the sending thread, and only the I/O thread may give
            complete(outcomes.unacked(part, failure));
        }
    }

    private static long offsetOf(@Nullable RecordMetadata metadata) {
        return metadata == null ? -1 : metadata.offset();
    }

    private void acked(long atNanos, long nowNanos, long atOffset) {
        outcomes.acked(part, fireNanos, sendNanos, valueBytes, atNanos, nowNanos);
        Objects.requireNonNull(page).acked(place);
        if (partition != null) {
            partition.acked(ordinal, atOffset);
            Objects.requireNonNull(partitionPage).acked(partitionPlace);
        }
    }

    private void complete(Outcome outcome) {
        if (outcome == Outcome.FAILED) {
            Objects.requireNonNull(page).failed(place);
        } else {
            Objects.requireNonNull(page).indeterminate(place);
        }
        withoutAck(outcome);
    }

    /** Its transaction was committed, so Kafka has acknowledged it. */
    void committed(long nowNanos) {
        acked(answerNanos, nowNanos, offset);
    }

    /** Its transaction was aborted on purpose. */
    void aborted(long nowNanos) {
        outcomes.aborted(part, nowNanos);
        Objects.requireNonNull(page).aborted(place);
    }

    /** Its transaction was aborted because of an error. */
    void uncommitted(Exception cause) {
        Exception reason = error == null ? cause : error;
        boolean fatal = ErrorClassifier.ofAnswer(reason).isFatal();
        outcomes.uncommitted(part, fatal ? ErrorClassifier.FATAL : ErrorClassifier.FAILED, reason);
        complete(Outcome.FAILED);
    }

    /** The result of its transaction is not known. */
    void unknown(Exception cause) {
        ErrorClassifier fate = ErrorClassifier.ofAnswer(cause);
        outcomes.uncommitted(
                part, fate.isFatal() ? ErrorClassifier.FATAL_INDETERMINATE : ErrorClassifier.INDETERMINATE, cause);
        complete(Outcome.INDETERMINATE);
    }
}
