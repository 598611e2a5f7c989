package klt.worker.produce;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The sequence as eight bytes, big-endian, then pseudo-random bytes; only those when there is no room for eight. On the hot path. */
final class RawPayload implements PayloadWriter {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final FillPool pool = FillPool.ofBytes();
    private final byte[] value;

    RawPayload(int size) {
        value = new byte[size];
    }

    @Override
    public void write(long sequence, long sendNanos) {
        if (value.length >= Long.BYTES) {
            LONG.set(value, 0, sequence);
            pool.fill(sequence, value, Long.BYTES, value.length);
        } else {
            pool.fill(sequence, value, 0, value.length);
        }
    }

    @Override
    public byte[] value() {
        return value;
    }
}
