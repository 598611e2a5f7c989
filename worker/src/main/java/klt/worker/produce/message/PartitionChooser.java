package klt.worker.produce.message;

import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the partition of a message before the message is made. With a key, like Kafka's own partitioner; without, one partition after
 * another, a batch each. Kafka's partitioner also avoids slow partitions; a load that is spread as planned does not. On the hot path;
 * sending thread only.
 */
final class PartitionChooser {

    private final int batchBytes;
    private int partitions;
    private int current;
    private long currentBytes;

    /**
     * @param batchBytes room of a batch; moves to the next partition when the next message would begin another batch
     * @param first partition to begin with: workers with different ones do not move in step
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
