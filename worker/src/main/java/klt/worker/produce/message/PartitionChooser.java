package klt.worker.produce.message;

import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the partition of a message before the message is made. With a key, it chooses as Kafka's own partitioner does. Without a key, it
 * cycles through the partitions, one batch each. Unlike Kafka's partitioner, it does not avoid slow partitions, so that the load is spread
 * as planned. On the hot path; sending thread only.
 */
final class PartitionChooser {

    private final int batchBytes;
    private int partitions;
    private int current;
    private long currentBytes;

    /**
     * @param batchBytes size of a batch; moves to the next partition when the next message would start a new batch
     * @param first partition to begin with: different values keep workers from moving in step
     */
    PartitionChooser(int partitions, int batchBytes, int first) {
        this.partitions = partitions;
        this.batchBytes = batchBytes;
        this.current = Math.floorMod(first, partitions);
    }

    /** Adds partitions of the topic. */
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
