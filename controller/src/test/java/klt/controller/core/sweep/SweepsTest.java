package klt.controller.core.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.spec.sweep.SweepReader;
import klt.common.spec.sweep.SweepResult;
import klt.common.spec.sweep.SweepSpec;
import klt.controller.core.ControllerCore;
import klt.controller.core.CoreHarness;
import klt.controller.core.history.RunHistory;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Run;
import klt.controller.core.run.Sweep;
import org.junit.jupiter.api.Test;

class SweepsTest {

    private static final List<String> ORDER =
            List.of("s-1-c1-r1", "s-1-c2-r1", "s-1-c3-r1", "s-1-c1-r2", "s-1-c2-r2", "s-1-c3-r2");

    private CoreHarness harness = withWorker(new CoreHarness());

    private static CoreHarness withWorker(CoreHarness harness) {
        harness.heartbeat("a");
        return harness;
    }

    private static SweepSpec threeCells() {
        return ((SweepResult.Valid) SweepReader.readYaml(
                        "{kind: sweep, messages: 100, sweep: {values: {rate: [10, 20, 30]}, repeats: 2, coolDown: 4s}}",
                        1_000))
                .sweep();
    }

    private Reply submit(String id) {
        return harness.on(new Event.SweepSubmitted(id, threeCells()));
    }

    private List<String> live() {
        return harness.core().runs().stream().map(Run::id).toList();
    }

    private Sweep stored() {
        return harness.commanded(Command.StoreSweep.class).getLast().sweep();
    }

    /** Ends the current run and lets the cool-down pass. */
    private void endRun(Runnable how) {
        how.run();
        ticks(5);
    }

    private void ticks(int count) {
        for (int i = 0; i < count; i++) {
            harness.heartbeat("a");
            harness.tick();
        }
    }

    private void stopCurrent() {
        harness.on(new Event.StopRequested(live().getFirst()));
    }

    private List<String> runToTheEnd(Supplier<Boolean> over) {
        List<String> order = new ArrayList<>();
        while (!over.get()) {
            order.addAll(live());
            endRun(this::stopCurrent);
        }
        return order;
    }

    @Test
    void eachCellRunsOnceBeforeAnyRunsAgain() {
        submit("s-1");

        assertThat(runToTheEnd(() -> harness.core().sweeps().isEmpty())).isEqualTo(ORDER);
        assertThat(stored().endedAt()).contains(harness.now().minusSeconds(4));
        assertThat(stored().stopRequestedAt()).isEmpty();
        assertThat(stored().started()).isEqualTo(6);
    }

    @Test
    void aRunHasTheSpecOfItsCell() {
        submit("s-1");

        assertThat(harness.run("s-1-c1-r1").spec())
                .isEqualTo(threeCells().cells().getFirst().spec());
        endRun(this::stopCurrent);
        assertThat(harness.run("s-1-c2-r1").spec())
                .isEqualTo(threeCells().cells().get(1).spec());
    }

    @Test
    void theNextRunWaitsForTheCoolDown() {
        submit("s-1");

        stopCurrent();
        ticks(4);
        assertThat(live()).isEmpty();
        ticks(1);

        assertThat(live()).containsExactly("s-1-c2-r1");
    }

    @Test
    void aRunIsStoredBeforeTheSweepThatHasStartedIt() {
        submit("s-1");

        List<Command> stores = harness.commanded(Command.class).stream()
                .filter(command -> command instanceof Command.Store || command instanceof Command.StoreSweep)
                .toList();

        assertThat(stores.get(0))
                .isInstanceOfSatisfying(
                        Command.StoreSweep.class,
                        store -> assertThat(store.sweep().started()).isZero());
        assertThat(stores.get(1)).isInstanceOf(Command.Store.class);
        assertThat(stores.get(2))
                .isInstanceOfSatisfying(
                        Command.StoreSweep.class,
                        store -> assertThat(store.sweep().started()).isOne());
    }

    @Test
    void aSweepGoesOnAfterARunThatFailed() {
        submit("s-1");

        endRun(() -> harness.on(
                new Event.TopicsRefused("s-1-c1-r1", EndCode.KAFKA_UNREACHABLE.with("error", "no answer"), List.of())));

        assertThat(harness.phase("s-1-c1-r1")).isEqualTo(RunPhase.FAILED);
        assertThat(live()).containsExactly("s-1-c2-r1");
    }

    @Test
    void aStopEndsTheCurrentRunAndStartsNoMore() {
        submit("s-1");
        endRun(this::stopCurrent);

        assertThat(harness.on(new Event.SweepStopRequested("s-1"))).isEqualTo(new Reply.Accepted());

        assertThat(harness.phase("s-1-c2-r1")).isEqualTo(RunPhase.STOPPED);
        ticks(10);
        assertThat(live()).isEmpty();
        assertThat(harness.core().sweeps()).isEmpty();
        assertThat(stored().stopRequestedAt()).isPresent();
        assertThat(stored().endedAt()).isPresent();
        assertThat(stored().started()).isEqualTo(2);
        assertThat(harness.on(new Event.SweepStopRequested("s-1"))).isEqualTo(new Reply.NotFound("s-1"));
    }

    @Test
    void aStopDuringTheCoolDownEndsTheSweepAtOnce() {
        submit("s-1");
        stopCurrent();
        ticks(1);

        harness.on(new Event.SweepStopRequested("s-1"));

        assertThat(harness.core().sweeps()).isEmpty();
        assertThat(stored().endedAt()).isPresent();
    }

