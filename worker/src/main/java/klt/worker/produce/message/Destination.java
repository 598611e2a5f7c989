package klt.worker.produce.message;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import klt.common.kafka.PartitionNumbers;
import klt.common.spec.RunSpec;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.random.MessageRandom.Purpose;
import klt.worker.produce.random.WeightedChoice;
import org.jspecify.annotations.Nullable;

/** Chooses each message's topic by its sequence, and then its partition. On the hot path; sending thread only. */
final class Destination {

    private final PartitionNumbers numbers;
    private final List<String> names;
    /** one chooser per topic; empty if the client chooses the partition */
    private final List<PartitionChooser> choosers;

    private final MessageRandom random;
    /** null with a single topic */
    private final @Nullable WeightedChoice topics;

    private int topic;
    private int partition;

    /**
     * @param clientChooses whether the client chooses the partition
     * @param batchBytes batch size
     * @param first first partition to fill; workers use different values so that they do not fill the same partition at the same time
     * @throws IllegalArgumentException if the spec sets a partition that a topic does not have
     */
    Destination(RunSpec spec, PartitionNumbers numbers, boolean clientChooses, int batchBytes, int first) {
        this.numbers = numbers;
        names = numbers.topics();
        choosers = clientChooses
                ? List.of()
                : IntStream.range(0, names.size())
                        .mapToObj(at ->
                                PartitionChooser.of(spec, names.get(at), numbers.partitions(at), batchBytes, first))
                        .toList();
        random = new MessageRandom(spec.message().seed(), Purpose.TOPIC);
        List<Integer> weights = spec.topic().weights();
        topics = names.size() == 1
                ? null
                : new WeightedChoice(weights.isEmpty() ? Collections.nCopies(names.size(), 1) : weights);
    }

    /** Chooses a message's topic. */
    void topicOf(long sequence) {
        if (topics != null) {
            random.at(sequence);
            topic = topics.next(random);
        }
    }

    /**
     * Chooses the message's partition, after its topic.
     *
     * @param bytes the message's size
     */
    void partitionOf(long sequence, byte @Nullable [] key, int bytes) {
        partition = choosers.get(topic).next(sequence, key, bytes);
    }

    boolean clientChooses() {
        return choosers.isEmpty();
    }

    /** Returns the index of the message's topic. */
    int topic() {
        return topic;
    }

    String topicName() {
        return names.get(topic);
    }

    /** Returns Kafka's partition number; unused if the client chooses the partition. */
    int partition() {
        return partition;
    }

    /** Returns the partition's number among the partitions of all topics, or 0 if the client chooses the partition. */
    int number() {
        return numbers.first(topic) + partition;
    }

    /** Returns the number of partitions in use. */
    int partitions() {
        return numbers.canGrow() && !clientChooses() ? choosers.getFirst().partitions() : numbers.count();
    }

    /** Adds new partitions of the only topic. */
    void grow(int partitions) {
        choosers.getFirst().grow(partitions);
    }
}
