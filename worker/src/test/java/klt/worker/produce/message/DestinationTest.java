package klt.worker.produce.message;

import static klt.worker.TestRuns.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import klt.common.kafka.PartitionNumbers;
import org.junit.jupiter.api.Test;

class DestinationTest {

    private static final PartitionNumbers NUMBERS = new PartitionNumbers(List.of("t1", "t2", "t3"), List.of(4, 1, 3));
    private static final int MESSAGES = 60_000;

    private static Destination destination(String more) {
        return new Destination(spec("{messages: 1, topic: {name: 't{1..3}'" + more), NUMBERS, false, 1_000, 0);
    }

    private static long[] counts(Destination destination) {
        long[] counts = new long[3];
        for (long sequence = 0; sequence < MESSAGES; sequence++) {
            destination.topicOf(sequence);
            counts[destination.topic()]++;
        }
        return counts;
    }

    @Test
    void withoutWeightsEachTopicGetsTheSame() {
        ChiSquare.assertFits(counts(destination("}}")), new double[] {1, 1, 1});
    }

    @Test
    void eachTopicGetsItsShare() {
        ChiSquare.assertFits(counts(destination(", weights: [5, 1, 2]}}")), new double[] {5, 1, 2});
        assertThat(counts(destination(", weights: [5, 0, 2]}}"))[1]).isZero();
    }

    @Test
    void aTopicIsAFunctionOfTheSeedAndTheSequence() {
        Destination forwards = destination("}}");
        Destination backwards = destination("}}");
        int[] topics = IntStream.range(0, 1_000)
                .map(sequence -> topic(forwards, sequence))
                .toArray();

        int[] again = new int[1_000];
        for (int sequence = 999; sequence >= 0; sequence--) {
            again[sequence] = topic(backwards, sequence);
        }

        assertThat(again).isEqualTo(topics);
        Destination seeded = destination("}, seed: 2}");
        assertThat(IntStream.range(0, 1_000)
                        .map(sequence -> topic(seeded, sequence))
                        .toArray())
                .isNotEqualTo(topics);
    }

    private static int topic(Destination destination, long sequence) {
        destination.topicOf(sequence);
        return destination.topic();
    }

    /** Otherwise a worker, which has every n-th message, would load only some topics. */
    @Test
    void theTopicsOfAShardHaveTheSharesOfAllMessages() {
        Destination destination = destination("}}");
        long[] counts = new long[3];
        for (long sequence = 0; sequence < 3 * MESSAGES; sequence += 3) {
            counts[topic(destination, sequence)]++;
        }
        ChiSquare.assertFits(counts, new double[] {1, 1, 1});
    }

    @Test
    void thePartitionIsOneOfItsTopic() {
        Destination destination = destination("}, partitioner: {kind: round-robin}}");
        boolean[] seen = new boolean[NUMBERS.count()];
        for (long sequence = 0; sequence < 1_000; sequence++) {
            destination.topicOf(sequence);
            destination.partitionOf(sequence, null, 10);
            assertThat(NUMBERS.at(destination.number()).topic()).isEqualTo(destination.topicName());
            assertThat(NUMBERS.at(destination.number()).partition()).isEqualTo(destination.partition());
            seen[destination.number()] = true;
        }
        assertThat(seen).doesNotContain(false);
    }

    /** A batch of one topic does not end with the messages of another. */
    @Test
    void eachTopicFillsItsOwnBatches() {
        Destination destination = destination("}}");
        int[] before = {-1, -1, -1};
        int changes = 0;
        for (long sequence = 0; sequence < 3_000; sequence++) {
            destination.topicOf(sequence);
            destination.partitionOf(sequence, null, 100);
            int topic = destination.topic();
            changes += before[topic] >= 0 && before[topic] != destination.partition() ? 1 : 0;
            before[topic] = destination.partition();
        }
        // ten messages fill a batch
        assertThat(changes).isBetween(150, 230);
    }
}