    @Test
    void aSecondSweepWaitsForTheEndOfTheFirst() {
        submit("s-1");
        submit("s-2");
        ticks(10);
        assertThat(live()).containsExactly("s-1-c1-r1");

        harness.on(new Event.SweepStopRequested("s-1"));
        ticks(5);

        assertThat(live()).containsExactly("s-2-c1-r1");
    }

    @Test
    void aWaitingSweepThatIsStoppedEndsAtOnceWithoutTheCurrentRunOfTheFirst() {
        submit("s-1");
        submit("s-2");
        submit("s-3");

        harness.on(new Event.SweepStopRequested("s-2"));

        assertThat(stored().id()).isEqualTo("s-2");
        assertThat(stored().endedAt()).isPresent();
        assertThat(live()).containsExactly("s-1-c1-r1");
        assertThat(harness.core().sweeps()).extracting(Sweep::id).containsExactly("s-1", "s-3");
        assertThat(harness.on(new Event.SweepStopRequested("s-2"))).isEqualTo(new Reply.NotFound("s-2"));
        harness.on(new Event.SweepStopRequested("s-1"));
        assertThat(harness.core().sweeps()).extracting(Sweep::id).containsExactly("s-3");
    }

    @Test
    void aRunOfAClientDoesNotDisturbTheOrder() {
        submit("s-1");
        harness.submit("r-1", "{messages: 10, rate: 10}");

        endRun(() -> harness.on(new Event.StopRequested("s-1-c1-r1")));

        assertThat(live()).containsExactly("r-1", "s-1-c2-r1");
        assertThat(harness.phase("s-1-c2-r1")).isEqualTo(RunPhase.QUEUED);
    }

    @Test
    void aFullQueueDelaysTheNextRun() {
        submit("s-1");
        for (int i = 1; i < ControllerCore.QUEUE_MAX; i++) {
            harness.submit("r-" + i, "{messages: 10, rate: 10}");
        }
        harness.on(new Event.StopRequested("s-1-c1-r1"));
        harness.submit("r-last", "{messages: 10, rate: 10}");
        ticks(8);
        assertThat(stored().started()).isEqualTo(1);

        harness.on(new Event.StopRequested("r-last"));
        ticks(1);

        assertThat(live()).endsWith("s-1-c2-r1");
        assertThat(stored().started()).isEqualTo(2);
    }

    @Test
    void theNumberOfSweepsIsBoundedAndAnIdIsTakenOnce() {
        for (int i = 0; i < Sweeps.UNENDED_MAX - 1; i++) {
            assertThat(submit("s-" + i)).isEqualTo(new Reply.Accepted());
        }
        assertThat(submit("s-0")).isInstanceOf(Reply.Conflict.class);
        assertThat(submit("s-last")).isEqualTo(new Reply.Accepted());
        assertThat(submit("s-more")).isInstanceOf(Reply.Refused.class);
    }

    /** Another controller takes over with what the state topic holds. */
    private void takeOver(Sweep stored) {
        harness = harness.successor();
        harness.on(new Event.SweepRecovered(stored));
        harness.on(new Event.ReplayFinished());
        withWorker(harness);
    }

    @Test
    void anotherControllerContinuesInTheSameOrder() {
        List<String> order = new ArrayList<>();
        submit("s-1");
        while (!harness.core().sweeps().isEmpty()) {
            order.addAll(live());
            takeOver(harness.core().sweeps().getFirst());
            assertThat(live()).containsExactly(order.getLast());
            endRun(this::stopCurrent);
            if (!harness.core().sweeps().isEmpty()) {
                takeOver(harness.core().sweeps().getFirst());
                ticks(5);
            }
        }

        assertThat(order).isEqualTo(ORDER);
    }

    @Test
    void aRunThatAnotherControllerLostIsNotStartedTwice() {
        submit("s-1");
        Sweep stored = stored();
        harness = new CoreHarness();
        harness.on(new Event.Recovered(
                "s-1-c1-r1",
                threeCells().cells().getFirst().spec(),
                CoreHarness.BEGIN,
                false,
                Optional.empty(),
                RunHistory.NONE));
        harness.on(new Event.SweepRecovered(stored));
        harness.on(new Event.ReplayFinished());
        withWorker(harness);
        assertThat(harness.phase("s-1-c1-r1")).isEqualTo(RunPhase.FAILED);

        ticks(6);

        assertThat(live()).containsExactly("s-1-c2-r1");
    }

    @Test
    void theNumberOfRunsThatAnotherControllerCountedIsStored() {
        Sweep counted = new Sweep("s-1", threeCells(), CoreHarness.BEGIN).started(1);

        harness.on(new Event.SweepRecovered(counted));

        assertThat(stored()).isEqualTo(counted);
    }

    @Test
    void anotherControllerCompletesAStop() {
        submit("s-1");
        Sweep stopping = stored().stopRequested(harness.now().plus(Duration.ofSeconds(1)));

        takeOver(stopping);
        ticks(1);

        assertThat(harness.phase("s-1-c1-r1")).isEqualTo(RunPhase.STOPPED);
        assertThat(harness.core().sweeps()).isEmpty();
        assertThat(stored().endedAt()).isPresent();
    }
}
