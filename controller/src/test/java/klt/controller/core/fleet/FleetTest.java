package klt.controller.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.Heartbeat;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.StatusRecord.Vitals;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.common.spec.limit.Limits;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.report.FleetView;
import klt.controller.report.FleetView.Deployed;
import klt.controller.report.Pod;
import klt.controller.report.Reporter;
import klt.controller.report.Scaling;
import klt.controller.report.Snapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetTest {

    private static final Scaling SCALING =
            new Scaling(Scaling.Runner.STATIC, Optional.empty(), 1, false, List.of(), Optional.empty());

    private final CoreHarness harness = new CoreHarness();

    private Fleet.State stateOf(String worker) {
        return harness.core().fleet().member(worker).orElseThrow().state();
    }

    @Test
    void aSilentWorkerIsSuspectAfterThreeTicksAndLostAfterSix() {
        harness.heartbeat("a");

        harness.ticks(Fleet.SUSPECT_TICKS - 1);
        assertThat(stateOf("a")).isEqualTo(Fleet.State.READY);
        harness.tick();
        assertThat(stateOf("a")).isEqualTo(Fleet.State.SUSPECT);
        harness.ticks(Fleet.LEASE_TICKS - Fleet.SUSPECT_TICKS - 1);
        assertThat(stateOf("a")).isEqualTo(Fleet.State.SUSPECT);
        assertThat(harness.core().fleet().countedIds()).containsExactly("a");
        harness.tick();

        assertThat(stateOf("a")).isEqualTo(Fleet.State.LOST);
        assertThat(harness.core().fleet().countedIds()).isEmpty();
    }

    @Test
    void timeWithoutTicksThatAreReadBackLosesNoWorker() {
        harness.running("r", "{messages: 100, rate: 10}", "a");

        for (int second = 0; second < 100; second++) {
            harness.tickUnread();
        }

        assertThat(stateOf("a")).isEqualTo(Fleet.State.READY);
        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
    }

    /** Their reader was delayed: reports that workers sent in the meantime may follow them in the log. */
    @Test
    void ofTicksThatAreReadInABurstOneCounts() {
        harness.heartbeat("a");
        for (int second = 0; second < 2 * Fleet.LEASE_TICKS; second++) {
            harness.tickUnread();
        }

        for (int number = 1; number <= 2 * Fleet.LEASE_TICKS; number++) {
            harness.on(new Event.TickRead());
        }
        assertThat(stateOf("a")).isEqualTo(Fleet.State.READY);

        harness.ticks(Fleet.LEASE_TICKS - 2);
        assertThat(stateOf("a")).isEqualTo(Fleet.State.SUSPECT);
        harness.tick();
        assertThat(stateOf("a")).isEqualTo(Fleet.State.LOST);
    }

    @Test
    void aHeartbeatMakesASuspectReadyAgain() {
        harness.heartbeat("a");
        harness.ticks(Fleet.SUSPECT_TICKS);

        harness.heartbeat("a");

        assertThat(stateOf("a")).isEqualTo(Fleet.State.READY);
    }

    @Test
    void aLostWorkerStaysLostUntilItComesAsAnother() {
        harness.heartbeat("a.1");
        harness.ticks(Fleet.LEASE_TICKS);

        harness.heartbeat("a.1");
        harness.heartbeat("a.2");

        assertThat(stateOf("a.1")).isEqualTo(Fleet.State.LOST);
        assertThat(harness.core().fleet().readyIds()).containsExactly("a.2");
        assertThat(harness.core().fleet().countedIds()).containsExactly("a.2");
    }

    @Test
    void anIdThatAnEarlierControllerRevokedIsLostAtItsFirstHeartbeat() {
        harness.heartbeat("known");
        harness.core().fleet().revoke(List.of("known", "unknown"));
        assertThat(stateOf("known")).isEqualTo(Fleet.State.LOST);

        harness.heartbeat("known");
        harness.heartbeat("unknown");

        assertThat(stateOf("known")).isEqualTo(Fleet.State.LOST);
        assertThat(stateOf("unknown")).isEqualTo(Fleet.State.LOST);
    }

    @Test
    void aLostWorkerIsForgottenInTheEnd() {
        harness.heartbeat("a");

        harness.ticks(Fleet.LEASE_TICKS + Fleet.FORGET_TICKS - 1);
        assertThat(harness.core().fleet().members()).hasSize(1);
        harness.tick();

        assertThat(harness.core().fleet().members()).isEmpty();
    }

    @Test
    void aWorkerThatLeavesIsNotReadyAndStillCounts() {
        harness.leaves("a");
        harness.heartbeat("a");

        assertThat(harness.core().fleet().readyIds()).isEmpty();
        assertThat(harness.core().fleet().countedIds()).containsExactly("a");
    }

    /** Which workers send the last heartbeats before all heartbeats are missed. Half of the fleet is not most of it. */
    @ParameterizedTest
    @CsvSource({"3, 2, true", "3, 1, false", "4, 2, false", "5, 3, true", "2, 2, false", "3, 3, true"})
    void whenMostOfThreeOrMoreMissHeartbeatsTogetherTheyGetSixMoreTicks(int workers, int late, boolean longer) {
        int last = longer ? Fleet.LEASE_TICKS + Fleet.MASS_LOSS_TICKS : Fleet.LEASE_TICKS;
        for (int worker = 0; worker < workers; worker++) {
            harness.heartbeat("w" + worker);
        }

        for (int tick = 1; tick <= last; tick++) {
            assertThat(harness.core().fleet().countedIds()).hasSize(workers);
            for (int worker = late; worker < workers; worker++) {
                harness.heartbeat("w" + worker);
            }
            harness.tick();
        }

        assertThat(harness.core().fleet().countedIds()).hasSize(workers - late);
    }

    @Test
    void workersThatMissHeartbeatsTogetherNeedNotHaveSentTheLastInTheSameTick() {
        harness.heartbeat("a");
        harness.tick();
        harness.heartbeat("b");
        harness.tick();
        harness.heartbeat("c");

        harness.ticks(Fleet.LEASE_TICKS + Fleet.MASS_LOSS_TICKS - 3);

        assertThat(harness.core().fleet().countedIds()).containsExactly("a", "b", "c");
    }

    @Test
    void aFloodOfWorkersIsBoundedAndTheTickStillNamesThoseThatCount() {
        for (int worker = 0; worker < Limits.WORKERS_MAX + 10; worker++) {
            harness.heartbeat("w" + worker);
        }

        harness.tick();

        assertThat(harness.core().fleet().members()).hasSize(Limits.WORKERS_MAX);
        assertThat(harness.commanded(Command.PublishTick.class).getLast().tick().workers())
                .hasSize(Limits.WORKERS_MAX);
    }

    @Tag("endurance")
    @Test
    void aFloodOfWorkersThatAreLostIsBoundedToo() {
        for (int worker = 0; worker < Fleet.MEMBERS_MAX + 10; worker++) {
            harness.heartbeat("w" + worker);
            if (worker % Limits.WORKERS_MAX == Limits.WORKERS_MAX - 1) {
                harness.ticks(Fleet.LEASE_TICKS + Fleet.MASS_LOSS_TICKS);
            }
        }

        assertThat(harness.core().fleet().members()).hasSize(Fleet.MEMBERS_MAX);
    }

    @Test
    void theFleetIsShownByWhatItDoes() {
        harness.running("r", "{messages: 100, rate: 1}", "busy");
        harness.heartbeat("late");
        harness.ticks(2);
        harness.heartbeat("suspect");
        harness.heartbeat("busy", Progress.of("r", RunState.SENDING));
        harness.ticks(2);
        harness.on(new Event.StopRequested("r"));
        harness.heartbeat("ready");
        harness.heartbeat("busy", Progress.of("r", RunState.DRAINING));
        harness.ticks(2);

        FleetView view = FleetView.of(snapshot(), new Deployed(SCALING, List.of()));

        assertThat(view.workers())
                .extracting("id", "state")
                .containsExactlyInAnyOrder(
                        tuple("late", FleetView.WorkerState.LOST),
                        tuple("suspect", FleetView.WorkerState.SUSPECT),
                        tuple("ready", FleetView.WorkerState.READY),
                        tuple("busy", FleetView.WorkerState.BUSY));
        assertThat(snapshot().fleet()).isEqualTo(new FleetView.Counts(1, 1, 1, 1));
    }

    private Snapshot snapshot() {
        return new Reporter("test").snapshot(harness.core(), harness.now());
    }

    private FleetView shown(String... pods) {
        return FleetView.of(
                snapshot(),
                new Deployed(SCALING, Stream.of(pods).map(FleetTest::pod).toList()));
    }

    private static Pod pod(String name) {
        return new Pod(
                name,
                Pod.Phase.RUNNING,
                true,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static List<String> names(List<Pod> pods) {
        return pods.stream().map(Pod::name).toList();
    }

    @Test
    void aWorkerIsShownInThePodWhoseNameItHas() {
        harness.heartbeat("worker-a");
        harness.heartbeat("elsewhere");

        FleetView view = shown("name-of-worker-b", "name-of-worker-a");

        assertThat(view.workers())
                .extracting("id", "pod")
                .containsExactlyInAnyOrder(
                        tuple("worker-a", Optional.of(pod("name-of-worker-a"))), tuple("elsewhere", Optional.empty()));
        assertThat(names(view.pods())).containsExactly("name-of-worker-b");
    }

    @Test
    void aPodHasNoWorkerWhenItsWorkerIsLost() {
        harness.heartbeat("worker-a");
        harness.ticks(Fleet.LEASE_TICKS);

        FleetView view = shown("name-of-worker-a");

        assertThat(view.workers().getFirst().pod()).contains(pod("name-of-worker-a"));
        assertThat(names(view.pods())).containsExactly("name-of-worker-a");
    }

    @Test
    void theWorkerOfAPodIsStillKnownWhenItIsSuspect() {
        harness.heartbeat("worker-a");
        harness.ticks(Fleet.SUSPECT_TICKS);

        assertThat(shown("name-of-worker-a").pods()).isEmpty();
    }

    @Test
    void aPodWhoseNameIsTooLongForAHostnameIsFoundByWhatIsLeftOfIt() {
        String cut = "w".repeat(63 - "name-of-".length());
        String cutAtTheDash = "v".repeat(62 - "name-of-".length());
        harness.heartbeat(cut);
        harness.heartbeat(cutAtTheDash);

        assertThat(shown("name-of-" + cut + "w-12345", "name-of-" + cutAtTheDash + "-12345")
                        .pods())
                .isEmpty();
    }

    @Test
    void aWorkerWithANameOfItsOwnIsFoundByItsHost() {
        harness.heartbeat("worker-a");

        assertThat(shown("host").workers().getFirst().pod()).contains(pod("host"));
    }

    @Test
    void whoSaysGoodbyeIsShownNoLonger() {
        harness.heartbeat("a");
        harness.heartbeat("b");
        assertThat(harness.core().fleet().readyIds()).hasSize(2);

        harness.bye("a");

        assertThat(harness.core().fleet().members()).extracting("id").containsExactly("b");
        assertThat(harness.core().fleet().readyIds()).hasSize(1);
    }

    @Test
    void aNewControllerCountsKnownWorkersButAssignsThemNothingBeforeALiveHeartbeat() {
        harness.heartbeat("a");

        CoreHarness next = harness.successor();
        assertThat(next.core().fleet().countedIds()).containsExactly("a");
        assertThat(next.core().fleet().readyIds()).isEmpty();
        next.heartbeat("a");

        assertThat(next.core().fleet().readyIds()).containsExactly("a");
    }

    @Test
    void theCpuOfAWorkerIsWhatItUsedBetweenItsLastTwoHeartbeats() {
        vitals(1, 10, 4);
        assertThat(harness.core().fleet().member("a").orElseThrow().cpu()).isEmpty();

        vitals(2, 12, 7);
        assertThat(harness.core().fleet().member("a").orElseThrow().cpu()).contains(1.5);
        vitals(3, 12, 7);

        assertThat(harness.core().fleet().member("a").orElseThrow().cpu())
                .as("no time has passed")
                .contains(1.5);
    }

    private void vitals(long number, double uptimeSeconds, double cpuSeconds) {
        harness.status(
                "a",
                number,
                new Heartbeat(
                        new WorkerInfo("a", "host", "1.0", 2, 1L << 30),
                        0,
                        false,
                        Optional.empty(),
                        new Vitals(uptimeSeconds, cpuSeconds, 1 << 20, 0),
                        List.of()));
    }
}
