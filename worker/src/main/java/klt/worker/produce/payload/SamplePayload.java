package klt.worker.produce.payload;

import klt.worker.produce.message.PayloadWriter;

/** Provides the samples in order, starting over after the last one. On the hot path: does not copy. */
final class SamplePayload implements PayloadWriter {

    private final byte[][] samples;
    private byte[] value;

    /** @param samples the samples, at least one */
    SamplePayload(byte[][] samples) {
        this.samples = samples;
        value = samples[0];
    }

    @Override
    public void write(long sequence, long fireAt, long sendNanos) {
        value = samples[(int) (sequence % samples.length)];
    }

    @Override
    public byte[] value() {
        return value;
    }
}
