package klt.worker.produce.payload.segment;

/** Writes one part of a value. On the hot path: does not allocate. */
public interface ValueSegment {

    /**
     * @param fireAt bus time at which the message is due, in nanoseconds since the epoch
     * @param at the part's start position
     * @return the position after it
     */
    int write(long sequence, long fireAt, byte[] target, int at);

    /** Returns a segment with the same bytes in every message. */
    static ValueSegment of(byte[] bytes) {
        return (sequence, fireAt, target, at) -> {
            System.arraycopy(bytes, 0, target, at, bytes.length);
            return at + bytes.length;
        };
    }
}
