package klt.common.spec.message;

import java.util.List;

/** How messages are distributed across partitions. */
public sealed interface Partitioning {

    enum Kind {
        DEFAULT,
        ROUND_ROBIN,
        KEY,
        FIXED,
        WEIGHTED
    }

    /** By the hash of its key if a message has one, otherwise in batches, one partition after another. */
    record Default() implements Partitioning {}

    /** By the murmur2 hash of the key, as Kafka's clients do. */
    record ByKey() implements Partitioning {}

    /** The sequence modulo the number of partitions. */
    record RoundRobin() implements Partitioning {}

    /** All messages go to one partition. */
    record Fixed(int partition) implements Partitioning {

        @Override
        public int partitionsMin() {
            return partition + 1;
        }
    }

    /**
     * At random, with a probability for each partition.
     *
     * @param weights of the partitions from 0; partitions without a weight get no messages
     */
    record Weighted(List<Integer> weights) implements Partitioning {

        public Weighted {
            weights = List.copyOf(weights);
        }

        @Override
        public int partitionsMin() {
            return weights.size();
        }
    }

    default Kind kind() {
        return switch (this) {
            case Default() -> Kind.DEFAULT;
            case RoundRobin() -> Kind.ROUND_ROBIN;
            case ByKey() -> Kind.KEY;
            case Fixed fixed -> Kind.FIXED;
            case Weighted weighted -> Kind.WEIGHTED;
        };
    }

    /** The topic must have at least this many partitions. */
    default int partitionsMin() {
        return 1;
    }
}
