package klt.worker.produce.payload;

import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import klt.common.spec.message.template.Template;
import klt.common.spec.message.template.TemplatePart;
import klt.worker.produce.message.ArraysByLength;
import klt.worker.produce.message.PayloadWriter;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.random.MessageRandom.Purpose;

/**
 * Values of a template, which is compiled to a list of segments.
 *
 * <p>On the hot path; guarded by {@code SendLoopAllocationTest} and {@code PayloadBenchmark}. Values of one size are written in place.
 * The size of others is known only when they are written, so they are copied into an array of that size.
 */
final class TemplatePayload implements PayloadWriter {

    private final MessageRandom random;
    private final TemplateSegment[] segments;
    private final ArraysByLength arrays = new ArraysByLength();
    /** as long as the longest value */
    private final byte[] written;

    private byte[] value;

    /** @param fakes values by their Datafaker expression */
    TemplatePayload(Template template, long seed, Map<String, byte[][]> fakes) {
        random = new MessageRandom(seed, Purpose.TEMPLATE);
        TemplateSegment.Factory factory = new TemplateSegment.Factory(random, seed, fakes);
        List<TemplatePart> parts = template.parts();
        segments = parts.stream().map(factory::of).toArray(TemplateSegment[]::new);
        written = new byte[(int) template.bytesMax()];
        value = written;
    }

    @Override
    public void write(long sequence, long fireAt, long sendNanos) {
        random.at(sequence);
        int end = 0;
        for (TemplateSegment segment : segments) {
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

    @Override
    public int after(CRC32C before) {
        before.update(value, 0, value.length);
        return (int) before.getValue();
    }
}
