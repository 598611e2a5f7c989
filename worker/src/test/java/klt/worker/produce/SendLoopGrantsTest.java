package klt.worker.produce;

import static klt.worker.TestRuns.ALL;
import static klt.worker.TestRuns.SHARDS;
import static klt.worker.TestRuns.everything;
import static klt.worker.TestRuns.grant;
import static klt.worker.TestRuns.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import klt.common.protocol.Grant;
import klt.common.protocol.Plan;
import klt.common.protocol.StatusRecord.GrantProgress;
import klt.worker.core.Schedule;
import klt.worker.core.ScheduleState;
import klt.worker.produce.SendLoop.SendPlan;
import org.junit.jupiter.api.Test;

/** Grants are added and removed while a loop sends. */
class SendLoopGrantsTest extends SendLoopHarness {

    private static final List<Integer> EVEN =
            ALL.stream().filter(shard -> shard % 2 == 0).toList();
    private static final List<Integer> ODD =
            ALL.stream().filter(shard -> shard % 2 == 1).toList();

    @Test
    void handsShardsOverAtACutWithoutGapOrRepeat() {
        Plan plan = plan("{messages: 1000, rate: 100}");
        SendLoop before = loop(plan);
        onSend = n -> {
            if (n == 300) {
                before.change(sendPlan(plan, List.of(WHOLE.getFirst().endingAt(500), grant(2, ME, 500, ODD))));
            }
        };
        run(before);
        assertThat(sent).hasSize(750).isSorted();
        assertThat(sentAt).isEqualTo(sent.stream().map(n -> n * SECOND / 100).toList());
        assertThat(before.progress().grants())
                .containsExactly(new GrantProgress(1, 500, 0, true), new GrantProgress(2, 1_001, 501, true));

        onSend = n -> {};
        run(loop(plan, grant(3, "w2.1", 500, EVEN)));

        assertThat(sent.stream().sorted().toList()).isEqualTo(upTo(1_000));
    }

    @Test
    void sendsTheRestOfARunThatItJoinsAtItsTimes() {
        SendLoop loop = loop(plan("{messages: 1000, rate: 100}"), grant(7, ME, 600, EVEN));

        run(loop);

        assertThat(sent).hasSize(200).startsWith(600L, 602L);
        assertThat(sentAt.getFirst()).isEqualTo(6 * SECOND);
        assertThat(loop.sendLag().takeInterval().getMaxValue()).isZero();
    }

    @Test
    void endsWhereItStandsWhenTheEndComesTooLate() {
        Plan plan = plan("{messages: 1000, rate: 100}");
        SendLoop loop = loop(plan);
        onSend = n -> {
            if (n == 300) {
                loop.change(sendPlan(plan, List.of(WHOLE.getFirst().endingAt(100))));
            }
        };

        run(loop);

        assertThat(sent).isEqualTo(upTo(301));
        assertThat(loop.progress().grants()).containsExactly(new GrantProgress(1, 301, 0, true));
    }

    @Test
    void sendsTheLastPlanFromBeforeItBegan() {
        Plan plan = plan("{messages: 1000, rate: 1000}");
        SendLoop loop = loop(plan, grant(1, ME, 0, EVEN));
        loop.change(sendPlan(plan, List.of(grant(2, ME, 0, List.of(5)))));

        run(loop);

        assertThat(sent).hasSize(16).startsWith(5L, 69L);
    }

    @Test
    void takesItsGrantsAndItsScheduleFromTheSameOrders() throws InterruptedException {
        Plan plan = plan("{messages: 1000, rate: max}");
        SendPlan free = new SendPlan(atMax(plan, false), List.of(grant(1, ME, 0, List.of(0))));
        SendPlan held = new SendPlan(atMax(plan, true), List.of(grant(2, ME, 0, List.of(1))));
        SendLoop loop = real(free, () -> {});
        Thread other = Thread.ofPlatform().start(() -> {
            while (!loop.isStopping()) {
                loop.change(held);
                loop.change(free);
            }
        });
        onSend = n -> {
            if (sent.size() >= 200_000) {
                loop.stop();
            }
        };

        runOn(loop, System.nanoTime());
        other.join();

        assertThat(sent).allMatch(n -> n % SHARDS == 0);
    }

