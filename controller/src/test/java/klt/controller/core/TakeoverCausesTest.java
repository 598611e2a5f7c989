package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import klt.common.code.Args;
import klt.common.protocol.RunPhase;
import klt.common.report.Verdict;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.history.Disruption;
import klt.controller.core.history.Disruption.Cause;
import klt.controller.core.history.RunHistory;
import klt.controller.core.history.RunLog;
import klt.controller.core.verdict.Judge;
import org.junit.jupiter.api.Test;

/** The causes that a report names when workers were lost around a takeover. */
class TakeoverCausesTest {

    private static final String SPEC = "{messages: 3000, rate: 100}";

    private final FakeFleet fleet = new FakeFleet();

    @Test
    void namesAWorkerThatLeftWithoutAControllerAndTheSecondsInWhichItsMessagesWereNotSent() {
        fleet.begin(SPEC, "a", "b", "c");
        fleet.turns(3);
        fleet.withoutController(4);
        fleet.worker("a").abandon();
        fleet.withoutController(1);
        double stopped = fleet.elapsedSeconds();
        fleet.withoutController(2);
        fleet.kill("a");
        fleet.harness().unreadBye("a");
        fleet.withoutController(4);

        fleet.takeOver();
        fleet.turns(2);
        double whole = fleet.elapsedSeconds() + 0.5;

        assertThat(fleet.logged(RunLog.Kind.WORKER_LEFT))
                .containsExactly(Args.of("worker", "name-of-a", "shards", 22, "unattended", true));
        assertThat(fleet.logged(RunLog.Kind.WAITING))
                .as("two workers are there")
                .isEmpty();
        fleet.turnUntil(RunPhase.DONE);
        fleet.assertWhole(3_000);
        assertThat(fleet.messages().repaired()).isPositive();
        assertThat(fleet.run().disruptions()).singleElement().satisfies(disruption -> {
            assertThat(disruption.args())
                    .isEqualTo(Args.of(
                            "cause", Cause.WORKER_LEFT, "worker", "name-of-a", "shards", 22, "unattended", true));
            assertThat(disruption.fromSecond()).isCloseTo(stopped, within(1.1));
            assertThat(disruption.toSecond()).isCloseTo(whole, within(1.1));
        });
        assertThat(Judge.verdict(fleet.run(), fleet.harness().now()).reasons())
                .extracting(Verdict.Reason::code)
                .contains("WORKER_LOST");
    }

    @Test
    void namesAWorkerThatWasKilledWithTheControllerAndTheSecondsInWhichItsMessagesWereNotSent() {
        fleet.begin(SPEC, "a", "b", "c");
        fleet.turns(3);
        double killed = fleet.elapsedSeconds();
        fleet.kill("a");
        fleet.withoutController(5);

        fleet.takeOver();
        fleet.turns(Fleet.LEASE_TICKS + 1);

        assertThat(fleet.run().disruptions()).singleElement().satisfies(disruption -> {
            assertThat(disruption.args())
                    .isEqualTo(Args.of("cause", Cause.WORKER_LOST, "worker", "name-of-a", "shards", 22));
            assertThat(disruption.fromSecond()).isCloseTo(killed, within(1.1));
            assertThat(disruption.toSecond()).isCloseTo(fleet.elapsedSeconds() + 1.5, within(2.1));
        });
    }

    @Test
    void aDisruptionLastsUntilTheShardsAreAssignedUnderAnotherControllerToo() {
        fleet.begin(SPEC, "a");
        fleet.turns(3);
        fleet.kill("a");
        fleet.turns(Fleet.LEASE_TICKS + 1);

        fleet.takeOver();
        fleet.turns(5);
        fleet.join("b");
        fleet.turns(2);
        double whole = fleet.elapsedSeconds() + 1.5;

        assertThat(fleet.run().disruptions())
                .extracting(Disruption::args)
                .containsExactly(
                        Args.of("cause", Cause.WORKER_LOST, "worker", "name-of-a", "shards", 64),
                        Args.of("cause", Cause.NO_WORKER));
        assertThat(fleet.run().disruptions())
                .allSatisfy(disruption -> assertThat(disruption.toSecond()).isCloseTo(whole, within(1.1)));
    }

    @Test
    void namesShardsWithoutAWorkerThoughTheFirstControllerDidNotStoreWhy() {
        fleet.begin(SPEC, "a");
        fleet.turns(3);
        double killed = fleet.elapsedSeconds();
        fleet.kill("a");
        fleet.turns(Fleet.LEASE_TICKS + 1);

        fleet.takeOver(RunHistory.NONE);
        fleet.join("b");
        fleet.turns(2);

        assertThat(fleet.run().disruptions())
                .filteredOn(disruption -> disruption.args().equals(Args.of("cause", Cause.SHARDS_UNASSIGNED)))
                .singleElement()
                .satisfies(disruption -> assertThat(disruption.fromSecond()).isCloseTo(killed, within(1.1)));
    }
}
