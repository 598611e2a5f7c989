package klt.worker.produce.message;

import java.util.Objects;
import java.util.zip.CRC32C;
import klt.common.header.ValueChecksum;
import klt.common.spec.load.StageSizes;
import org.jspecify.annotations.Nullable;

/**
 * Writes message values into shared arrays. The checksum belongs to the most recent value. On the hot path: writing does not allocate,
 * unless there are too many sizes for all arrays to be kept.
 */
public interface PayloadWriter extends ValueChecksum {

    /**
     * @param sequence the message's sequence
     * @param fireAt bus time at which the message is due, in nanoseconds since the epoch
     * @param sendNanos ticker time at which the message is sent
     */
    void write(long sequence, long fireAt, long sendNanos);

    /** Sets new sizes by sequence after a change to the load. Only for writers whose sizes depend on the stage. */
    default void follow(StageSizes sizes) {}

    /** Returns the last value, which is valid until the next one is written, or null for a tombstone. */
    byte @Nullable [] value();

    /** Computes the checksum from the entire value. Must not be called for a tombstone. */
    @Override
    default int after(CRC32C before) {
        byte[] value = Objects.requireNonNull(value());
        before.update(value, 0, value.length);
        return (int) before.getValue();
    }
}
