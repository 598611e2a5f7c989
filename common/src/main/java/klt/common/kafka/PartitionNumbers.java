package klt.common.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import klt.common.spec.RunSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Numbers the partitions of all topics of a run: the first topic's partitions start at 0, and each further topic's partitions follow. With
 * a single topic, the numbers equal Kafka's, and partitions that are added during the run get the next numbers. With several topics, added
 * partitions have no number, because the run does not use them.
 */
public final class PartitionNumbers {

    private final List<String> topics;
    /** for each topic, the number of its partition 0; the last element is the total number of partitions */
    private final int[] firsts;

    private final Map<String, Integer> indexes = new HashMap<>();

    /** @param partitions number of partitions of each topic at the start of the run */
    public PartitionNumbers(List<String> topics, List<Integer> partitions) {
        if (topics.isEmpty() || topics.size() != partitions.size()) {
            throw new IllegalArgumentException(
                    partitions.size() + " numbers of partitions of " + topics.size() + " topics");
        }
        this.topics = List.copyOf(topics);
        firsts = new int[topics.size() + 1];
        for (int topic = 0; topic < topics.size(); topic++) {
            firsts[topic + 1] = firsts[topic] + partitions.get(topic);
            indexes.put(topics.get(topic), topic);
        }
    }

    /** The numbers of only the spec's first topic, with a given number of partitions; the warm-up needs no more. */
    public static PartitionNumbers ofFirst(RunSpec.Topic topic, int partitions) {
        return new PartitionNumbers(topic.names().subList(0, 1), List.of(partitions));
    }

    public List<String> topics() {
        return topics;
    }

    /** Number of partitions at the start of the run. */
    public int count() {
        return firsts[topics.size()];
    }

    /** Whether partitions that are added during the run get numbers. */
    public boolean canGrow() {
        return topics.size() == 1;
    }

    /** The number of a topic's partition 0. */
    public int first(int topic) {
        return firsts[topic];
    }

    /** Number of a topic's partitions at the start of the run. */
    public int partitions(int topic) {
        return firsts[topic + 1] - firsts[topic];
    }

    /** The index of a partition's topic. */
    public int topicOf(int number) {
        if (topics.size() == 1) {
            return 0;
        }
        if (number < 0 || number >= count()) {
            throw new IllegalArgumentException("partition number " + number + " is not below " + count());
        }
        int topic = 0;
        while (number >= firsts[topic + 1]) {
            topic++;
        }
        return topic;
    }

    public TopicPartition at(int number) {
        int topic = topicOf(number);
        return new TopicPartition(topics.get(topic), number - firsts[topic]);
    }

    /** The number of a partition; empty if it is not one of the run's partitions. */
    public OptionalInt number(String topic, int partition) {
        Integer index = indexes.get(topic);
        return index == null || (!canGrow() && partition >= partitions(index))
                ? OptionalInt.empty()
                : OptionalInt.of(firsts[index] + partition);
    }

    /**
     * The offsets of all partitions that have a number, in the order of the numbers.
     *
     * @param offsets the offset of each partition
     */
    public List<Long> flatten(List<List<Long>> offsets) {
        if (canGrow()) {
            return offsets.getFirst();
        }
        List<Long> flat = new ArrayList<>();
        for (int topic = 0; topic < topics.size(); topic++) {
            List<Long> own = offsets.get(topic);
            flat.addAll(own.subList(0, Math.min(own.size(), partitions(topic))));
        }
        return flat;
    }

    /** The entries of one topic in a list that is indexed by number. */
    public <T> List<T> of(int topic, List<T> byNumber) {
        return canGrow() ? byNumber : byNumber.subList(firsts[topic], firsts[topic + 1]);
    }
}
