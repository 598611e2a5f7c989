package klt.worker.produce.message;

import java.util.Objects;
import java.util.zip.CRC32C;
import klt.common.header.ValueChecksum;
import klt.common.spec.load.StageSizes;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of messages into shared arrays. The checksum belongs to the most recent value. On the hot path: a write allocates
 * nothing, unless there are so many sizes that not all arrays are kept.
 */
public interface PayloadWriter extends ValueChecksum {

    /**
     * @param sequence sequence of the message
     * @param fireAt bus time when the message is due, in nanoseconds since the epoch
     * @param sendNanos ticker time when the message is sent
     */
    void write(long sequence, long fireAt, long sendNanos);

    /** Sets new sizes by sequence after a change to the load; only for writers whose sizes depend on the stage. */
    default void follow(StageSizes sizes) {}

    /** The last value, which is valid until the next one is written; null for a tombstone. */
    byte @Nullable [] value();

    /** Computes the checksum from the entire value; must not be called for a tombstone. */
    @Override
    default int after(CRC32C before) {
        byte[] value = Objects.requireNonNull(value());
        before.update(value, 0, value.length);
        return (int) before.getValue();
    }
}
