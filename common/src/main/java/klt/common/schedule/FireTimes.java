package klt.common.schedule;

import java.util.List;

/**
 * The schedule of a paced run: when message {@code n} is due, {@code T(n)}, and its inverse.
 *
 * <p>The segments give a cumulative function {@code F(t)}, messages due before {@code t}, continuous and piecewise linear; {@code T(n)} is
 * its inverse, computed from {@code n} alone, so it never drifts. Every worker computes the same schedule. All times are nanoseconds after
 * the run's start.
 *
 * <p>Immutable; safe for any thread. {@link #fireNanos} is on the hot path and allocates nothing.
 */
public final class FireTimes {

    /** The fire time of a message that the schedule never reaches: it ends in a pause. */
    public static final long NEVER = Long.MAX_VALUE;

    /** No bound on the number of messages or on the time. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    /** How often a run's rate may change. */
    public static final int SEGMENTS_MAX = 1_000;

    private static final double NANOS_PER_SECOND = 1e9;

    private final List<Segment> segments;
    private final long[] startNanos;
    private final double[] rate;
    /** messages due before the segment's start; fractional, so that a change of rate keeps the phase */
    private final double[] dueBefore;

    private final long messages;
    private final long messagesMax;
    private final long durationNanos;

    /**
     * @param segments in order of start, the first at 0, at least one
     * @param messagesMax the run ends before this sequence, or {@link #UNBOUNDED}
     * @param durationNanos messages that are due at this time or later are not sent, or {@link #UNBOUNDED}
     * @throws IllegalArgumentException when the segments are not a schedule or a bound is negative
     */
    public FireTimes(List<Segment> segments, long messagesMax, long durationNanos) {
        requireSchedule(segments);
        if (messagesMax < 0 || durationNanos < 0) {
            throw new IllegalArgumentException("a schedule is bounded by " + messagesMax + " messages and "
                    + durationNanos + " ns; neither may be negative");
        }
        this.messagesMax = messagesMax;
        this.durationNanos = durationNanos;
        this.segments = List.copyOf(segments);
        int count = segments.size();
        startNanos = new long[count];
        rate = new double[count];
        dueBefore = new double[count];
        for (int k = 0; k < count; k++) {
            startNanos[k] = segments.get(k).startNanos();
            rate[k] = segments.get(k).rate();
            if (k > 0) {
                dueBefore[k] = dueBefore[k - 1] + rate[k - 1] * (startNanos[k] - startNanos[k - 1]) / NANOS_PER_SECOND;
            }
        }
        messages = durationNanos == UNBOUNDED ? messagesMax : Math.min(messagesMax, firstAtOrAfter(durationNanos));
    }

    /** @throws IllegalArgumentException when the segments are none or too many, do not start at 0, or are not in order */
    public static void requireSchedule(List<Segment> segments) {
        if (segments.isEmpty() || segments.getFirst().startNanos() != 0) {
            throw new IllegalArgumentException("the first segment must start at 0");
        }
        if (segments.size() > SEGMENTS_MAX) {
            throw new IllegalArgumentException("more than " + SEGMENTS_MAX + " segments");
        }
        for (int k = 1; k < segments.size(); k++) {
            if (segments.get(k).startNanos() <= segments.get(k - 1).startNanos()) {
                throw new IllegalArgumentException("segments are not in order of time");
            }
        }
    }

    /** A schedule of one rate. */
    public static FireTimes constant(double rate, long messagesMax, long durationNanos) {
        return new FireTimes(List.of(new Segment(0, rate)), messagesMax, durationNanos);
    }

    public List<Segment> segments() {
        return segments;
    }

    /** Number of messages of the schedule: sequences 0 … messages−1; {@link #UNBOUNDED} when nothing bounds it. */
    public long messages() {
        return messages;
    }

    /** {@code T(n)}: when message {@code n ≥ 0} is due, even beyond the run's end; {@link #NEVER} when the schedule ends in a pause before it. */
    public long fireNanos(long n) {
        int k = segmentOf(n);
        if (rate[k] == 0) {
            return NEVER;
        }
        // multiply before dividing: a product of whole numbers is exact up to 2^53
        double nanos = (n - dueBefore[k]) * NANOS_PER_SECOND / rate[k];
        return nanos >= NEVER - startNanos[k] ? NEVER : startNanos[k] + (long) nanos;
    }

    /** The smallest {@code n} with {@code T(n) ≥ nanos}, {@link #NEVER} included: the number of messages due before that time. */
    public long firstAtOrAfter(long nanos) {
        if (nanos <= 0) {
            return 0;
        }
        // the estimate is off by rounding only, so correcting it takes a step or two
        long n = Math.max(0, (long) Math.ceil(dueBefore(nanos)));
        while (n > 0 && fireNanos(n - 1) >= nanos) {
            n--;
        }
        while (fireNanos(n) < nanos) {
            n++;
        }
        return n;
    }

    /** The rate at a given time, in messages per second. */
    public double rateAt(long nanos) {
        return rate[segmentAt(nanos)];
    }

    /** {@code F(t)}: messages due before a time, not bounded by the run's end, fractional. */
    public double dueBefore(long nanos) {
        int k = segmentAt(nanos);
        return dueBefore[k] + rate[k] * Math.max(0, nanos - startNanos[k]) / NANOS_PER_SECOND;
    }

    /** The segment in which a message is due; a segment with a rate, unless the message is never due. */
    private int segmentOf(long n) {
        int k = rate.length - 1;
        while (k > 0 && n < dueBefore[k]) {
            k--;
        }
        return k;
    }

    private int segmentAt(long nanos) {
        int k = rate.length - 1;
        while (k > 0 && nanos < startNanos[k]) {
            k--;
        }
        return k;
    }

    /**
     * When the schedule is over: one interval after the last message is due, or the duration's end, whichever is first; {@link #NEVER} when
     * nothing bounds it or it ends in a pause before its last message. A pause after the last message does not delay the end.
     */
    public long endNanos() {
        if (messages < messagesMax || messages == UNBOUNDED) {
            return durationNanos;
        }
        if (messages == 0) {
            return 0;
        }
        long last = fireNanos(messages - 1);
        if (last == NEVER) {
            return durationNanos;
        }
        double interval = Math.ceil(NANOS_PER_SECOND / rate[segmentOf(messages - 1)]);
        long afterLast = interval >= NEVER - last ? NEVER : last + (long) interval;
        // the next message may be due earlier than that: the rate rose
        return Math.min(Math.min(afterLast, fireNanos(messages)), durationNanos);
    }
}
