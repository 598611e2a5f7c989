package klt.worker.produce.payload.segment;

import klt.worker.produce.message.ArraysByLength;
import klt.worker.produce.message.PayloadWriter;
import klt.worker.produce.random.MessageRandom;

/**
 * Writes values for a template or a schema, segment by segment.
 *
 * <p>On the hot path; guarded by {@code SendLoopAllocationTest} and {@code PayloadBenchmark}. Fixed-size values are written in place. The
 * size of other values is not known until they have been written, so they are then copied to an array of that size.
 */
public final class SegmentPayload implements PayloadWriter {

    private final MessageRandom random;
    private final ValueSegment[] segments;
    private final ArraysByLength arrays = new ArraysByLength();
    /** buffer for the longest value */
    private final byte[] written;

    private byte[] value;

    /**
     * @param random the segments' random numbers, restarted for each message
     * @param bytesMax maximum size of a value
     */
    public SegmentPayload(MessageRandom random, int bytesMax, ValueSegment... segments) {
        this.random = random;
        this.segments = segments;
        written = new byte[bytesMax];
        value = written;
    }

    @Override
    public void write(long sequence, long fireAt, long sendNanos) {
        random.at(sequence);
        int end = 0;
        for (ValueSegment segment : segments) {
            end = segment.write(sequence, fireAt, written, end);
        }
        if (end == written.length) {
            value = written;
            return;
        }
        if (end != value.length) {
            value = arrays.of(end);
        }
        System.arraycopy(written, 0, value, 0, end);
    }

    @Override
    public byte[] value() {
        return value;
    }
}