    @Test
    void tellsOnceThatItRestsAndGoesOnWithNewGrants() {
        Plan plan = plan("{messages: 1000, rate: 100}");
        Grant first = WHOLE.getFirst().endingAt(400);
        SendPlan more = sendPlan(plan, List.of(first, grant(2, ME, 400, ALL)));
        SendLoop loop = loop(plan, first);
        time.wakeEvery(SECOND / 10);
        onRest = () -> {
            if (rests.size() == 2) {
                loop.stop();
            }
        };
        time.onPark(() -> {
            if (sent.size() == 400 && time.nanos() >= START_NANOS + 6 * SECOND) {
                loop.change(more);
            }
        });

        run(loop);

        assertThat(sent).isEqualTo(upTo(1_000));
        assertThat(rests).hasSize(2);
        assertThat(rests.getFirst()).isBetween(3_990_000_000L, 4_010_000_000L);
        assertThat(sentAt.get(400)).isGreaterThanOrEqualTo(6 * SECOND);
        assertThat(rests.getLast()).isBetween(9_990_000_000L, 10_010_000_000L);
    }

    @Test
    void restsAtMaxUntilThereAreNewGrants() {
        Plan plan = plan("{messages: 1000, rate: max}");
        Grant first = WHOLE.getFirst().endingAt(400);
        SendLoop loop = loop(plan, first);
        onRest = () -> {
            if (rests.size() == 2) {
                loop.stop();
            }
        };
        time.onPark(() -> {
            if (sent.size() == 400) {
                assertThat(rests).hasSize(1);
                loop.change(sendPlan(plan, List.of(first, grant(2, ME, 400, ALL))));
            }
        });

        run(loop);

        assertThat(sent).isEqualTo(upTo(1_000));
    }

    @Test
    void aRunOfTimeClosesWhenItsTimeIsOver() {
        SendLoop loop = loop(plan("{duration: 4s, rate: 100}"), grant(1, ME, 0, EVEN));

        run(loop);

        assertThat(sent).hasSize(200);
        assertThat(rests).containsExactly(4 * SECOND);
        assertThat(loop.progress().grants()).containsExactly(new GrantProgress(1, 400, 0, true));
    }

    @Test
    void restsOnceAndBeforeTheTimeIsOverWhenItHasNoGrantThatGoesOn() {
        SendLoop loop =
                loop(plan("{duration: 60s, rate: 100}"), WHOLE.getFirst().endingAt(100));
        onRest = () -> {};
        time.onPark(() -> {
            if (time.nanos() > START_NANOS + 90 * SECOND) {
                loop.stop();
            }
        });

        run(loop);

        assertThat(sent).hasSize(100);
        assertThat(rests).hasSize(1);
        assertThat(rests.getFirst()).isLessThan(2 * SECOND);
    }

    @Test
    void sendsNothingMoreWhenItEndsHowever() {
        SendLoop loop = loop(plan("{messages: 1000, rate: 100}"));
        onSend = n -> {
            if (n == 5) {
                throw new AssertionError("out of memory, say");
            }
        };

        assertThatThrownBy(() -> run(loop)).hasMessage("out of memory, say");

        assertThat(loop.progress().grants()).containsExactly(new GrantProgress(1, 5, 0, true));
    }

    @Test
    void isNotifiedOfAChangeWhileItWaits() throws InterruptedException {
        Plan plan = plan("{messages: 1000, rate: 100}");
        SendLoop real = real(sendPlan(plan, List.of(everything(1, ME).endingAt(0))), () -> {});
        Thread loop = Thread.ofPlatform().start(() -> runOn(real, System.nanoTime() - 100 * SECOND));

        real.change(sendPlan(plan, List.of(grant(2, ME, 0, List.of(3)))));
        long deadline = System.nanoTime() + 20 * SECOND;
        while (real.counters().sent() < 16 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        real.stop();

        assertThat(loop.join(Duration.ofSeconds(10))).isTrue();
        assertThat(real.counters().sent()).isEqualTo(16);
    }

    /** In the time of this machine. */
    private SendLoop real(SendPlan first, Runnable atRest) {
        SendGate open = new SendGate(() -> System.nanoTime() + 3_600 * SECOND);
        return new SendLoop(System::nanoTime, LockSupport::parkNanos, outcomes, open, SHARDS, first, atRest);
    }

    private static Schedule atMax(Plan plan, boolean held) {
        return Schedule.of(plan, new ScheduleState(List.of(), held, Optional.empty()), START);
    }
}
