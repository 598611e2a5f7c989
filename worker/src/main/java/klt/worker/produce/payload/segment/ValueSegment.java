package klt.worker.produce.payload.segment;

/** Writes one part of a value. On the hot path: allocates nothing. */
public interface ValueSegment {

    /**
     * @param fireAt bus time when the message is due, in nanoseconds since the epoch
     * @param at start position of the part
     * @return the position after it
     */
    int write(long sequence, long fireAt, byte[] target, int at);

    /** A segment with the same bytes in every message. */
    static ValueSegment of(byte[] bytes) {
        return (sequence, fireAt, target, at) -> {
            System.arraycopy(bytes, 0, target, at, bytes.length);
            return at + bytes.length;
        };
    }
}
