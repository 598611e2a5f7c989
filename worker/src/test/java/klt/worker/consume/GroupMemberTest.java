package klt.worker.consume;

import static klt.worker.TestRuns.RUN;
import static klt.worker.TestRuns.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.Consumed;
import klt.common.spec.RunSpec;
import klt.worker.clock.BusTime;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The pauses of a member; each action below happens during one poll. */
class GroupMemberTest {

    private static final Instant START = Instant.parse("2026-11-23T04:12:00Z");
    private static final RunSpec SPEC = spec("{messages: 1, consumers: {groups: 1}}");

    /** Kafka's mock tells its listener about a loss and the next assignment at the same time, and this one also separately. */
    private static final class ListeningConsumer extends MockConsumer<byte[], byte[]> {

        private Optional<ConsumerRebalanceListener> listener = Optional.empty();

        ListeningConsumer() {
            super("none");
        }

        @Override
        public synchronized void subscribe(Collection<String> topics, ConsumerRebalanceListener callbacks) {
            listener = Optional.of(callbacks);
            super.subscribe(topics, callbacks);
        }

        ConsumerRebalanceListener listener() {
            return listener.orElseThrow();
        }
    }

    private final AtomicLong nanos = new AtomicLong();
    private final ListeningConsumer consumer = new ListeningConsumer();
    private final GroupMeter meter = new GroupMeter(RUN, 0, new LongAdder(), new LongAdder(), new LongAdder());
    private final GroupMember member;

    GroupMemberTest() {
        BusTime busTime = new BusTime(nanos::get, InstantSource.fixed(START));
        busTime.followWallClock();
        member = new GroupMember(
                "m-0",
                new Member.Setting(
                        RUN,
                        SPEC,
                        PartitionNumbers.ofFirst(SPEC.topic(), 2),
                        SPEC.consumers().common(),
                        busTime,
                        nanos::get),
                meter,
                Optional.of(List.of(0L, 0L)),
                () -> consumer);
    }

    private void pass(long millis) {
        consumer.schedulePollTask(
                () -> nanos.addAndGet(Duration.ofMillis(millis).toNanos()));
    }

    private void assigned(int... partitions) {
        List<TopicPartition> all = IntStream.of(partitions)
                .mapToObj(partition -> new TopicPartition(SPEC.topic().name(), partition))
                .toList();
        consumer.schedulePollTask(() -> consumer.rebalance(all));
    }

    private void revoked() {
        consumer.schedulePollTask(() -> consumer.listener().onPartitionsRevoked(consumer.assignment()));
    }

    private void lost() {
        consumer.schedulePollTask(() -> consumer.listener().onPartitionsLost(consumer.assignment()));
    }

    private Consumed.Members read() {
        consumer.schedulePollTask(member::stop);
        member.read();
        return meter.consumed(0, 1, 0, Optional.empty(), Optional.empty()).members();
    }

    @Test
    void aPauseLastsFromTheLossOfPartitionsUntilTheNextAssignment() {
        member.startAt(START);
        pass(700);
        assigned(0, 1);
        pass(10_000);
        revoked();
        pass(2_000);
        assigned(0);
        lost();
        pass(3_000);
        assigned(1);

        Consumed.Members members = read();

        assertThat(members.rebalances()).isEqualTo(3);
        assertThat(members.pausedMicros()).isEqualTo(5_000_000);
        assertThat(members.pausedMicrosMax()).isEqualTo(3_000_000);
    }

    @Test
    void aPauseThatDoesNotEndIsTheLongest() {
        member.startAt(START);
        assigned(0, 1);
        revoked();
        pass(4_000);

        Consumed.Members members = read();

        assertThat(members.pausedMicros()).isZero();
        assertThat(members.pausedMicrosMax()).isEqualTo(4_000_000);
    }

    @Test
    void theTimeBeforeTheStartOfTheRunDoesNotCount() {
        member.startAt(START.plusSeconds(5));
        assigned(0, 1);
        revoked();
        pass(3_000);
        assigned(0);
        revoked();
        pass(4_000);
        assigned(1);

        Consumed.Members members = read();

        assertThat(members.pausedMicros()).isEqualTo(7_000_000);
        assertThat(members.pausedMicrosMax()).isEqualTo(2_000_000);
    }

    @Test
    void partitionsThatAreLostDuringAPauseDoNotShortenIt() {
        member.startAt(START);
        assigned(0, 1);
        revoked();
        pass(3_000);
        lost();
        pass(1_000);
        assigned(0);

        assertThat(read().pausedMicrosMax()).isEqualTo(4_000_000);
    }

    @Test
    void aRunWithoutAStartHasNoPauses() {
        assigned(0, 1);
        revoked();
        pass(3_000);
        assigned(0);

        assertThat(read().pausedMicrosMax()).isZero();
    }
}
