package klt.controller.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.controller.core.Intervals;
import klt.controller.core.run.Event;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.core.stats.HeldWindows;
import org.junit.jupiter.api.Test;

class ObjectiveWatchTest {

    private static final String SPEC =
            "{duration: 60s, rate: 10, warmup: 5s, objectives: ['response.p99<20ms'], abortAfter: 4s}";
    private static final long GOOD = 1_000;
    private static final long BAD = 50_000;

    private final JudgedRun judged = new JudgedRun();

    private void run(String spec) {
        judged.harness().running("r", spec, "a");
    }

    /** Seconds of ten messages each, which are judged as they pass. */
    private void pass(int from, int until, long micros) {
        for (int second = from; second < until; second++) {
            judged.acked(second, second + 1, 10, micros);
            judged.harness().tick();
            judged.passTo(second + 1);
        }
    }

    private HeldWindows held() {
        return judged.run().stats().held().getFirst();
    }

    @Test
    void secondsAndTensAfterTheWarmUpAreJudgedByThemselves() {
        run(SPEC);
        pass(0, 5, BAD);
        pass(5, 17, GOOD);
        pass(17, 20, BAD);
        pass(20, 35, GOOD);

        // the reports of the last seconds may still arrive
        assertThat(held().ofSeconds().orElseThrow()).isBetween(0.88, 0.91);
        assertThat(held().ofTens()).contains(0.5);
        assertThat(judged.run().phase()).isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void theRunIsStoppedWhenAnObjectiveIsMissedForTooLong() {
        run(SPEC);
        pass(0, 12, GOOD);
        pass(12, 20, BAD);

        assertThat(judged.run().phase()).isEqualTo(RunPhase.STOPPED);
        assertThat(judged.run().end().orElseThrow().code()).isEqualTo(EndCode.OBJECTIVE_MISSED_TOO_LONG);
        assertThat(judged.run().end().orElseThrow().args().values())
                .containsEntry("objective", "response.p99<20ms")
                .containsEntry("missedSeconds", 4L);
    }

    @Test
    void aGoodSecondBetweenBadOnesRestartsTheCount() {
        run(SPEC);
        pass(0, 10, GOOD);
        pass(10, 13, BAD);
        pass(13, 14, GOOD);
        pass(14, 17, BAD);
        pass(17, 25, GOOD);

        assertThat(judged.run().phase()).isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void badSecondsOfTheWarmUpDoNotCount() {
        run(SPEC);
        pass(0, 5, BAD);
        pass(5, 8, BAD);
        pass(8, 20, GOOD);

        assertThat(judged.run().phase()).isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void secondsWithoutReportsAreNotJudged() {
        run("{duration: 60s, rate: 10, warmup: 5s, objectives: ['rate>=99%'], abortAfter: 4s}");
        pass(0, 12, GOOD);
        judged.passTo(32);
        judged.harness().tick();
        pass(33, 40, GOOD);

        assertThat(judged.run().phase()).isEqualTo(RunPhase.RUNNING);
        assertThat(held().ofSeconds()).contains(1.0);
    }

    @Test
    void aPauseIsNotJudged() {
        run("{duration: 60s, rate: 10, warmup: 5s, objectives: ['rate>=9'], abortAfter: 4s}");
        pass(0, 8, GOOD);
        judged.harness().on(new Event.LoadChangeRequested("r", new LoadRequest.Pause()));
        pass(8, 10, GOOD);
        for (int second = 10; second < 30; second++) {
            judged.harness().interval("a", Intervals.interval("r", judged.nextInterval(), second));
            judged.harness().tick();
        }

        assertThat(judged.run().phase()).isEqualTo(RunPhase.PAUSED);
    }

    @Test
    void secondsInWhichAQuotaThrottledTheProducersCount() {
        run("{duration: 60s, rate: 10, warmup: 5s, objectives: ['throttle<10%'], abortAfter: 4s}");
        for (int second = 0; second < 20; second++) {
            judged.passTo(second + 1);
            judged.harness()
                    .interval("a", Intervals.throttled(judged.nextInterval(), second, 10, second < 9 ? 0.01 : 0.2));
            judged.harness().tick();
        }

        assertThat(judged.run().end().orElseThrow().args().values()).containsEntry("objective", "throttle<10%");
        assertThat(held().ofSeconds()).contains(0.5);
    }

    @Test
    void aRunAtRateMaxIsJudgedToo() {
        run("{duration: 60s, rate: max, objectives: ['response.p99<20ms', 'rate>=1'], abortAfter: 4s}");
        pass(0, 12, BAD);

        assertThat(judged.run().end().orElseThrow().code()).isEqualTo(EndCode.OBJECTIVE_MISSED_TOO_LONG);
        assertThat(judged.run().stats().held().get(1).ofSeconds()).contains(1.0);
    }

    @Test
    void withoutALimitNothingIsStopped() {
        run("{duration: 60s, rate: 10, warmup: 5s, objectives: ['response.p99<20ms']}");
        pass(0, 30, BAD);

        assertThat(judged.run().phase()).isEqualTo(RunPhase.RUNNING);
        assertThat(held().ofSeconds()).isEqualTo(Optional.of(0.0));
    }

    @Test
    void anotherControllerJudgesTheSameSeconds() {
        run(SPEC);
        pass(0, 12, GOOD);
        pass(12, 15, BAD);
        pass(15, 25, GOOD);
        HeldWindows before = held();

        var next = judged.harness().successor();
        next.ticks(1);

        HeldWindows after = next.run("r").stats().held().getFirst();
        assertThat(after.ofTens()).isEqualTo(before.ofTens());
    }
}
