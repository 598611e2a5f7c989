package klt.worker.produce.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class PartitionChooserTest {

    @Test
    void aKeyGoesWhereKafkasOwnPartitionerPutsIt() {
        PartitionChooser chooser = new PartitionChooser(7, 100, 3);
        for (int n = 0; n < 1_000; n++) {
            byte[] key = Integer.toString(n).getBytes(StandardCharsets.US_ASCII);

            assertThat(chooser.next(key, 50)).isEqualTo(BuiltInPartitioner.partitionForKey(key, 7));
        }
    }

    @Test
    void withoutAKeyEachPartitionGetsABatchInTurn() {
        PartitionChooser chooser = new PartitionChooser(3, 100, 2);

        assertThat(IntStream.range(0, 11).map(n -> chooser.next(null, 33)))
                .containsExactly(2, 2, 2, 0, 0, 0, 1, 1, 1, 2, 2);
    }

    @Test
    void aPartitionIsLeftBeforeAMessageThatItsBatchHasNoRoomFor() {
        PartitionChooser chooser = new PartitionChooser(2, 100, 0);

        assertThat(IntStream.of(60, 40, 60, 41, 100, 1).map(bytes -> chooser.next(null, bytes)))
                .containsExactly(0, 0, 1, 0, 1, 0);
    }

    @Test
    void aMessageThatIsLargerThanABatchGoesAlone() {
        PartitionChooser chooser = new PartitionChooser(3, 100, 0);

        assertThat(IntStream.range(0, 4).map(n -> chooser.next(null, 500))).containsExactly(0, 1, 2, 0);
    }

    @Test
    void anyNumberIsAPlaceToBegin() {
        assertThat(new PartitionChooser(3, 100, -1).next(null, 1)).isEqualTo(2);
        assertThat(new PartitionChooser(3, 100, Integer.MIN_VALUE).next(null, 1))
                .isBetween(0, 2);
        assertThat(new PartitionChooser(1, 100, 5).next(null, 500)).isZero();
    }
}
