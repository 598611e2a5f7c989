package klt.worker.produce;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** One message between its send and its answer; used again after an ack. On the hot path. */
final class SendSlot implements Callback {

    private final Outcomes outcomes;
    private final SlotRing ring;
    private long fireNanos;
    private long sendNanos;

    SendSlot(Outcomes outcomes, SlotRing ring) {
        this.outcomes = outcomes;
        this.ring = ring;
    }

    /**
     * @param fireNanos ticker time at which the message was due
     * @param sendNanos ticker time at which it is given to the client
     */
    SendSlot of(long fireNanos, long sendNanos) {
        this.fireNanos = fireNanos;
        this.sendNanos = sendNanos;
        return this;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception error) {
        if (error == null) {
            outcomes.acked(fireNanos, sendNanos);
            ring.give(this);
        } else {
            // not used again: it may be the sending thread that is here, and only the I/O thread may give
            outcomes.unacked(error);
        }
    }
}
