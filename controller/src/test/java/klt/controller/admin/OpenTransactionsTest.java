package klt.controller.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class OpenTransactionsTest {

    private static final TopicPartition PARTITION = new TopicPartition("orders", 2);

    private final KafkaFutureImpl<PartitionProducerState> answer = new KafkaFutureImpl<>();

    /** An empty answer would remove the transaction that the run knows. */
    @Test
    void withoutAnAnswerNothingIsKnownOfAPartition() {
        for (KafkaException error : List.of(new TimeoutException("late"), new NotLeaderOrFollowerException("moved"))) {
            KafkaFutureImpl<PartitionProducerState> late = new KafkaFutureImpl<>();
            late.completeExceptionally(error);

            assertThatThrownBy(() -> OpenTransactions.producers(PARTITION, late))
                    .isSameAs(error);
        }
    }

    @Test
    void aPartitionThatMayNotBeReadIsLeftOut() throws Exception {
        answer.completeExceptionally(new TopicAuthorizationException("no"));

        assertThat(OpenTransactions.producers(PARTITION, answer)).isEmpty();
    }

    @Test
    void aPartitionWhoseProducersKafkaCannotDescribeIsLeftOut() throws Exception {
        answer.completeExceptionally(new UnknownServerException("bug"));

        assertThat(OpenTransactions.producers(PARTITION, answer)).isEmpty();
    }

    @Test
    void theProducersOfAPartitionAreKnown() throws Exception {
        PartitionProducerState state = new PartitionProducerState(List.of());
        answer.complete(state);

        assertThat(OpenTransactions.producers(PARTITION, answer)).containsSame(state);
    }
}
