package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.interval.SenderTimes;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict;
import klt.common.report.limit.LimitResult.Bound;
import klt.common.schedule.LoadChange;
import klt.controller.core.Intervals;
import klt.controller.core.Progress;
import klt.controller.core.history.RunLog;
import klt.controller.core.limit.LimitTrials.Limit;
import klt.controller.core.limit.LimitTrials.Trial;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.core.verdict.Judge;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A run that searches the limit of a simulated cluster. */
@Execution(ExecutionMode.CONCURRENT)
class LimitRunTest {

    private static final long SECOND_NANOS = 1_000_000_000;

    private static void assertCovers(Limit limit, double capacity) {
        assertThat(limit.lower().orElseThrow()).isBetween(capacity * 0.96, capacity);
        assertThat(limit.upper().orElseThrow()).isBetween(capacity, capacity * 1.04);
    }

    @Test
    void theBoundsContainTheCapacityOfTheSearchedCluster() {
        SearchedCluster cluster = new SearchedCluster(5_321);

        cluster.search();

        assertCovers(cluster.limit(), 5_321);
        assertThat(cluster.limit().held()).isTrue();
        assertThat(cluster.run().phase()).isEqualTo(RunPhase.DRAINING);
        assertThat(cluster.run().end().orElseThrow().code()).isEqualTo(EndCode.LIMIT_FOUND);
        assertThat(cluster.run().end().orElseThrow().args().get("bound")).contains("OBJECTIVE");
    }

    @Test
    void theRunIsJudgedByItsLowerBound() {
        SearchedCluster cluster = new SearchedCluster(5_321);
        cluster.search();

        cluster.end();

        assertThat(cluster.run().phase()).isEqualTo(RunPhase.DONE);
        Verdict verdict = Judge.verdict(cluster.run(), cluster.harness().now());
        assertThat(verdict.objectives()).isEqualTo(Verdict.Objectives.PASS);
        assertThat(verdict.validity()).isEqualTo(Verdict.Validity.VALID);
        assertThat(cluster.run().planned()).contains(cluster.sent());
    }

    @Test
    void queuesDrainBeforeTheNextLoad() {
        SearchedCluster cluster = new SearchedCluster(5_321);
        cluster.search();

        List<LoadChange> changes = cluster.run().schedule().changes();

        assertThat(changes).anyMatch(LoadChange::isPause);
        for (int k = 0; k < changes.size() - 1; k++) {
            assertThat(changes.get(k).isPause() && changes.get(k + 1).isPause()).isFalse();
        }
        assertThat(cluster.run().log().entries())
                .noneMatch(entry -> entry.args().get("phase").equals(Optional.of("PAUSED")));
    }

    @Test
    void everyDecisionIsAnEvent() {
        SearchedCluster cluster = new SearchedCluster(5_321);
        cluster.search();

        List<Object> judged = cluster.run().log().entries().stream()
                .filter(entry -> entry.kind() == RunLog.Kind.LOAD_JUDGED)
                .map(entry -> entry.args().get("verdict").orElseThrow())
                .toList();
        long decided = cluster.run().stats().limit().orElseThrow().trials().stream()
                .map(Trial::verdict)
                .filter(verdict -> !verdict.name().equals("UNDECIDED"))
                .count();

        assertThat(judged).hasSize((int) decided).contains("LOWER_BOUND", "UPPER_BOUND");
    }

    @Test
    void anotherControllerContinuesTheSearch() {
        SearchedCluster cluster = new SearchedCluster(5_321);
        for (int i = 0; i < 150; i++) {
            cluster.second();
        }
        List<LoadChange> before = cluster.run().schedule().changes();
        List<Trial> measured = cluster.run().stats().limit().orElseThrow().trials();

        cluster.replaceController();
        cluster.second();

        double current = cluster.rate();
        assertThat(cluster.run().log().entries().stream()
                        .filter(entry -> entry.kind() == RunLog.Kind.LOAD_JUDGED)
                        .map(RunLog.Entry::args))
                .doesNotHaveDuplicates();
        assertThat(cluster.run().stats().limit().orElseThrow().trials())
                .containsAll(measured.stream()
                        .filter(trial -> trial.rate() != current)
                        .toList());
        cluster.search();
        assertThat(cluster.run().schedule().changes()).startsWith(before.toArray(LoadChange[]::new));
        assertCovers(cluster.limit(), 5_321);
    }

