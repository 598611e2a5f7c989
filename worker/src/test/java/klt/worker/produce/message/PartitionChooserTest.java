package klt.worker.produce.message;

import static klt.worker.TestRuns.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class PartitionChooserTest {

    private static final byte[] KEY = "some key".getBytes(StandardCharsets.US_ASCII);

    @Test
    void aKeyGoesWhereKafkasOwnPartitionerPutsIt() {
        PartitionChooser chooser = new PartitionChooser.Batches(7, 100, 3);
        for (int n = 0; n < 1_000; n++) {
            byte[] key = Integer.toString(n).getBytes(StandardCharsets.US_ASCII);

            assertThat(chooser.next(0, key, 50)).isEqualTo(BuiltInPartitioner.partitionForKey(key, 7));
        }
    }

    @Test
    void withoutAKeyEachPartitionGetsABatchInTurn() {
        PartitionChooser chooser = new PartitionChooser.Batches(3, 100, 2);

        assertThat(IntStream.range(0, 11).map(n -> chooser.next(0, null, 33)))
                .containsExactly(2, 2, 2, 0, 0, 0, 1, 1, 1, 2, 2);
    }

    @Test
    void aPartitionIsLeftBeforeAMessageThatItsBatchHasNoRoomFor() {
        PartitionChooser chooser = new PartitionChooser.Batches(2, 100, 0);

        assertThat(IntStream.of(60, 40, 60, 41, 100, 1).map(bytes -> chooser.next(0, null, bytes)))
                .containsExactly(0, 0, 1, 0, 1, 0);
    }

    @Test
    void aMessageThatIsLargerThanABatchGoesAlone() {
        PartitionChooser chooser = new PartitionChooser.Batches(3, 100, 0);

        assertThat(IntStream.range(0, 4).map(n -> chooser.next(0, null, 500))).containsExactly(0, 1, 2, 0);
    }

    @Test
    void anyNumberIsAPlaceToBegin() {
        assertThat(new PartitionChooser.Batches(3, 100, -1).next(0, null, 1)).isEqualTo(2);
        assertThat(new PartitionChooser.Batches(3, 100, Integer.MIN_VALUE).next(0, null, 1))
                .isBetween(0, 2);
        assertThat(new PartitionChooser.Batches(1, 100, 5).next(0, null, 500)).isZero();
    }

    private static PartitionChooser chooser(String partitioner, int partitions) {
        return PartitionChooser.of(
                spec("{messages: 1, key: {kind: sequential}, partitioner: " + partitioner + "}"),
                "loadtest",
                partitions,
                100,
                0);
    }

    @Test
    void roundRobinFollowsTheSequence() {
        PartitionChooser chooser = chooser("round-robin", 3);

        assertThat(LongStream.of(0, 1, 2, 3, 999_999_999_998L).mapToInt(n -> chooser.next(n, null, 50)))
                .containsExactly(0, 1, 2, 0, 2);
        chooser.grow(4);
        assertThat(chooser.next(3, null, 50)).isEqualTo(3);
    }

    @Test
    void aFixedPartitionTakesAll() {
        PartitionChooser chooser = chooser("{kind: fixed, partition: 2}", 3);

        assertThat(LongStream.range(0, 100).mapToInt(n -> chooser.next(n, KEY, 50)))
                .containsOnly(2);
    }

    @Test
    void byKeyIsTheDefaultWithAKey() {
        PartitionChooser chooser = chooser("key", 7);

        assertThat(chooser.next(0, KEY, 50)).isEqualTo(BuiltInPartitioner.partitionForKey(KEY, 7));
    }

    @Test
    void weightsAreKept() {
        PartitionChooser chooser = chooser("{kind: weighted, weights: [5, 0, 1, 2]}", 6);
        long[] counts = new long[6];
        for (long n = 0; n < 100_000; n++) {
            counts[chooser.next(n, KEY, 50)]++;
        }

        assertThat(counts[1]).isZero();
        ChiSquare.assertFits(counts, new double[] {5, 0, 1, 2, 0, 0});
        assertThat(chooser("{kind: weighted, weights: [5, 0, 1, 2]}", 6).next(77, KEY, 50))
                .isEqualTo(chooser.next(77, KEY, 50));
    }

    @Test
    void aPartitionThatTheTopicDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> chooser("{kind: fixed, partition: 3}", 3))
                .hasMessage("partitioner names partition 3, but topic loadtest has 3 partitions, numbered from 0");
        assertThatThrownBy(() -> chooser("{kind: weighted, weights: [1, 1, 1, 1]}", 3))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
