package klt.worker.produce.payload;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32C;
import klt.common.spec.load.StageSizes;
import klt.common.spec.message.size.Sizes;
import klt.worker.produce.message.PayloadWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes values for a run with different sizes by stage. Each size has its own writer, because a writer for a single size can prepare more
 * in advance.
 *
 * <p>On the hot path; guarded by {@code SendLoopAllocationTest} and {@code PayloadBenchmark}.
 */
final class StagedPayload implements PayloadWriter {

    private final Map<Sizes, PayloadWriter> bySizes = new HashMap<>();
    /** by range */
    private long[] starts = {};

    private PayloadWriter[] writers = {};

    /** the range of the last message: its first sequence, and the first sequence after it */
    private long from;

    private long until;
    private PayloadWriter current;

    /** @param planned the planned sizes by sequence, which must include all the run's sizes */
    StagedPayload(StageSizes planned, Function<Sizes, PayloadWriter> writerOf) {
        planned.distinct().forEach(sizes -> bySizes.put(sizes, writerOf.apply(sizes)));
        current = follow(planned.ranges());
    }

    @Override
    public void follow(StageSizes sizes) {
        current = follow(sizes.ranges());
    }

    private PayloadWriter follow(List<StageSizes.SequenceRange> ranges) {
        starts = ranges.stream().mapToLong(StageSizes.SequenceRange::from).toArray();
        writers = ranges.stream().map(range -> bySizes.get(range.sizes())).toArray(PayloadWriter[]::new);
        // an empty range, so that the next message looks up its range
        from = 0;
        until = 0;
        return writers[0];
    }

    @Override
    public void write(long sequence, long fireAt, long sendNanos) {
        if (sequence < from || sequence >= until) {
            moveTo(sequence);
        }
        current.write(sequence, fireAt, sendNanos);
    }

    /**
     * Moves to the last range that starts at or before a sequence. If several ranges start at the same sequence, all but the last are
     * empty.
     */
    private void moveTo(long sequence) {
        int low = 0;
        int high = starts.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (starts[middle] > sequence) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        from = starts[low];
        until = low + 1 < starts.length ? starts[low + 1] : Long.MAX_VALUE;
        current = writers[low];
    }

    @Override
    public byte @Nullable [] value() {
        return current.value();
    }

    @Override
    public int after(CRC32C before) {
        return current.after(before);
    }
}
