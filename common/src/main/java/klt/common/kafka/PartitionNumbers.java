package klt.common.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import klt.common.spec.RunSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Numbers the partitions across a run's topics: the first topic's partitions start at 0, followed by those of each further topic. With a
 * single topic, the numbers equal Kafka's, and partitions added during the run get the next numbers. With several topics, added partitions
 * have no number because the run does not use them.
 */
public final class PartitionNumbers {

    private final List<String> topics;
    /** the number of each topic's partition 0, followed by the total number of partitions */
    private final int[] firsts;

    private final Map<String, Integer> indexes = new HashMap<>();

    /** @param partitions each topic's partition count at the start of the run */
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

    /** Returns the numbers for the spec's first topic only, with a given number of partitions; the warm-up needs no more. */
    public static PartitionNumbers ofFirst(RunSpec.Topic topic, int partitions) {
        return new PartitionNumbers(topic.names().subList(0, 1), List.of(partitions));
    }

    public List<String> topics() {
        return topics;
    }

    /** Returns the partition count at the start of the run. */
    public int count() {
        return firsts[topics.size()];
    }

    /** Returns whether partitions added during the run get numbers. */
    public boolean canGrow() {
        return topics.size() == 1;
    }

    /** Returns the number of a topic's partition 0. */
    public int first(int topic) {
        return firsts[topic];
    }

    /** Returns a topic's partition count at the start of the run. */
    public int partitions(int topic) {
        return firsts[topic + 1] - firsts[topic];
    }

    /** Returns the index of a partition's topic. */
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

    /** Returns a partition's number, or empty if it is not one of the run's partitions. */
    public OptionalInt number(String topic, int partition) {
        Integer index = indexes.get(topic);
        return index == null || (!canGrow() && partition >= partitions(index))
                ? OptionalInt.empty()
                : OptionalInt.of(firsts[index] + partition);
    }

    /**
     * Returns the offsets of all numbered partitions, in the order of their numbers.
     *
     * @param offsets the partitions' offsets, by topic
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

    /** Returns one topic's entries from a list indexed by number. */
    public <T> List<T> of(int topic, List<T> byNumber) {
        return canGrow() ? byNumber : byNumber.subList(firsts[topic], firsts[topic + 1]);
    }
}