    @Test
    void aWorkerThatCannotSendMoreBoundsTheSearch() {
        SearchedCluster cluster = new SearchedCluster(1e9, 3_000, SenderTimes.NONE);
        cluster.search();
        cluster.end();

        assertThat(cluster.limit().bound()).isEqualTo(Bound.LOAD_TESTER);
        assertCovers(cluster.limit(), 3_000);
        Verdict verdict = Judge.verdict(cluster.run(), cluster.harness().now());
        assertThat(verdict.validity()).isEqualTo(Verdict.Validity.DEGRADED);
        assertThat(verdict.reasons())
                .extracting(Verdict.Reason::code)
                .containsExactly(ReasonCode.LIMITED_BY_LOAD_TESTER.name());
    }

    @Tag("endurance")
    @Test
    void aSearchThatTheLoadTesterLimitsAtItsFirstLoadSaysNothingAboutKafka() {
        SearchedCluster cluster = new SearchedCluster(1e9, 1, SenderTimes.NONE, SearchedCluster.FROM_THE_LOWEST);
        cluster.search();
        cluster.end();

        assertThat(cluster.limit().lower()).isEmpty();
        assertThat(cluster.limit().bound()).isEqualTo(Bound.LOAD_TESTER);
        Verdict verdict = Judge.verdict(cluster.run(), cluster.harness().now());
        assertThat(verdict.objectives()).isEqualTo(Verdict.Objectives.NONE);
        assertThat(verdict.validity()).isEqualTo(Verdict.Validity.INVALID);
        assertThat(verdict.reasons())
                .extracting(Verdict.Reason::code)
                .containsExactly(ReasonCode.LIMITED_BY_LOAD_TESTER.name());
    }

    @Tag("endurance")
    @Test
    void aClusterThatMissesAnObjectiveAtTheLowestLoadFails() {
        SearchedCluster cluster = new SearchedCluster(1, 1e9, SenderTimes.NONE, SearchedCluster.FROM_THE_LOWEST);
        cluster.search();
        cluster.end();

        assertThat(cluster.limit().lower()).isEmpty();
        assertThat(cluster.limit().bound()).isEqualTo(Bound.OBJECTIVE);
        Verdict verdict = Judge.verdict(cluster.run(), cluster.harness().now());
        assertThat(verdict.objectives()).isEqualTo(Verdict.Objectives.FAIL);
        assertThat(verdict.validity()).isNotEqualTo(Verdict.Validity.INVALID);
    }

    @Test
    void aWorkerThatKafkaBlocksIsNotTheBottleneck() {
        SenderTimes blocked = Intervals.times(1, SECOND_NANOS / 2, 0);
        SearchedCluster cluster = new SearchedCluster(1e9, 3_000, blocked);

        cluster.search();

        assertThat(cluster.limit().bound()).isEqualTo(Bound.OBJECTIVE);
    }

    @Test
    void aWorkerWithoutCpuIsTheBottleneckEvenIfKafkaBlocksIt() {
        SenderTimes starved = Intervals.times(1, SECOND_NANOS / 2, 2 * SECOND_NANOS);
        SearchedCluster cluster = new SearchedCluster(1e9, 3_000, starved);

        cluster.search();

        assertThat(cluster.limit().bound()).isEqualTo(Bound.LOAD_TESTER);
    }

