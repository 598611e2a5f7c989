package klt.controller.core.preflight;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.spec.RunSpec;
import klt.common.spec.load.StageSizes;
import klt.common.spec.message.size.Sizes;
import klt.controller.core.preflight.Finding.Code;
import klt.controller.core.preflight.Finding.Level;

/** Checks that the workers' heaps are large enough for their producers' buffers. */
final class MemoryCheck {

    /** Fraction of a worker's heap that its producers may fill while Kafka does not respond. */
    static final double HEAP_SHARE_MAX = 0.7;

    /** Heap taken by an unacknowledged message in addition to its own bytes, for its slot, callback and future. */
    static final int PENDING_OVERHEAD_BYTES = 200;

    /**
     * Number of copies of the largest message that a worker keeps in memory at the same time, because it creates, sends and reads messages.
     */
    static final int MESSAGE_COPIES = 4;

    /**
     * Heap taken by one topic's response times if a run has several topics: two histograms of up to 5 s, one being recorded and one being
     * reported.
     */
    static final int TOPIC_BYTES = 450 << 10;

    private static final int MIB_BITS = 20;

    private MemoryCheck() {}

    /**
     * Compares a spec with the workers' memory. While Kafka does not respond, the producers' buffers fill up, unless there are too few
     * messages or they expire first.
     */
    static List<Finding> findings(RunSpec spec, List<WorkerMemory> workers) {
        Optional<WorkerMemory> smallest = workers.stream()
                .filter(worker -> worker.heapMaxBytes() > 0)
                .min(Comparator.comparingLong(WorkerMemory::heapMaxBytes));
        Optional<MessageSize> average = MessageSize.average(spec, workers.size(), 1);
        Optional<MessageSize> max = MessageSize.largest(spec, workers.size(), 1);
        if (smallest.isEmpty()
                || average.isEmpty()
                || max.isEmpty()
                || !spec.load().sends()) {
            return List.of();
        }
        MessageSize message = average.get();
        MessageSize largest = max.get();
        long pending = pendingMax(spec, workers.size(), message.inBatch());
        double bytes = (double) pending * message.inBatch() + MESSAGE_COPIES * largest.total() + stagesBytes(spec);
        double needed = bytes + (double) pending * PENDING_OVERHEAD_BYTES;
        double available = smallest.get().heapMaxBytes() * HEAP_SHARE_MAX - topicsBytes(spec);
        if (needed <= available) {
            return List.of();
        }
        // the overhead per message is an estimate, so this is only a warning
        return List.of(new Finding(
                bytes > available ? Level.REFUSE : Level.WARN,
                Code.WORKER_MEMORY,
                Args.of(
                        "messages",
                        pending,
                        "messageBytes",
                        message.inBatch(),
                        "bufferBytes",
                        spec.producer().bufferMemory(),
                        "producers",
                        producers(spec),
                        "neededBytes",
                        (long) needed,
                        "worker",
                        smallest.get().name(),
                        "heapBytes",
                        smallest.get().heapMaxBytes(),
                        "availableBytes",
                        (long) available,
                        "fittingBytes",
                        bufferThatFits(spec, message, largest, available))));
    }

    private static long topicsBytes(RunSpec spec) {
        int topics = spec.topic().names().size();
        return topics == 1 ? 0 : (long) topics * TOPIC_BYTES;
    }

    /** Returns the heap needed for value arrays: the warm-up and the run each keep one array per stage size. */
    private static long stagesBytes(RunSpec spec) {
        List<Sizes> sizes = spec.message()
                .payload()
                .stageSizes(spec.load(), List.of())
                .map(StageSizes::distinct)
                .orElse(List.of());
        // with a single size, the array is already one of the message's copies
        return sizes.size() <= 1
                ? 0
                : 2
                        * sizes.stream()
                                .filter(Sizes.Fixed.class::isInstance)
                                .mapToLong(Sizes::max)
                                .sum();
    }

    private static long pendingMax(RunSpec spec, int workers, long messageBytes) {
        double rate = spec.load().peakRate().orElse(Double.POSITIVE_INFINITY);
        double unexpired = rate / workers * spec.producer().deliveryTimeoutMs() / 1e3;
        long buffered = spec.producer().workerBufferMemory() / messageBytes + 1;
        return (long) Math.min((double) Math.min(buffered, MessageSize.messages(spec)), Math.ceil(unexpired));
    }

    /** Returns a worker's number of producers, or empty for one. */
    private static Optional<Integer> producers(RunSpec spec) {
        return Optional.of(spec.producer().perWorker()).filter(producers -> producers > 1);
    }

    private static Optional<Long> bufferThatFits(
            RunSpec spec, MessageSize message, MessageSize largest, double available) {
        double pending = (available - MESSAGE_COPIES * largest.total()) / (message.inBatch() + PENDING_OVERHEAD_BYTES);
        long fits = (long) (pending * message.inBatch() / spec.producer().perWorker()) >> MIB_BITS << MIB_BITS;
        return Optional.of(fits).filter(bytes -> bytes >= largest.total());
    }
}
