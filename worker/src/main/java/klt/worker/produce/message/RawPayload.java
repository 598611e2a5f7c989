package klt.worker.produce.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The sequence as eight bytes, big-endian, then pseudo-random bytes. If there is no room for eight bytes, only the pseudo-random bytes. On
 * the hot path.
 */
public final class RawPayload implements PayloadWriter {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final PayloadPool pool;
    private final byte[] value;
    private final int fillAt;
    private final SuffixChecksums end;
    private int place;

    public RawPayload(long seed, int size) {
        pool = PayloadPool.ofBytes(seed);
        value = new byte[size];
        fillAt = size < Long.BYTES ? 0 : Long.BYTES;
        end = pool.ends(size - fillAt, new byte[0]);
    }

    @Override
    public void write(long sequence, long sendNanos) {
        if (fillAt > 0) {
            LONG.set(value, 0, sequence);
        }
        place = PayloadPool.place(sequence);
        pool.fill(place, value, fillAt, value.length);
    }

    @Override
    public int after(CRC32C before) {
        before.update(value, 0, fillAt);
        return end.after((int) before.getValue(), place);
    }

    @Override
    public byte[] value() {
        return value;
    }
}
