package klt.worker.produce.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes values that consist of the sequence as eight big-endian bytes, followed by pseudo-random bytes. Values shorter than eight bytes
 * are all pseudo-random. On the hot path.
 */
public final class RawPayload implements PayloadWriter {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final PayloadPool pool;
    private final ValueArrays values;
    /** null if values differ in length, in which case the checksum is computed from the entire value */
    private final @Nullable SuffixChecksums end;

    private byte[] value;
    private int fillAt;
    private int place;

    public RawPayload(PayloadPool pool, ValueArrays values) {
        this.pool = pool;
        this.values = values;
        value = values.of(0);
        fillAt = fillAt();
        end = values.isFixed() ? pool.ends(value.length - fillAt, new byte[0]) : null;
    }

    private int fillAt() {
        return value.length < Long.BYTES ? 0 : Long.BYTES;
    }

    @Override
    public void write(long sequence, long fireAt, long sendNanos) {
        if (end == null) {
            value = values.of(sequence);
            fillAt = fillAt();
        }
        if (fillAt > 0) {
            LONG.set(value, 0, sequence);
        }
        place = PayloadPool.place(sequence);
        pool.fill(place, value, fillAt, value.length);
    }

    @Override
    public int after(CRC32C before) {
        if (end == null) {
            before.update(value, 0, value.length);
            return (int) before.getValue();
        }
        before.update(value, 0, fillAt);
        return end.after((int) before.getValue(), place);
    }

    @Override
    public byte[] value() {
        return value;
    }
}
