package klt.worker.produce.outcome;

import java.util.Objects;
import klt.common.protocol.StatusRecord.Outcome;
import klt.worker.core.GrantCursor;
import klt.worker.core.Ledger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Represents a message between its send and its outcome. Slots are reused. On the hot path. */
public abstract sealed class SendSlot implements Callback permits RingSlot, TransactionSlot {

    final ProducerAcks acks;
    final AckRecorder recorder;

    private long fireNanos;
    private long sendNanos;
    private int valueBytes;
    private AckRecorder.Category category = AckRecorder.Category.MEASURED;
    private Ledger.@Nullable Page page;
    private int place;

    /** null with a single topic */
    private @Nullable TopicOutcomes topic;

    // the ledger of the message's partition, if any
    private @Nullable PartitionLedger partition;
    private Ledger.@Nullable Page partitionPage;
    private int partitionPlace;
    private long ordinal;
    private long sequence;

    SendSlot(ProducerAcks acks) {
        this.acks = acks;
        recorder = acks.recorder();
    }

    /**
     * @param fireNanos ticker time at which the message was due
     * @param sendNanos ticker time at which the message is passed to the client
     * @param inCategory the message's category, which determines the statistics that include it
     * @param cursor the grant's cursor, positioned at this message
     * @param inTopic statistics of the message's topic; null with a single topic
     * @param ledger ledger of the message's partition, positioned at this message; null if the client chooses the partition, and for
     *     messages to be aborted
     * @param bytes size of the message's value
     */
    public final SendSlot of(
            long fireNanos,
            long sendNanos,
            AckRecorder.Category inCategory,
            GrantCursor cursor,
            @Nullable TopicOutcomes inTopic,
            @Nullable PartitionLedger ledger,
            long messageSequence,
            int bytes) {
        this.fireNanos = fireNanos;
        this.sendNanos = sendNanos;
        valueBytes = bytes;
        category = inCategory;
        page = cursor.ledger().page();
        place = cursor.ledger().place();
        topic = inTopic;
        partition = ledger;
        if (ledger != null) {
            partitionPage = ledger.page();
            partitionPlace = ledger.place();
            ordinal = ledger.ordinal();
            sequence = messageSequence;
        }
        return this;
    }

    /** Called if {@code send()} itself failed, so that the message never left the client. */
    public abstract void refused(Exception error);

    /** Returns the message's category, which determines the statistics that include it. */
    final AckRecorder.Category category() {
        return category;
    }

    /**
     * @param answerNanos ticker time of Kafka's response
     * @param nowNanos ticker time at which the message counts as acked
     * @param offset the offset in the log; -1 if unknown
     */
    final void completeAcked(long answerNanos, long nowNanos, long offset) {
        acks.acked(category, fireNanos, sendNanos, valueBytes, answerNanos, nowNanos);
        Objects.requireNonNull(page).acked(place);
        if (topic != null) {
            topic.acked(category, nowNanos - fireNanos, valueBytes);
        }
        if (partition != null) {
            partition.acked(ordinal, offset);
            Objects.requireNonNull(partitionPage).acked(partitionPlace);
        }
    }

    /** @param nowNanos ticker time at which the message's transaction was aborted on purpose */
    final void completeAborted(long nowNanos) {
        acks.aborted(category, nowNanos);
        Objects.requireNonNull(page).aborted(place);
        if (topic != null) {
            topic.aborted(category);
        }
    }

    /** Records that the message failed or is indeterminate. */
    final void completeUnacked(ErrorClassifier classification, Exception error) {
        recorder.unacked(category, classification, error);
        Outcome outcome = classification.messageOutcome();
        if (topic != null) {
            topic.unacked(category, outcome);
        }
        if (outcome == Outcome.FAILED) {
            Objects.requireNonNull(page).failed(place);
        } else {
            Objects.requireNonNull(page).indeterminate(place);
        }
        if (partition != null) {
            partition.unacked(ordinal, outcome, sequence);
            Objects.requireNonNull(partitionPage).failed(partitionPlace);
        }
    }

    /** Returns the offset in the log, or -1 if unknown. */
    static long offsetOf(@Nullable RecordMetadata metadata) {
        return metadata == null ? -1 : metadata.offset();
    }
}
