package klt.controller.core.shards;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.controller.core.CoreHarness;
import klt.controller.core.history.Disruption;
import klt.controller.core.history.Disruption.Cause;
import klt.controller.core.history.RunHistory;
import klt.controller.core.schedule.LoadSchedule;
import klt.controller.core.schedule.Timeline;
import org.junit.jupiter.api.Test;

/** Message {@code n} is due {@code n / 10} seconds after the start. A handover takes effect 1.5 seconds after it is decided. */
class DisruptionsTest {

    private static final Instant START = CoreHarness.BEGIN;
    private static final Timeline TIMELINE = new Timeline(
            new LoadSchedule(CoreHarness.spec("{rate: 10, duration: 100s}").load(), List.of()), Optional.of(START));
    private static final Args LOST = Args.of("cause", Cause.WORKER_LOST, "worker", "a");

    private final Disruptions disruptions = new Disruptions(RunHistory.NONE);

    private static Disruption of(Cause cause, double from, double to) {
        return new Disruption(Args.of("cause", cause), from, to);
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    @Test
    void aDisruptionLastsUntilTheHandoverTakesEffect() {
        disruptions.add(LOST, 3, TIMELINE, at(5));
        assertThat(disruptions.all()).containsExactly(new Disruption(LOST, 3, 6.5));

        disruptions.end(40, TIMELINE, at(8));
        disruptions.add(LOST, 20, TIMELINE, at(21));
        disruptions.end(210, TIMELINE, at(22));

        assertThat(disruptions.all()).containsExactly(new Disruption(LOST, 3, 9.5), new Disruption(LOST, 20, 23.5));
    }

    @Test
    void messagesThatAreHandedOverBeforeTheyAreDueDisruptNothing() {
        disruptions.add(LOST, 6.5, TIMELINE, at(5));

        assertThat(disruptions.all()).isEmpty();
    }

    @Test
    void messagesWithoutAWorkerAreADisruptionOfTheirOwn() {
        disruptions.end(20, TIMELINE, at(5));

        assertThat(disruptions.all()).containsExactly(of(Cause.SHARDS_UNASSIGNED, 2, 6.5));
    }

    @Test
    void theWaitForWorkersIsADisruption() {
        assertThat(disruptions.isWaiting()).isFalse();
        disruptions.add(LOST, 3, TIMELINE, at(4));
        disruptions.beginWait(at(5));
        assertThat(disruptions.isWaiting()).isTrue();

        disruptions.end(30, TIMELINE, at(10));

        assertThat(disruptions.isWaiting()).isFalse();
        assertThat(disruptions.all()).containsExactly(new Disruption(LOST, 3, 11.5), of(Cause.NO_WORKER, 5, 11.5));
    }

    @Test
    void aHandoverDoesNotEndTheLossOfConsumers() {
        Disruption consumers = of(Cause.CONSUMERS_LOST, 1, 2);
        disruptions.add(LOST, 3, TIMELINE, at(4));
        disruptions.add(consumers);

        disruptions.end(30, TIMELINE, at(8));

        assertThat(disruptions.all()).containsExactly(consumers, new Disruption(LOST, 3, 9.5));
    }

    @Test
    void aDisruptionOfAnEarlierControllerIsContinued() {
        RunHistory past = new RunHistory(List.of(), List.of(new Disruption(LOST, 3, 6.5)), List.of(), List.of());

        Disruptions overlapping = new Disruptions(past);
        overlapping.end(65, TIMELINE, at(9));
        assertThat(overlapping.all()).containsExactly(new Disruption(LOST, 3, 10.5));

        Disruptions later = new Disruptions(past);
        later.end(66, TIMELINE, at(9));
        assertThat(later.all()).containsExactly(new Disruption(LOST, 3, 6.5), of(Cause.SHARDS_UNASSIGNED, 6.6, 10.5));
    }
}
