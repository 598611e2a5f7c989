package klt.worker.produce.outcome;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The slot of a message without a transaction, whose outcome is Kafka's response. The slot returns to its ring after an ack. On the hot
 * path.
 */
final class RingSlot extends SendSlot {

    private final SlotRing ring;

    RingSlot(ProducerAcks acks, SlotRing ring) {
        super(acks);
        this.ring = ring;
    }

    @Override
    public void refused(Exception error) {
        completeUnacked(ErrorClassifier.ofRefusal(error), error);
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception error) {
        if (error == null) {
            long now = acks.nanos();
            completeAcked(now, now, offsetOf(metadata));
            ring.give(this);
        } else {
            // do not reuse the slot: this may be the sending thread, and only the I/O thread may return slots
            completeUnacked(recorder.classify(error), error);
        }
    }
}
