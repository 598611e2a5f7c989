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

    /** The key's hash determines a message's partition; messages without keys fill one batch per partition in turn. */
    record Default() implements Partitioning {}

    /** The partition is chosen by the murmur2 hash of the key, as in Kafka's clients. */
    record ByKey() implements Partitioning {}

    /** The partition is the sequence modulo the number of partitions. */
    record RoundRobin() implements Partitioning {}

    /** All messages go to one partition. */
    record Fixed(int partition) implements Partitioning {

        @Override
        public int partitionsMin() {
            return partition + 1;
        }
    }

    /**
     * The partition is random; each has its own probability.
     *
     * @param weights the weights of the partitions from 0; partitions without a weight get no messages
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

    /** Returns the minimum number of partitions that the topic must have. */
    default int partitionsMin() {
        return 1;
    }
}
