package klt.common.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A paced run's schedule: {@code T(n)}, when message {@code n} is due, and its inverse.
 *
 * <p>The segments define {@code F(t)}, the number of messages due before {@code t}. {@code T(n)} is the inverse of {@code F}. It is
 * computed independently for each {@code n}, so it never drifts. With Poisson arrivals, {@code T(n)} is the inverse at the position of
 * arrival {@code n}. Every worker computes the same schedule. All times are nanoseconds after the run's start.
 *
 * <p>All computations that affect a fire time use {@link StrictMath}. The results of {@link Math} may differ in the last bit between
 * processors, but workers on different processors must have the same schedule.
 *
 * <p>Immutable and thread-safe. Use a {@link #reader()} for consecutive fire times on one thread.
 */
public final class FireTimes {

    /** The fire time of a message that the schedule never reaches. */
    public static final long NEVER = Long.MAX_VALUE;

    /** An unbounded number of messages. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    /** Maximum number of segments: those of the longest profile, split by the maximum number of changes. */
    public static final int SEGMENTS_MAX = LoadProfile.SEGMENTS_MAX + 2 * LoadChange.CHANGES_MAX;

    private final List<Segment> segments;
    private final Piece[] pieces;
    private final Arrivals arrivals;
    private final long messagesMax;
    private final long messages;

    /**
     * @param segments consecutive segments from the start, at least one; only the last may be endless
     * @param messagesMax the run's message count, or {@link #UNBOUNDED}
     * @throws IllegalArgumentException if the segments do not form a schedule, or the number of messages is negative
     */
    public FireTimes(List<Segment> segments, Arrivals arrivals, long messagesMax) {
        if (messagesMax < 0) {
            throw new IllegalArgumentException("a schedule of " + messagesMax + " messages");
        }
        this.segments = List.copyOf(segments);
        this.arrivals = arrivals;
        this.messagesMax = messagesMax;
        pieces = pieces(segments);
        messages = last().endNanos() == NEVER ? messagesMax : Math.min(messagesMax, firstAtOrAfter(NEVER));
    }

    private static Piece[] pieces(List<Segment> segments) {
        if (segments.isEmpty() || segments.size() > SEGMENTS_MAX) {
            throw new IllegalArgumentException(
                    "a schedule has 1 to " + SEGMENTS_MAX + " segments, not " + segments.size());
        }
        List<Piece> pieces = new ArrayList<>();
        Map<Segment.Sine, Wave> waves = new HashMap<>();
        long start = 0;
        Position before = Position.ZERO;
        for (Segment segment : segments) {
            if (start == NEVER) {
                throw new IllegalArgumentException("only the last segment may have no end");
            }
            Piece piece = Piece.of(segment, start, before, waves);
            pieces.add(piece);
            start = piece.endNanos();
            before = piece.after();
            if (start != NEVER && start > Segment.NANOS_MAX) {
                throw new IllegalArgumentException("a schedule ends within " + Segment.NANOS_MAX + " ns");
            }
        }
        return pieces.toArray(Piece[]::new);
    }

    /** Returns an endless schedule at one rate. */
    public static FireTimes constant(double rate, long messagesMax) {
        return new FireTimes(List.of(new Segment.Constant(Segment.FOREVER, rate)), Arrivals.UNIFORM, messagesMax);
    }

    /** Returns the schedule's message count, or {@link #UNBOUNDED} if nothing limits it. The sequences are 0 … messages−1. */
    public long messages() {
        return messages;
    }

    /** Returns {@code T(n)}: when message {@code n ≥ 0} is due, or {@link #NEVER} if the schedule does not reach it. */
    public long fireNanos(long n) {
        return reader().fireNanos(n);
    }

    /** Returns a reader that computes fire times for one thread. */
    public Reader reader() {
        return switch (arrivals) {
            case Arrivals.Uniform() -> new UniformReader();
            case Arrivals.Poisson(long seed) -> new PoissonReader(seed);
        };
    }

    /** Consecutive fire times. Not thread-safe; {@link #fireNanos} is on the hot path and allocates nothing. */
    public abstract sealed class Reader {

        /** the piece with the previous message; the next message is usually in the same piece */
        private int current;

        private Reader() {}

        /** Returns {@code T(n)}: when message {@code n ≥ 0} is due, or {@link #NEVER} if the schedule does not reach it. */
        public abstract long fireNanos(long n);

        /**
         * Returns the smallest {@code n} with {@code T(n) ≥ nanos}, which is the number of messages due earlier. {@link #NEVER} is later
         * than any time.
         */
        abstract long firstAtOrAfter(long nanos);

        final long fireNanos(long whole, double fraction) {
            if (!last().after().isAfter(whole, fraction)) {
                return NEVER;
            }
            if (pieces[current].before().isAfter(whole, fraction)
                    || !pieces[current].after().isAfter(whole, fraction)) {
                current = pieceOf(whole, fraction);
            }
            return pieces[current].fireNanos(whole, fraction);
        }
    }

    private final class UniformReader extends Reader {

        @Override
        public long fireNanos(long n) {
            return fireNanos(n, 0);
        }

        @Override
        long firstAtOrAfter(long nanos) {
            // the estimate is off only by rounding, so one or two steps correct it
            long n = Math.max(0, (long) Math.ceil(dueBefore(nanos)));
            while (n > 0 && fireNanos(n - 1) >= nanos) {
                n--;
            }
            while (fireNanos(n) < nanos) {
                n++;
            }
            return n;
        }
    }

    private final class PoissonReader extends Reader {

        /** Messages further apart than this have fire times that differ by more than 2 ns, even at the highest rate. */
        private static final double CLOSE = 0.25;

        private final PoissonProcess process;

        PoissonReader(long seed) {
            process = new PoissonProcess(seed);
        }

        @Override
        public long fireNanos(long n) {
            if (n > PoissonProcess.ARRIVAL_MAX) {
                return NEVER;
            }
            process.moveTo(n);
            int index = (int) (n & (PoissonProcess.BLOCK - 1));
            long block = n - index;
            double offset = process.offset(index);
            double before = index == 0 ? process.offsetBefore() : process.offset(index - 1);
            long fire = at(block, offset);
            // rounding must not swap two arrivals' times
            return offset - before < CLOSE ? Math.max(fire, at(block, before)) : fire;
        }

        private long at(long block, double offset) {
            double floor = Math.floor(offset);
            return fireNanos(block + (long) floor, offset - floor);
        }

        @Override
        long firstAtOrAfter(long nanos) {
            // the position of arrival n differs from n by about √n, so search from n in doubling steps, then bisect
            long near = Math.max(0, (long) dueBefore(nanos));
            long step = 1;
            long low = near;
            while (low > 0 && fireNanos(low - 1) >= nanos) {
                low = Math.max(0, low - step);
                step *= 2;
            }
            step = 1;
            long high = near;
            while (fireNanos(high) < nanos) {
                high += step;
                step *= 2;
            }
            while (low < high) {
                long middle = (low + high) >>> 1;
                if (fireNanos(middle) >= nanos) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }
    }

    /**
     * Returns the smallest {@code n} with {@code T(n) ≥ nanos}, which is the number of messages due earlier. {@link #NEVER} is later than
     * any time.
     */
    public long firstAtOrAfter(long nanos) {
        return nanos <= 0 ? 0 : reader().firstAtOrAfter(nanos);
    }

    /** Returns the rate at a time, in messages per second, or the final rate after the end. */
    public double rateAt(long nanos) {
        Piece piece = pieces[pieceAt(nanos)];
        return piece.segment()
                .rateAt(Math.clamp(
                        nanos - piece.startNanos(), 0, piece.segment().nanos()));
    }

    /** Returns whether the load is paused at this time, or false after the last segment. */
    public boolean isPausedAt(long nanos) {
        return nanos < segmentsEndNanos() && rateAt(nanos) == 0;
    }

    /** Returns {@code F(t)}, the integral of the rate up to {@code t}, not bounded by the message count. */
    public double dueBefore(long nanos) {
        if (nanos <= 0) {
            return 0;
        }
        if (nanos >= last().endNanos()) {
            return last().after().value();
        }
        Piece piece = pieces[pieceAt(nanos)];
        return piece.before().whole() + (piece.before().fraction() + piece.messagesUntil(nanos - piece.startNanos()));
    }

    /** Returns the number of messages scheduled between two times, as a real number. */
    public double scheduled(long fromNanos, long toNanos) {
        return Math.min((double) messages, dueBefore(toNanos)) - Math.min((double) messages, dueBefore(fromNanos));
    }

    /**
     * Returns the last piece that starts at or before a position. It always has messages, because a piece without any ends at the position
     * where it starts.
     */
    private int pieceOf(long whole, double fraction) {
        int low = 0;
        int high = pieces.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (pieces[middle].before().isAfter(whole, fraction)) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        return low;
    }

    private int pieceAt(long nanos) {
        int low = 0;
        int high = pieces.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (pieces[middle].startNanos() > nanos) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        return low;
    }

    private Piece last() {
        return pieces[pieces.length - 1];
    }

    /** Returns the end of the last segment, or {@link #NEVER} if it is endless. */
    public long segmentsEndNanos() {
        return last().endNanos();
    }

    /**
     * Returns the end of the schedule: one interval after the last message is due, or the end of the segments, whichever is first. {@link
     * #NEVER} if nothing limits the schedule, or if it ends in a pause before its last message. A pause after the last message does not
     * delay the end.
     */
    public long endNanos() {
        if (messages < messagesMax || messages == UNBOUNDED) {
            return last().endNanos();
        }
        if (messages == 0) {
            return 0;
        }
        long fire = fireNanos(messages - 1);
        if (fire == NEVER) {
            return last().endNanos();
        }
        double interval = Math.ceil(Piece.NANOS_PER_SECOND / rateAt(fire));
        long afterLast = interval >= NEVER - fire ? NEVER : fire + (long) interval;
        // the rate may rise, so another message may be due less than one interval after the last
        return Math.min(Math.min(afterLast, fireNanos(messages)), last().endNanos());
    }

    /** Returns the consecutive segments of the schedule. */
    public List<Segment> segments() {
        return segments;
    }
}