    @Test
    void aLoadOutOfReachWithABadWindowHasAnEndToo() {
        // blocked by Kafka only in its first seconds: one window is bad, later ones are the load tester's
        SearchedCluster cluster = new SearchedCluster(1e9, 3_000, SenderTimes.NONE) {
            @Override
            SenderTimes times() {
                return run().fireTimes().orElseThrow().rateAt(seconds() * SECOND_NANOS) > 3_500 && seconds() % 40 < 14
                        ? Intervals.times(1, SECOND_NANOS / 2, 0)
                        : SenderTimes.NONE;
            }
        };

        cluster.search();

        assertThat(cluster.run().end().orElseThrow().code()).isEqualTo(EndCode.LIMIT_FOUND);
    }

    @Test
    void everyCombinationOfBoundsHasAText() {
        for (Bound bound : List.of(Bound.OBJECTIVE, Bound.LOAD_TESTER)) {
            Optional<String> objective = Optional.of("errors<1%").filter(any -> bound == Bound.OBJECTIVE);
            for (Optional<Double> lower : List.of(Optional.of(10.0), Optional.<Double>empty())) {
                End end = EndCode.LIMIT_FOUND.with(
                        "lowerRate", lower, "upperRate", 20.0, "bound", bound, "objective", objective);
                assertThat(end.reason()).contains("20");
            }
        }
        assertThat(EndCode.LIMIT_FOUND
                        .with("lowerRate", 10.0, "bound", Bound.HIGHEST_RATE)
                        .reason())
                .contains("10");
    }

    @Test
    void clientsCannotChangeTheLoadOfASearch() {
        SearchedCluster cluster = new SearchedCluster(5_321);

        Reply reply = cluster.harness().on(new Event.LoadChangeRequested("r", new LoadRequest.SetRate(7)));

        assertThat(reply).isInstanceOf(Reply.Conflict.class);
    }

    @Test
    void aSearchThatIsStoppedKeepsItsBounds() {
        SearchedCluster cluster = new SearchedCluster(5_321);
        for (int i = 0; i < 200; i++) {
            cluster.second();
        }

        cluster.harness().on(new Event.StopRequested("r"));
        cluster.end();

        assertThat(cluster.run().phase()).isEqualTo(RunPhase.STOPPED);
        assertThat(cluster.limit().lower()).isPresent();
    }

    @Test
    void theEndOfTheDurationIsNamedWhenTheSearchWasNotOver() {
        Verdict verdict = atTheEndOfTheDuration(new SearchedCluster(5_321), 200);

        assertThat(verdict.validity()).isEqualTo(Verdict.Validity.DEGRADED);
        assertThat(verdict.reasons()).extracting(Verdict.Reason::code).contains(ReasonCode.SEARCH_INCOMPLETE.name());
    }

    @Test
    void aSearchThatFoundNoBoundInItsDurationIsInvalid() {
        Verdict verdict = atTheEndOfTheDuration(new SearchedCluster(5_321), 3);

        assertThat(verdict.objectives()).isEqualTo(Verdict.Objectives.NONE);
        assertThat(verdict.validity()).isEqualTo(Verdict.Validity.INVALID);
        assertThat(verdict.reasons()).extracting(Verdict.Reason::code).contains(ReasonCode.SEARCH_INCOMPLETE.name());
    }

    private static Verdict atTheEndOfTheDuration(SearchedCluster cluster, int seconds) {
        for (int i = 0; i < seconds; i++) {
            cluster.second();
        }
        cluster.harness().pass(Duration.ofHours(2));
        long all = cluster.run().timeline().messages();
        cluster.harness()
                .heartbeat(
                        "a",
                        Progress.of("r", RunState.FINISHED)
                                .acked(all)
                                .at(all, all, new OutcomeCounts(all, 0, 0, 0, 0)));
        cluster.harness().ticks(2);
        assertThat(cluster.run().phase()).isEqualTo(RunPhase.DONE);
        return Judge.verdict(cluster.run(), cluster.harness().now());
    }
}
