package klt.worker.produce.message;

import klt.common.spec.RunSpec;
import klt.common.spec.message.Partitioning;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.random.MessageRandom.Purpose;
import klt.worker.produce.random.WeightedChoice;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Chooses a message's partition before its content is written. On the hot path; sending thread only. */
abstract class PartitionChooser {

    private int partitions;

    private PartitionChooser(int partitions) {
        this.partitions = partitions;
    }

    /**
     * @param topic the topic's name, for error messages
     * @param partitions the topic's partition count
     * @param batchBytes batch size
     * @param first first partition to fill; workers use different values so that they do not fill the same partition at the same time
     * @throws IllegalArgumentException if the spec sets a partition that the topic does not have
     */
    static PartitionChooser of(RunSpec spec, String topic, int partitions, int batchBytes, int first) {
        Partitioning partitioning = spec.message().partitioning();
        if (partitioning.partitionsMin() > partitions) {
            throw new IllegalArgumentException("partitioner names partition " + (partitioning.partitionsMin() - 1)
                    + ", but topic " + topic + " has " + partitions + " partitions, numbered from 0");
        }
        return switch (partitioning) {
            case Partitioning.Default() -> new Batches(partitions, batchBytes, first);
            case Partitioning.ByKey() -> new Batches(partitions, batchBytes, first);
            case Partitioning.RoundRobin() -> new RoundRobin(partitions);
            case Partitioning.Fixed(int partition) -> new Fixed(partitions, partition);
            case Partitioning.Weighted weighted ->
                new Weighted(partitions, weighted, spec.message().seed());
        };
    }

    final int partitions() {
        return partitions;
    }

    /** Adds new partitions of the topic. */
    final void grow(int more) {
        partitions = more;
    }

    /** @param bytes the message's size */
    abstract int next(long sequence, byte @Nullable [] key, int bytes);

    /**
     * Chooses a keyed message's partition like Kafka's own partitioner. Messages without a key cycle through the partitions, one batch
     * each: a message that would start a new batch goes to the next partition. Unlike Kafka's partitioner, this one does not avoid slow
     * partitions, so the load is spread as planned.
     */
    static final class Batches extends PartitionChooser {

        private final int batchBytes;
        private int current;
        private long currentBytes;

        Batches(int partitions, int batchBytes, int first) {
            super(partitions);
            this.batchBytes = batchBytes;
            this.current = Math.floorMod(first, partitions);
        }

        @Override
        int next(long sequence, byte @Nullable [] key, int bytes) {
            if (key != null) {
                return Utils.toPositive(Utils.murmur2(key)) % partitions();
            }
            if (currentBytes > 0 && currentBytes + bytes > batchBytes) {
                current = current + 1 == partitions() ? 0 : current + 1;
                currentBytes = 0;
            }
            currentBytes += bytes;
            return current;
        }
    }

    private static final class RoundRobin extends PartitionChooser {

        RoundRobin(int partitions) {
            super(partitions);
        }

        @Override
        int next(long sequence, byte @Nullable [] key, int bytes) {
            return (int) (sequence % partitions());
        }
    }

    private static final class Fixed extends PartitionChooser {

        private final int partition;

        Fixed(int partitions, int partition) {
            super(partitions);
            this.partition = partition;
        }

        @Override
        int next(long sequence, byte @Nullable [] key, int bytes) {
            return partition;
        }
    }

    private static final class Weighted extends PartitionChooser {

        private final MessageRandom random;
        private final WeightedChoice choice;

        Weighted(int partitions, Partitioning.Weighted weighted, long seed) {
            super(partitions);
            random = new MessageRandom(seed, Purpose.PARTITION);
            choice = new WeightedChoice(weighted.weights());
        }

        @Override
        int next(long sequence, byte @Nullable [] key, int bytes) {
            random.at(sequence);
            return choice.next(random);
        }
    }
}
