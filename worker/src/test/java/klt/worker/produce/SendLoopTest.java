package klt.worker.produce;

import static klt.worker.TestRuns.SHARDS;
import static klt.worker.TestRuns.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import klt.common.protocol.Plan;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.schedule.Segment;
import klt.common.spec.RunSpec.Rate;
import klt.worker.core.Schedule;
import klt.worker.core.ShardWalk;
import klt.worker.core.Timing;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class SendLoopTest {

    private static final Instant START = Instant.parse("2026-11-23T04:12:00Z");
    private static final long START_NANOS = 1_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final List<Integer> ALL = IntStream.range(0, SHARDS).boxed().toList();

    private final FakeTime time = new FakeTime(START_NANOS - 2 * SECOND);
    private final ErrorTable errors = new ErrorTable();
    private final List<Throwable> fatal = new ArrayList<>();
    private final Outcomes outcomes = new Outcomes(time, errors, fatal::add);
    private final List<Long> sent = new ArrayList<>();
    private final List<Long> sentAt = new ArrayList<>();
    private final List<Callback> unanswered = new ArrayList<>();
    private LongConsumer onSend = n -> {};

    @Test
    void sendsEverySequenceAtItsFireTimeWhenTheyAreFarApart() {
        SendLoop loop = loop(plan("{messages: 1000, rate: 100}"));

        run(loop, "{messages: 1000, rate: 100}", ALL);

        assertThat(sent).isEqualTo(LongStream.range(0, 1000).boxed().toList());
        for (int n = 0; n < 1000; n++) {
            assertThat(sentAt.get(n)).isEqualTo(n * SECOND / 100);
        }
        Histogram lag = loop.sendLag().takeInterval();
        assertThat(lag.getTotalCount()).isEqualTo(1000);
        assertThat(lag.getMaxValue()).isZero();
    }

    @Test
    void sendsBatchesOfAQuantumWhenTheyAreClose() {
        SendLoop loop = loop(plan("{messages: 10000, rate: 20000}"));

        run(loop, "{messages: 10000, rate: 20000}", ALL);

        assertThat(sent).hasSize(10_000).isSorted();
        assertThat(time.parks()).isBetween(1_900L, 2_100L);
        assertThat(loop.sendLag().takeInterval().getMaxValue()).isLessThanOrEqualTo(250);
    }

    @Test
    void sendsTheShardsThatItOwns() {
        SendLoop loop = loop(plan("{messages: 200, rate: 1000}"));

        run(loop, "{messages: 200, rate: 1000}", List.of(1, 40));

        assertThat(sent).containsExactly(1L, 40L, 65L, 104L, 129L, 168L, 193L);
        assertThat(sentAt.getFirst()).isEqualTo(1_000_000);
        assertThat(loop.firstFireNanos()).isEqualTo(START_NANOS + 1_000_000);
        assertThat(loop.firstSendNanos()).isEqualTo(START_NANOS + 1_000_000);
    }

    @Test
    void catchesUpAfterAStallWithoutSkippingOrRetiming() {
        onSend = n -> {
            if (n == 100) {
                time.pass(SECOND);
            }
        };
        SendLoop loop = loop(plan("{messages: 1000, rate: 1000}"));

        run(loop, "{messages: 1000, rate: 1000}", ALL);

        assertThat(sent).isEqualTo(LongStream.range(0, 1000).boxed().toList());
        Histogram lag = loop.sendLag().takeInterval();
        assertThat(lag.getMaxValue()).isBetween(998_000L, 1_000_000L);
        // the 899 messages behind the stall are late by what is left of it
        assertThat(lag.getValueAtPercentile(50)).isBetween(490_000L, 510_000L);
    }

    @Test
    void takesANewRateAtItsInstantWithoutGapOrRepeat() {
        Plan plan = plan("{duration: 4s, rate: 100}");
        SendLoop loop = loop(plan);
        Timing faster =
                new Timing(List.of(new Segment(0, 100), new Segment(2 * SECOND, 1_000)), false, Optional.empty());
        onSend = n -> {
            if (n == 100) {
                loop.change(Schedule.of(plan, faster, START));
            }
        };

        run(loop, "{duration: 4s, rate: 100}", ALL);

        assertThat(sent).isEqualTo(LongStream.range(0, 2_200).boxed().toList());
        assertThat(sentAt.get(200)).isEqualTo(2 * SECOND);
        assertThat(sentAt.get(201)).isEqualTo(2 * SECOND + 1_000_000);
    }

    @Test
    void waitsInAPauseAtTheEndForWhatMayStillCome() {
        Plan plan = plan("{duration: 10s, rate: 100}");
        SendLoop loop = loop(plan);
        loop.change(schedule(plan, new Segment(0, 100), new Segment(SECOND, 0)));
        time.wakeEvery(SECOND / 10);
        time.onPark(() -> {
            if (time.nanos() >= START_NANOS + 5 * SECOND && sent.size() == 100) {
                loop.change(schedule(plan, new Segment(0, 100), new Segment(SECOND, 0), new Segment(9 * SECOND, 50)));
            }
        });

        run(loop, "{duration: 10s, rate: 100}", ALL);

        assertThat(sent).isEqualTo(LongStream.range(0, 150).boxed().toList());
        assertThat(sentAt.get(100)).isEqualTo(9 * SECOND);
        assertThat(time.nanos() - START_NANOS).isGreaterThanOrEqualTo(10 * SECOND);
    }

    @Test
    void stopsBeforeTheNextMessage() {
        SendLoop loop = loop(plan("{messages: 1000, rate: 100}"));
        onSend = n -> {
            if (n == 41) {
                loop.stop();
            }
        };

        run(loop, "{messages: 1000, rate: 100}", ALL);

        assertThat(sent).hasSize(42);
        assertThat(loop.sent()).isEqualTo(42);
    }

    @Test
    void stopsAtTheHardStop() {
        Plan plan = plan("{messages: 1000, rate: 100}");
        Timing timing = new Timing(List.of(new Segment(0, 100)), false, Optional.of(START.plusMillis(1_005)));
        SendLoop loop = new SendLoop(time, time, outcomes, Schedule.of(plan, timing, START));

        run(loop, "{messages: 1000, rate: 100}", ALL);

        assertThat(sent).hasSize(101);
    }

    @Test
    void countsAnInterruptedMessageAsUnsent() {
        SendLoop loop = loop(plan("{messages: 1000, rate: 100}"));
        onSend = n -> {
            if (n == 5) {
                loop.stop();
                throw new InterruptException("blocked");
            }
        };

        run(loop, "{messages: 1000, rate: 100}", ALL);

        assertThat(loop.sent()).isEqualTo(5);
        assertThat(errors.count(Outcome.FAILED)).isZero();
        assertThat(loop.sendLag().takeInterval().getTotalCount()).isEqualTo(5);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void goesOnAfterAMessageThatTheClientRefuses() {
        SendLoop loop = loop(plan("{messages: 10, rate: 100}"));
        onSend = n -> {
            if (n == 5) {
                throw new RecordTooLargeException("too large");
            }
        };

        run(loop, "{messages: 10, rate: 100}", ALL);

        assertThat(loop.sent()).isEqualTo(10);
        assertThat(errors.count(Outcome.FAILED)).isEqualTo(1);
        assertThat(fatal).isEmpty();
    }

    @Test
    void tellsARefusalInTheCallbackFromALostAnswerByItsThread() throws InterruptedException {
        SendLoop loop = loop(plan("{messages: 10, rate: 100}"));
        onSend = n -> {
            if (n == 5) {
                unanswered.getLast().onCompletion(null, new TimeoutException("no metadata"));
            }
        };

        run(loop, "{messages: 10, rate: 100}", ALL);
        Thread.ofPlatform()
                .start(() -> unanswered.get(6).onCompletion(null, new TimeoutException("expired")))
                .join();

        assertThat(errors.count(Outcome.FAILED)).isEqualTo(1);
        assertThat(errors.count(Outcome.INDETERMINATE)).isEqualTo(1);
    }

    @Test
    void tellsOfAnErrorThatEndsTheRun() {
        SendLoop loop = loop(plan("{messages: 10, rate: 100}"));
        onSend = n -> unanswered.getLast().onCompletion(null, new TopicAuthorizationException("no"));

        run(loop, "{messages: 10, rate: 100}", ALL);

        assertThat(fatal).first().isInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void measuresTheResponseFromTheFireTimeAndTheServiceFromTheSend() {
        onSend = n -> time.pass(n == 0 ? 50_000_000 : 0);
        SendLoop loop = loop(plan("{messages: 2, rate: 100}"));
        run(loop, "{messages: 2, rate: 100}", ALL);

        // message 1 was due at 10 ms and sent at 50 ms
        time.pass(7_000_000);
        unanswered.get(1).onCompletion(null, null);

        assertThat(outcomes.acked()).isEqualTo(1);
        assertThat(outcomes.responseTime().takeInterval().getMaxValue()).isBetween(46_990L, 47_050L);
        assertThat(outcomes.serviceTime().takeInterval().getMaxValue()).isBetween(6_990L, 7_010L);
        assertThat(loop.sendLag().takeInterval().getMaxValue()).isBetween(39_990L, 40_050L);
    }

    @Test
    void sendsAtMaxWithoutWaiting() {
        onSend = n -> time.pass(1_000);
        SendLoop loop = loop(plan("{duration: 1s, rate: max}"));

        run(loop, "{duration: 1s, rate: max}", ALL);

        assertThat(sent).hasSize(1_000_000).isSorted();
        assertThat(sentAt.getFirst()).isZero();
        assertThat(loop.sendLag().takeInterval().getTotalCount()).isZero();
    }

    @Test
    void holdsAtMaxWhileItIsPaused() {
        Plan plan = plan("{duration: 10s, rate: max}");
        SendLoop loop = loop(plan);
        Schedule held = Schedule.of(plan, new Timing(List.of(), true, Optional.empty()), START);
        Schedule free = Schedule.of(plan, new Timing(List.of(), false, Optional.empty()), START);
        onSend = n -> {
            time.pass(SECOND / 100);
            if (n == 99) {
                loop.change(held);
            }
        };
        time.onPark(() -> loop.change(free));

        run(loop, "{duration: 10s, rate: max}", ALL);

        assertThat(sent).hasSizeBetween(100, 101);
    }

    private SendLoop loop(Plan plan) {
        return new SendLoop(
                time,
                time,
                outcomes,
                Schedule.of(plan, new Timing(List.of(new Segment(0, rate(plan))), false, Optional.empty()), START));
    }

    private static Schedule schedule(Plan plan, Segment... segments) {
        return Schedule.of(plan, new Timing(List.of(segments), false, Optional.empty()), START);
    }

    private static double rate(Plan plan) {
        return plan.spec().rate() instanceof Rate.PerSecond(double value) ? value : 1;
    }

    private void run(SendLoop loop, String yaml, List<Integer> shards) {
        var spec = plan(yaml).spec();
        Messages messages = new Messages(spec, new SequencePayload());
        outcomes.sendingThread(Thread.currentThread());
        StubProducer producer = new StubProducer((record, callback) -> {
            long sequence = ByteBuffer.wrap(record.value()).getLong();
            unanswered.add(callback);
            long at = time.nanos() - START_NANOS;
            onSend.accept(sequence);
            sent.add(sequence);
            sentAt.add(at);
        });
        loop.run(producer, messages, new ShardWalk(shards, SHARDS, 0), START_NANOS);
    }

    /** Only the sequence. */
    private static final class SequencePayload implements PayloadWriter {
        private final byte[] value = new byte[Long.BYTES];

        @Override
        public void write(long sequence, long sendNanos) {
            ByteBuffer.wrap(value).putLong(sequence);
        }

        @Override
        public byte[] value() {
            return value;
        }
    }
}
