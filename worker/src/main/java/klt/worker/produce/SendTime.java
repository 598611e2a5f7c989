package klt.worker.produce;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When the message that is sent now is sent, in bus time. It is the record's timestamp too: the Kafka client would take the wall clock of
 * this machine, and a broker refuses what lies too far from its own ({@code message.timestamp.after.max.ms}).
 *
 * <p>The clock's offset is read once a second, the timestamp made once a millisecond. On the hot path; for the sending thread alone.
 */
final class SendTime {

    private static final long OFFSET_READ_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final LongSupplier offsetSource;
    private long offset;
    private long offsetReadNanos = Long.MIN_VALUE / 2;
    private long millis;
    private Long timestamp = millis;

    /** @param offsetSource bus time since the epoch minus ticker time, ns */
    SendTime(LongSupplier offsetSource) {
        this.offsetSource = offsetSource;
    }

    /** @param sendNanos ticker time at which the message is given to the client */
    void at(long sendNanos) {
        if (sendNanos - offsetReadNanos >= OFFSET_READ_EVERY_NANOS) {
            offset = offsetSource.getAsLong();
            offsetReadNanos = sendNanos;
        }
        long now = Math.floorDiv(sendNanos + offset, NANOS_PER_MILLI);
        if (now != millis) {
            millis = now;
            timestamp = now;
        }
    }

    /** Bus time since the epoch minus ticker time, ns. */
    long offsetNanos() {
        return offset;
    }

    /** Milliseconds since the epoch; an object, as records have it. */
    Long timestamp() {
        return timestamp;
    }
}
