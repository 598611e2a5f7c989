package klt.common.clock;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The broker's clock ("bus time"), known as an interval of offsets from a local {@link Ticker}.
 *
 * <p>Each record written to a topic with {@code LogAppendTime} bounds the offset: the broker stamped it between the send and the ack, so
 * {@code offset ∈ [append − acked, append + 1 ms − sent]} (the timestamp is truncated to milliseconds). The intersection of these intervals
 * shrinks with every quick round trip; between samples, it widens by the maximum clock drift (Marzullo's algorithm with one source; the
 * drift bound comes from NTP, RFC 5905).
 *
 * <p>Not thread-safe: one owner observes and publishes {@link Reading}s, which are immutable.
 */
public final class BusClock {

    /** Maximum drift between two clocks: 50 ppm each, plus a margin for slewing. */
    static final double DRIFT_MAX = 200e-6;

    private static final long STAMP_RESOLUTION_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private long lowNanos = Long.MIN_VALUE;
    private long highNanos = Long.MAX_VALUE;
    private long observedAtNanos;
    private long samples;
    private long jumps;

    /**
     * Adds a sample: one record with a broker timestamp.
     *
     * @param sentNanos ticker time just before the send
     * @param ackedNanos ticker time just after the ack
     * @param appendMillis the broker's timestamp, milliseconds since the epoch
     */
    public void observe(long sentNanos, long ackedNanos, long appendMillis) {
        if (ackedNanos < sentNanos) {
            throw new IllegalArgumentException("acked before sent");
        }
        long append = TimeUnit.MILLISECONDS.toNanos(appendMillis);
        long sampleLow = append - ackedNanos;
        // the timestamp may be as old as the send, and the clocks also drift during a slow round trip
        long sampleHigh = append + STAMP_RESOLUTION_NANOS - sentNanos + driftOver(ackedNanos - sentNanos);
        if (samples == 0) {
            lowNanos = sampleLow;
            highNanos = sampleHigh;
        } else {
            long slack = driftOver(ackedNanos - observedAtNanos);
            long low = Math.max(lowNanos - slack, sampleLow);
            long high = Math.min(highNanos + slack, sampleHigh);
            if (low > high) {
                // the broker's clock was set, or the leader changed: earlier samples are invalid
                jumps++;
                low = sampleLow;
                high = sampleHigh;
            }
            lowNanos = low;
            highNanos = high;
        }
        observedAtNanos = ackedNanos;
        samples++;
    }

    /** Returns whether at least one record has been observed. */
    public boolean isKnown() {
        return samples > 0;
    }

    /** Returns the number of samples that contradicted all earlier ones. */
    public long jumps() {
        return jumps;
    }

    /**
     * Returns the reading at a ticker time.
     *
     * @throws IllegalStateException if nothing has been observed yet
     */
    public Reading read(long tickerNanos) {
        if (samples == 0) {
            throw new IllegalStateException("no record was observed yet");
        }
        long middle = lowNanos + (highNanos - lowNanos) / 2;
        return new Reading(middle, highNanos - middle + driftOver(tickerNanos - observedAtNanos));
    }

    /**
     * Returns the maximum drift between two clocks over a period, in either direction. A {@link Reading} of this age is less certain by
     * that amount. The result is rounded up so that many short periods do not add up to zero.
     */
    public static long driftOver(long nanos) {
        return (long) Math.ceil(Math.abs(nanos) * DRIFT_MAX);
    }

    /**
     * A clock reading.
     *
     * @param offsetNanos bus time minus ticker time
     * @param uncertaintyNanos maximum difference between the true offset and {@code offsetNanos}
     */
    public record Reading(long offsetNanos, long uncertaintyNanos) {

        /** Returns the bus time of a ticker time. */
        public Instant toBus(long tickerNanos) {
            long nanos = tickerNanos + offsetNanos;
            return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
        }

        /** Returns the ticker time of a bus time. */
        public long toTicker(Instant bus) {
            return Math.addExact(Math.multiplyExact(bus.getEpochSecond(), 1_000_000_000L), bus.getNano()) - offsetNanos;
        }
    }
}
