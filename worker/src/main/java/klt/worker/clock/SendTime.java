package klt.worker.clock;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The current message's send time, in bus time, which is also the record's timestamp. Otherwise, the Kafka client would use this machine's
 * wall clock, and a broker rejects timestamps that are too far from its own clock ({@code message.timestamp.after.max.ms}).
 *
 * <p>Reads the clock's offset once a second, and computes the timestamp once a millisecond. On the hot path; sending thread only.
 */
public final class SendTime {

    private static final long OFFSET_READ_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final LongSupplier offsetSource;
    private long offset;
    private long offsetReadNanos = Long.MIN_VALUE / 2;
    private long millis;
    private Long timestamp = millis;

    /** @param offsetSource bus time since the epoch minus ticker time, ns */
    public SendTime(LongSupplier offsetSource) {
        this.offsetSource = offsetSource;
    }

    /** @param sendNanos ticker time at which the message is passed to the client */
    public void at(long sendNanos) {
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

    /** Returns bus time since the epoch minus ticker time, ns. */
    public long offsetNanos() {
        return offset;
    }

    /** Returns the milliseconds since the epoch, boxed because Kafka's records store a boxed timestamp. */
    public Long timestamp() {
        return timestamp;
    }
}
