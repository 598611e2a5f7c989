package klt.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionNumbersTest {

    private final PartitionNumbers one = new PartitionNumbers(List.of("a"), List.of(3));
    private final PartitionNumbers three = new PartitionNumbers(List.of("a", "b", "c"), List.of(3, 1, 2));

    @Test
    void theTopicsFollowOneAnother() {
        assertThat(three.count()).isEqualTo(6);
        assertThat(three.at(0)).isEqualTo(new TopicPartition("a", 0));
        assertThat(three.at(2)).isEqualTo(new TopicPartition("a", 2));
        assertThat(three.at(3)).isEqualTo(new TopicPartition("b", 0));
        assertThat(three.at(5)).isEqualTo(new TopicPartition("c", 1));
        assertThat(three.topicOf(3)).isEqualTo(1);
        assertThat(three.first(2)).isEqualTo(4);
        assertThat(three.partitions(2)).isEqualTo(2);
    }

    @Test
    void everyNumberLeadsBackToItself() {
        for (int number = 0; number < three.count(); number++) {
            TopicPartition key = three.at(number);
            assertThat(three.number(key.topic(), key.partition())).hasValue(number);
        }
    }

    @Test
    void aSingleTopicKeepsItsNumbersWhenItGrows() {
        assertThat(one.at(7)).isEqualTo(new TopicPartition("a", 7));
        assertThat(one.number("a", 7)).hasValue(7);
        assertThat(one.flatten(List.of(List.of(1L, 2L, 3L, 4L)))).containsExactly(1L, 2L, 3L, 4L);
        assertThat(one.of(0, List.of(1, 2, 3, 4))).containsExactly(1, 2, 3, 4);
    }

    @Test
    void ofSeveralTopicsAddedPartitionsHaveNoNumber() {
        assertThat(three.number("b", 1)).isEmpty();
        assertThat(three.number("c", 2)).isEmpty();
        assertThat(three.number("d", 0)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> three.at(6));
        assertThatIllegalArgumentException().isThrownBy(() -> three.at(-1));
        assertThat(three.flatten(List.of(List.of(1L, 2L, 3L), List.of(4L, 99L), List.of(5L, 6L, 99L))))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void offsetsOfMissingPartitionsAreMissing() {
        assertThat(three.flatten(List.of(List.of(1L), List.of(), List.of(5L, 6L))))
                .containsExactly(1L, 5L, 6L);
    }

    @Test
    void theEntriesOfATopicAreItsPart() {
        assertThat(three.of(0, List.of(0, 1, 2, 3, 4, 5))).containsExactly(0, 1, 2);
        assertThat(three.of(2, List.of(0, 1, 2, 3, 4, 5))).containsExactly(4, 5);
    }

    @Test
    void eachTopicHasANumberOfPartitions() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PartitionNumbers(List.of("a"), List.of(1, 2)));
        assertThatIllegalArgumentException().isThrownBy(() -> new PartitionNumbers(List.of(), List.of()));
    }
}
