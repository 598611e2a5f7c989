package klt.worker.produce;

import java.util.Objects;
import klt.common.protocol.StatusRecord.Outcome;
import klt.worker.core.GrantWalk;
import klt.worker.core.Ledger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** One message between its send and its answer; used again after an ack. On the hot path. */
final class SendSlot implements Callback {

    private final Outcomes outcomes;
    private final SlotRing ring;
    private long fireNanos;
    private long sendNanos;
    private boolean repair;
    private Ledger.@Nullable Page page;
    private int place;

    SendSlot(Outcomes outcomes, SlotRing ring) {
        this.outcomes = outcomes;
        this.ring = ring;
    }

    /**
     * @param fireNanos ticker time at which the message was due
     * @param sendNanos ticker time at which it is given to the client
     * @param walk its grant, standing on it
     */
    SendSlot of(long fireNanos, long sendNanos, GrantWalk walk) {
        this.fireNanos = fireNanos;
        this.sendNanos = sendNanos;
        repair = walk.grant().repair();
        page = walk.ledger().page();
        place = walk.ledger().place();
        return this;
    }

    /** {@code send()} itself failed: the message was never on its way. */
    void refused(Exception error) {
        outcomes.refused(error);
        Objects.requireNonNull(page).failed(place);
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception error) {
        Ledger.Page settled = Objects.requireNonNull(page);
        if (error == null) {
            if (repair) {
                outcomes.repaired();
            } else {
                outcomes.acked(fireNanos, sendNanos);
            }
            settled.acked(place);
            ring.give(this);
        } else if (outcomes.unacked(error) == Outcome.FAILED) {
            // not used again: it may be the sending thread that is here, and only the I/O thread may give
            settled.failed(place);
        } else {
            settled.indeterminate(place);
        }
    }
}
