package klt.worker.produce.message;

import java.util.Objects;
import java.util.zip.CRC32C;
import klt.common.header.ValueChecksum;
import klt.common.spec.load.StageSizes;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of messages into shared arrays. The checksum is that of the most recent value. On the hot path: a write allocates
 * nothing, unless there are so many sizes that not all arrays are kept.
 */
public interface PayloadWriter extends ValueChecksum {

    /**
     * @param sequence of the message
     * @param fireAt bus time at which it is due, in nanoseconds since the epoch
     * @param sendNanos ticker time of its send
     */
    void write(long sequence, long fireAt, long sendNanos);

    /** Updates the sizes by sequence after a change to the load, for a writer whose sizes depend on the stage. */
    default void follow(StageSizes sizes) {}

    /** The last value, until the next is written; null for a tombstone. */
    byte @Nullable [] value();

    /** Computes the checksum from the whole value; must not be called for a tombstone. */
    @Override
    default int after(CRC32C before) {
        byte[] value = Objects.requireNonNull(value());
        before.update(value, 0, value.length);
        return (int) before.getValue();
    }
}
