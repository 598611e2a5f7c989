package klt.worker.produce.message;

import java.util.zip.CRC32C;
import klt.common.spec.load.StageSizes;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.random.MessageRandom.Purpose;
import org.jspecify.annotations.Nullable;

/** Turns some messages into tombstones by omitting their values. On the hot path. */
public final class Tombstones implements PayloadWriter {

    private final PayloadWriter payload;
    private final double fraction;
    private final MessageRandom random;
    private boolean tombstone;

    /**
     * @param payload writes the other values
     * @param fraction fraction of messages without a value
     */
    public Tombstones(PayloadWriter payload, double fraction, long seed) {
        this.payload = payload;
        this.fraction = fraction;
        random = new MessageRandom(seed, Purpose.TOMBSTONE);
    }

    @Override
    public void write(long sequence, long fireAt, long sendNanos) {
        random.at(sequence);
        tombstone = random.nextDouble() < fraction;
        if (!tombstone) {
            payload.write(sequence, fireAt, sendNanos);
        }
    }

    @Override
    public void follow(StageSizes sizes) {
        payload.follow(sizes);
    }

    @Override
    public byte @Nullable [] value() {
        return tombstone ? null : payload.value();
    }

    @Override
    public int after(CRC32C before) {
        return tombstone ? (int) before.getValue() : payload.after(before);
    }
}
