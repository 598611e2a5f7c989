package klt.worker.produce;

import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Which partition a message goes to, so that it is known before the message is made. With a key, as Kafka's own partitioner has it;
 * without, one partition after the other, each for a batch. Kafka's partitioner also avoids slow partitions, which a load that is
 * spread as planned does not. On the hot path; for the sending thread.
 */
final class PartitionChooser {

    private final int batchBytes;
    private int partitions;
    private int current;
    private long currentBytes;

    /**
     * @param batchBytes that a batch has room for; a partition is left when the next message would begin another
     * @param first where to begin: workers that begin at different partitions do not move together
     */
    PartitionChooser(int partitions, int batchBytes, int first) {
        this.partitions = partitions;
        this.batchBytes = batchBytes;
        this.current = Math.floorMod(first, partitions);
    }

    /** The topic has more partitions now. */
    void grow(int more) {
        partitions = more;
    }

    /** @param bytes of the message */
    int next(byte @Nullable [] key, int bytes) {
        if (key != null) {
            return Utils.toPositive(Utils.murmur2(key)) % partitions;
        }
        if (currentBytes > 0 && currentBytes + bytes > batchBytes) {
            current = current + 1 == partitions ? 0 : current + 1;
            currentBytes = 0;
        }
        currentBytes += bytes;
        return current;
    }
}
