package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.kafka.PartitionNumbers;
import klt.controller.core.CoreHarness;
import klt.controller.core.lifecycle.RunTopic.Change;
import klt.controller.core.run.Event.TopicState;
import org.junit.jupiter.api.Test;

class RunTopicsTest {

    private static final Instant NOW = CoreHarness.BEGIN;
    private static final List<Long> FROM = List.of(10L, 20L);

    private final RunTopics one = new RunTopics(List.of("orders"), List.of());
    private final RunTopics two = new RunTopics(List.of("orders", "bills"), List.of("id-1", "id-2"));

    private static Optional<TopicState> topic(String id, Long... begins) {
        return Optional.of(new TopicState(id, List.of(begins)));
    }

    private List<Change> seen(Optional<TopicState> state) {
        return one.seen(List.of(state), new PartitionNumbers(List.of("orders"), List.of(FROM.size())), FROM, NOW);
    }

    private List<Change> seen(Optional<TopicState> orders, Optional<TopicState> bills) {
        return two.seen(
                List.of(orders, bills),
                new PartitionNumbers(List.of("orders", "bills"), List.of(1, 1)),
                List.of(0L, 0L),
                NOW);
    }

    @Test
    void kafkaIsAskedAgainSomeTimeAfterItsAnswer() {
        assertThat(one.isDue(NOW)).isTrue();
        one.asked(NOW);
        assertThat(one.isDue(NOW)).isFalse();

        seen(topic("id", 10L, 20L));

        assertThat(one.isAsked(NOW)).isFalse();
        assertThat(one.isDue(NOW.plus(RunTopics.LOOK_EVERY).minusNanos(1))).isFalse();
        assertThat(one.isDue(NOW.plus(RunTopics.LOOK_EVERY))).isTrue();
    }

    @Test
    void anAnswerIsWaitedForUpToALimit() {
        one.asked(NOW);
        Instant last = NOW.plus(RunTopics.ANSWER_MAX);

        assertThat(one.isAsked(last)).isTrue();
        assertThat(one.isDue(last)).isFalse();
        assertThat(one.isAsked(last.plusNanos(1))).isFalse();
        assertThat(one.isDue(last.plusNanos(1))).isTrue();
    }

    @Test
    void whileATopicIsAbsentKafkaIsAskedAtOnce() {
        seen(Optional.empty());
        assertThat(one.isAnyAbsent()).isTrue();
        assertThat(one.isDue(NOW)).isTrue();

        one.asked(NOW);
        one.unanswered(NOW);

        assertThat(one.isAnyAbsent()).isFalse();
        assertThat(one.isAsked(NOW)).isFalse();
        assertThat(one.isDue(NOW)).isFalse();
        assertThat(one.isDue(NOW.plus(Duration.ofSeconds(3)))).isTrue();
    }

    @Test
    void aTopicIsLostWhenItIsAbsentTwiceInARow() {
        Change lost = new Change.Lost(Args.of("topic", "orders"));

        assertThat(seen(Optional.empty())).isEmpty();
        one.unanswered(NOW);
        assertThat(seen(Optional.empty())).isEmpty();
        assertThat(seen(topic("id", 10L, 20L))).isEmpty();
        assertThat(seen(Optional.empty())).isEmpty();
        assertThat(seen(Optional.empty())).containsExactly(lost);
    }

    @Test
    void aTopicWithAnotherIdOrFewerPartitionsIsAnotherOne() {
        Change lost = new Change.Lost(Args.of("topic", "orders", "partitionsAfter", 1, "partitionsBefore", 2));
        assertThat(seen(topic("id", 10L))).containsExactly(lost);

        assertThat(seen(topic("id", 10L, 20L))).isEmpty();
        assertThat(seen(topic("other", 10L, 20L))).hasSize(1).first().isInstanceOf(Change.Lost.class);
    }

    @Test
    void idsAreKnownWhenThoseOfAllTopicsAre() {
        assertThat(one.ids()).isEmpty();
        seen(topic("id", 10L, 20L));
        assertThat(one.ids()).containsExactly("id");

        assertThat(two.ids()).containsExactly("id-1", "id-2");
    }

    @Test
    void eachAdditionOfPartitionsIsReportedOnce() {
        Change.Grown first =
                new Change.Grown(3, Args.of("topic", "orders", "partitionsAdded", 1, "partitionsBefore", 2));
        Change.Grown second =
                new Change.Grown(4, Args.of("topic", "orders", "partitionsAdded", 2, "partitionsBefore", 2));

        assertThat(seen(topic("id", 10L, 20L, 0L))).containsExactly(first);
        assertThat(seen(topic("id", 10L, 20L, 0L))).isEmpty();
        assertThat(seen(topic("id", 10L, 20L, 0L, 0L))).containsExactly(second);
    }

    @Test
    void partitionsThatAreAddedToOneOfSeveralTopicsAreNotUsed() {
        Args args = Args.of("topic", "bills", "partitionsAdded", 1, "partitionsBefore", 1);

        assertThat(seen(topic("id-1", 0L), topic("id-2", 0L, 0L)))
                .containsExactly(new Change.GrownUnused(args.and("used", false)));
    }

    @Test
    void recordsThatAreDeletedAreReportedOnce() {
        assertThat(seen(topic("id", 10L, -1L))).as("unknown").isEmpty();

        assertThat(seen(topic("id", 13L, 20L)))
                .containsExactly(
                        new Change.Cut(Args.of("topic", "orders", "offsets", 3L, "cut", Collections.singletonList(0))));
        assertThat(seen(topic("id", 15L, 25L))).isEmpty();
    }
}
