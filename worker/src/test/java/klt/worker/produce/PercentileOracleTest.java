package klt.worker.produce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import klt.common.histogram.LatencyAggregate;
import klt.common.histogram.LatencyHistogram;
import klt.common.histogram.LatencySummary;
import klt.common.protocol.Grant;
import klt.worker.core.SendQueue;
import klt.worker.produce.outcome.AckRecorder;
import klt.worker.produce.outcome.AckRecorder.Category;
import klt.worker.produce.outcome.ErrorTable;
import klt.worker.produce.outcome.SendSlot;
import klt.worker.produce.outcome.SlotRing;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Latencies that many workers recorded, reported each second and merged have the percentiles of a sorted list of all measured messages
 * with the unanswered ones at its end. One seed determines each history.
 */
class PercentileOracleTest {

    private static final int HISTORIES = 300;
    private static final int WORKERS_MAX = 8;
    private static final int MESSAGES_MAX = 400;

    /** A message that was not answered. */
    private static final long NEVER = Long.MAX_VALUE;

    @Test
    void percentilesOverAllWorkersAreThoseOfTheSortedListWithTheUnansweredAtItsEnd() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            History history = new History(seed);
            for (int worker = 0; worker <= seed % WORKERS_MAX; worker++) {
                history.play();
            }
            history.check();
        }
    }

    private static final class History {
        private final long seed;
        private final SplittableRandom random;
        private final double failing;
        private final double silent;
        private final double late;
        private final List<Long> measured = new ArrayList<>();
        private final List<Long> repaired = new ArrayList<>();
        private final LatencyAggregate responseTime = new LatencyAggregate();
        private final LatencyAggregate repairedResponseTime = new LatencyAggregate();

        History(long seed) {
            this.seed = seed;
            random = new SplittableRandom(seed);
            failing = share();
            silent = share();
            late = share();
        }

        /** Often none, sometimes all. */
        private double share() {
            return switch (random.nextInt(5)) {
                case 0, 1 -> 0;
                case 2 -> 0.02;
                case 3 -> random.nextDouble();
                default -> random.nextInt(10) == 0 ? 1 : 0.1;
            };
        }

        /** One worker, from its first message to its last report. */
        void play() {
            FakeTime time = new FakeTime(1L << 40);
            ErrorTable errors = new ErrorTable();
            AckRecorder outcomes = new AckRecorder(time, errors, error -> {}, 1, 1);
            SlotRing slots = new SlotRing(outcomes.producers().getFirst());
            SendQueue work = new SendQueue(1);
            work.adopt(List.of(new Grant(1, "w", 1, 0, Optional.empty(), false, List.of(0))));
            long measuredBefore = 0;
            long repairedBefore = 0;
            int messages = random.nextInt(MESSAGES_MAX);
            for (int i = 0; i < messages; i++) {
                time.pass(random.nextLong(1_000_000));
                message(time.now(), slots.take(), work);
                work.advance();
                if (i == messages - 1 || random.nextInt(50) == 0) {
                    long measuredNow = outcomes.unanswered(Category.MEASURED);
                    long repairedNow = outcomes.unanswered(Category.REPAIRED);
                    responseTime.add(LatencyHistogram.of(outcomes.takeResponseTime()), measuredNow - measuredBefore);
                    repairedResponseTime.add(
                            LatencyHistogram.of(outcomes.takeRepairedResponseTime()), repairedNow - repairedBefore);
                    measuredBefore = measuredNow;
                    repairedBefore = repairedNow;
                }
            }
        }

        private void message(long now, SendSlot slot, SendQueue work) {
            long micros = (long) Math.pow(10, random.nextDouble(1, random.nextDouble() < late ? 8 : 4));
            long fire = now - micros * 1_000;
            Category category = Category.of(random.nextInt(10) == 0, random.nextInt(10) == 0);
            slot.of(fire, fire, category, work.cursor(), null, null, 0, 10);
            boolean answered = false;
            if (random.nextDouble() < failing) {
                slot.onCompletion(null, new RecordTooLargeException("too large"));
            } else if (random.nextDouble() < silent) {
                slot.onCompletion(null, new TimeoutException("expired"));
            } else {
                slot.onCompletion(null, null);
                answered = true;
            }
            if (category == Category.MEASURED) {
                measured.add(answered ? micros : NEVER);
            } else if (category == Category.REPAIRED) {
                repaired.add(answered ? micros : NEVER);
            }
        }

        void check() {
            check(measured, responseTime.summary());
            check(repaired, repairedResponseTime.summary());
        }

        private void check(List<Long> messages, LatencySummary summary) {
            Collections.sort(messages);
            long unanswered = messages.stream().filter(m -> m == NEVER).count();
            assertThat(summary.unanswered()).as("seed %d", seed).isEqualTo(unanswered);
            assertThat(summary.count()).as("seed %d", seed).isEqualTo(messages.size() - unanswered);
            assertClose(summary.p50(), messages, 5_000);
            assertClose(summary.p90(), messages, 9_000);
            assertClose(summary.p95(), messages, 9_500);
            assertClose(summary.p99(), messages, 9_900);
            assertClose(summary.p999(), messages, 9_990);
            assertClose(summary.p9999(), messages, 9_999);
            assertClose(summary.max(), messages, 10_000);
            assertThat(summary.mean().isPresent())
                    .as("seed %d", seed)
                    .isEqualTo(!messages.isEmpty() && unanswered == 0);
        }

        /** @param part of ten thousand */
        private void assertClose(Optional<Long> actual, List<Long> sorted, int part) {
            int rank = Math.ceilDiv(part * sorted.size(), 10_000);
            Optional<Long> exact = rank == 0
                    ? Optional.empty()
                    : Optional.of(sorted.get(rank - 1)).filter(m -> m != NEVER);
            assertThat(actual.isPresent()).as("seed %d, %d", seed, part).isEqualTo(exact.isPresent());
            exact.ifPresent(micros -> assertThat(actual.orElseThrow())
                    .as("seed %d, %d", seed, part)
                    .isBetween(micros, micros + micros / 1_000 + 1));
        }
    }
}
