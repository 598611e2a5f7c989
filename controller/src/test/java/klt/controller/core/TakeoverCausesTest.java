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

    private final FakeFleet crew = new FakeFleet();

    @Test
    void namesAWorkerThatLeftWithoutAControllerAndTheSecondsInWhichItsMessagesWereNotSent() {
        crew.begin(SPEC, "a", "b", "c");
        crew.turns(3);
        crew.withoutController(4);
        crew.hand("a").abandon();
        crew.withoutController(1);
        double stopped = crew.elapsedSeconds();
        crew.withoutController(2);
        crew.kill("a");
        crew.harness().unreadBye("a");
        crew.withoutController(4);

        crew.takeOver();
        crew.turns(2);
        double whole = crew.elapsedSeconds() + 0.5;

        assertThat(crew.told(RunLog.Kind.WORKER_LEFT))
                .containsExactly(Args.of("worker", "name-of-a", "shards", 22, "unattended", true));
        assertThat(crew.told(RunLog.Kind.WAITING)).as("two workers are there").isEmpty();
        crew.turnUntil(RunPhase.DONE);
        crew.assertWhole(3_000);
        assertThat(crew.messages().repaired()).isPositive();
        assertThat(crew.run().disruptions()).singleElement().satisfies(disruption -> {
            assertThat(disruption.args())
                    .isEqualTo(Args.of(
                            "cause", Cause.WORKER_LEFT, "worker", "name-of-a", "shards", 22, "unattended", true));
            assertThat(disruption.fromSecond()).isCloseTo(stopped, within(1.1));
            assertThat(disruption.toSecond()).isCloseTo(whole, within(1.1));
        });
        assertThat(Judge.verdict(crew.run(), crew.harness().now()).reasons())
                .extracting(Verdict.Reason::code)
                .contains("WORKER_LOST");
    }

    @Test
    void namesAWorkerThatWasKilledWithTheControllerAndTheSecondsInWhichItsMessagesWereNotSent() {
        crew.begin(SPEC, "a", "b", "c");
        crew.turns(3);
        double killed = crew.elapsedSeconds();
        crew.kill("a");
        crew.withoutController(5);

        crew.takeOver();
        crew.turns(Fleet.LEASE_TICKS + 1);

        assertThat(crew.run().disruptions()).singleElement().satisfies(disruption -> {
            assertThat(disruption.args())
                    .isEqualTo(Args.of("cause", Cause.WORKER_LOST, "worker", "name-of-a", "shards", 22));
            assertThat(disruption.fromSecond()).isCloseTo(killed, within(1.1));
            assertThat(disruption.toSecond()).isCloseTo(crew.elapsedSeconds() + 1.5, within(2.1));
        });
    }

    @Test
    void aDisruptionLastsUntilTheShardsAreAssignedUnderAnotherControllerToo() {
        crew.begin(SPEC, "a");
        crew.turns(3);
        crew.kill("a");
        crew.turns(Fleet.LEASE_TICKS + 1);

        crew.takeOver();
        crew.turns(5);
        crew.join("b");
        crew.turns(2);
        double whole = crew.elapsedSeconds() + 1.5;

        assertThat(crew.run().disruptions())
                .extracting(Disruption::args)
                .containsExactly(
                        Args.of("cause", Cause.WORKER_LOST, "worker", "name-of-a", "shards", 64),
                        Args.of("cause", Cause.NO_WORKER));
        assertThat(crew.run().disruptions())
                .allSatisfy(disruption -> assertThat(disruption.toSecond()).isCloseTo(whole, within(1.1)));
    }

    @Test
    void namesShardsWithoutAWorkerThoughTheFirstControllerDidNotStoreWhy() {
        crew.begin(SPEC, "a");
        crew.turns(3);
        double killed = crew.elapsedSeconds();
        crew.kill("a");
        crew.turns(Fleet.LEASE_TICKS + 1);

        crew.takeOver(RunHistory.NONE);
        crew.join("b");
        crew.turns(2);

        assertThat(crew.run().disruptions())
                .filteredOn(disruption -> disruption.args().equals(Args.of("cause", Cause.SHARDS_UNASSIGNED)))
                .singleElement()
                .satisfies(disruption -> assertThat(disruption.fromSecond()).isCloseTo(killed, within(1.1)));
    }
}
