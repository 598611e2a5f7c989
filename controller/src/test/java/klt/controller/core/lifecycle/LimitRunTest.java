package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.StatusRecord.SenderTimes;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict;
import klt.common.report.limit.LimitResult.Bound;
import klt.common.schedule.LoadChange;
import klt.controller.core.CoreHarness;
import klt.controller.core.Intervals;
import klt.controller.core.Progress;
import klt.controller.core.history.RunLog;
import klt.controller.core.limit.LimitTrials.Limit;
import klt.controller.core.limit.LimitTrials.Trial;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Run;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.core.verdict.Judge;
import org.junit.jupiter.api.Test;

/** A run that searches the limit of a simulated cluster. */
class LimitRunTest {

    private static final String SPEC =
            "{kind: limit, duration: 2h, warmup: 5s, objectives: ['response.p99<20ms', 'errors<1%'],"
                    + " limit: {from: 1000, window: 10s, hold: 60s}}";
    private static final String FROM_THE_LOWEST = SPEC.replace("from: 1000, window: 10s", "from: 20, window: 5s");
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int SECONDS_MAX = 7_000;

    /** A worker and a cluster that answers a fixed number of messages per second; more of them wait. */
    private static class Cluster {
        private final double capacity;
        private final double senderCapacity;
        private final SenderTimes times;
        private CoreHarness harness;
        private long second;
        private long sent;
        private long acked;

        Cluster(double capacity, double senderCapacity, SenderTimes times, String spec) {
            this.capacity = capacity;
            this.senderCapacity = senderCapacity;
            this.times = times;
            harness = new CoreHarness();
            harness.running("r", spec, "a");
        }

        Cluster(double capacity, double senderCapacity, SenderTimes times) {
            this(capacity, senderCapacity, times, SPEC);
        }

        Cluster(double capacity) {
            this(capacity, 1e9, SenderTimes.NONE);
        }

        Run run() {
            return harness.run("r");
        }

        SenderTimes times() {
            return times;
        }

        long seconds() {
            return second;
        }

        void second() {
            harness.tick();
            long due = run().fireTimes().orElseThrow().firstAtOrAfter((second + 1) * SECOND_NANOS);
            long sentNow = Math.min(due - sent, (long) senderCapacity);
            long late = due - sent - sentNow;
            sent += sentNow;
            long ackedNow = Math.min(sent - acked, (long) capacity);
            acked += ackedNow;
            long lagMicros = 100 + (long) (late / senderCapacity * 1e6);
            long micros = 1_000 + lagMicros + (long) ((sent - acked) / capacity * 1e6);
            Interval interval = new Interval(
                    "r",
                    second,
                    (int) second,
                    sentNow,
                    new Interval.Outcomes(ackedNow, 0, 0, 0),
                    Interval.Outcomes.NONE,
                    0,
                    sent - acked,
                    times(),
                    Intervals.latencies(
                            Intervals.encoded(micros), Intervals.encoded(micros), Intervals.encoded(lagMicros)),
                    List.of());
            second++;
            harness.interval("a", interval);
            harness.heartbeat(
                    "a",
                    Progress.of("r", RunState.SENDING)
                            .messages(sent, acked, 0, 0)
                            .intervals(second));
        }

        /** Until the search is over. */
        void search() {
            while (run().phase() == RunPhase.RUNNING) {
                assertThat(second).isLessThan(SECONDS_MAX);
                second();
            }
        }

        void end() {
            harness.heartbeat(
                    "a", Progress.of("r", RunState.FINISHED).acked(sent).intervals(second));
            harness.ticks(2);
        }

        Limit limit() {
            return run().stats().limit().orElseThrow().limit();
        }
    }

    private static void assertCovers(Limit limit, double capacity) {
        assertThat(limit.lower().orElseThrow()).isBetween(capacity * 0.96, capacity);
        assertThat(limit.upper().orElseThrow()).isBetween(capacity, capacity * 1.04);
    }

    @Test
    void theBoundsContainTheCapacityOfTheCluster() {
        Cluster cluster = new Cluster(5_321);

        cluster.search();

        assertCovers(cluster.limit(), 5_321);
        assertThat(cluster.limit().held()).isTrue();
        assertThat(cluster.run().phase()).isEqualTo(RunPhase.DRAINING);
        assertThat(cluster.run().end().orElseThrow().code()).isEqualTo(EndCode.LIMIT_FOUND);
        assertThat(cluster.run().end().orElseThrow().args().get("bound")).contains("OBJECTIVE");
    }

    @Test
    void theRunIsJudgedByItsLowerBound() {
        Cluster cluster = new Cluster(5_321);
        cluster.search();

        cluster.end();

        assertThat(cluster.run().phase()).isEqualTo(RunPhase.DONE);
        Verdict verdict = Judge.verdict(cluster.run(), cluster.harness.now());
        assertThat(verdict.objectives()).isEqualTo(Verdict.Objectives.PASS);
        assertThat(verdict.validity()).isEqualTo(Verdict.Validity.VALID);
        assertThat(cluster.run().planned()).contains(cluster.sent);
    }

    @Test
    void queuesDrainBeforeTheNextLoad() {
        Cluster cluster = new Cluster(5_321);
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
        Cluster cluster = new Cluster(5_321);
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
        Cluster cluster = new Cluster(5_321);
        for (int i = 0; i < 150; i++) {
            cluster.second();
        }
        List<LoadChange> before = cluster.run().schedule().changes();
        List<Trial> measured = cluster.run().stats().limit().orElseThrow().trials();

        cluster.harness = cluster.harness.successor();
        cluster.second();

        double current = cluster.run().fireTimes().orElseThrow().rateAt((cluster.second - 1) * SECOND_NANOS);
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
        Cluster cluster = new Cluster(1e9, 3_000, SenderTimes.NONE);
        cluster.search();
        cluster.end();

        assertThat(cluster.limit().bound()).isEqualTo(Bound.LOAD_TESTER);
        assertCovers(cluster.limit(), 3_000);
        Verdict verdict = Judge.verdict(cluster.run(), cluster.harness.now());
        assertThat(verdict.validity()).isEqualTo(Verdict.Validity.DEGRADED);
        assertThat(verdict.reasons())
                .extracting(Verdict.Reason::code)
                .containsExactly(ReasonCode.LIMITED_BY_LOAD_TESTER.name());
    }

    @Test
    void aSearchThatTheLoadTesterLimitsAtItsFirstLoadSaysNothingAboutKafka() {
        Cluster cluster = new Cluster(1e9, 1, SenderTimes.NONE, FROM_THE_LOWEST);
        cluster.search();
        cluster.end();

        assertThat(cluster.limit().lower()).isEmpty();
        assertThat(cluster.limit().bound()).isEqualTo(Bound.LOAD_TESTER);
        Verdict verdict = Judge.verdict(cluster.run(), cluster.harness.now());
        assertThat(verdict.objectives()).isEqualTo(Verdict.Objectives.NONE);
        assertThat(verdict.validity()).isEqualTo(Verdict.Validity.INVALID);
        assertThat(verdict.reasons())
                .extracting(Verdict.Reason::code)
                .containsExactly(ReasonCode.LIMITED_BY_LOAD_TESTER.name());
    }

    @Test
    void aClusterThatMissesAnObjectiveAtTheLowestLoadFails() {
        Cluster cluster = new Cluster(1, 1e9, SenderTimes.NONE, FROM_THE_LOWEST);
        cluster.search();
        cluster.end();

        assertThat(cluster.limit().lower()).isEmpty();
        assertThat(cluster.limit().bound()).isEqualTo(Bound.OBJECTIVE);
        Verdict verdict = Judge.verdict(cluster.run(), cluster.harness.now());
        assertThat(verdict.objectives()).isEqualTo(Verdict.Objectives.FAIL);
        assertThat(verdict.validity()).isNotEqualTo(Verdict.Validity.INVALID);
    }

    @Test
    void aWorkerThatKafkaBlocksIsNotTheBottleneck() {
        SenderTimes blocked = new SenderTimes(Optional.empty(), SECOND_NANOS / 2, 0);
        Cluster cluster = new Cluster(1e9, 3_000, blocked);

        cluster.search();

        assertThat(cluster.limit().bound()).isEqualTo(Bound.OBJECTIVE);
    }

    @Test
    void aWorkerWithoutCpuIsTheBottleneckEvenIfKafkaBlocksIt() {
        SenderTimes starved = new SenderTimes(Optional.empty(), SECOND_NANOS / 2, 2 * SECOND_NANOS);
        Cluster cluster = new Cluster(1e9, 3_000, starved);

        cluster.search();

        assertThat(cluster.limit().bound()).isEqualTo(Bound.LOAD_TESTER);
    }

    @Test
    void aLoadOutOfReachWithABadWindowHasAnEndToo() {
        // blocked by Kafka only in its first seconds: one window is bad, later ones are the load tester's
        Cluster cluster = new Cluster(1e9, 3_000, SenderTimes.NONE) {
            @Override
            SenderTimes times() {
                return run().fireTimes().orElseThrow().rateAt(seconds() * SECOND_NANOS) > 3_500 && seconds() % 40 < 14
                        ? new SenderTimes(Optional.empty(), SECOND_NANOS / 2, 0)
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
        Cluster cluster = new Cluster(5_321);

        Reply reply = cluster.harness.on(new Event.LoadChangeRequested("r", new LoadRequest.SetRate(7)));

        assertThat(reply).isInstanceOf(Reply.Conflict.class);
    }

    @Test
    void aSearchThatIsStoppedKeepsItsBounds() {
        Cluster cluster = new Cluster(5_321);
        for (int i = 0; i < 200; i++) {
            cluster.second();
        }

        cluster.harness.on(new Event.StopRequested("r"));
        cluster.end();

        assertThat(cluster.run().phase()).isEqualTo(RunPhase.STOPPED);
        assertThat(cluster.limit().lower()).isPresent();
    }

    @Test
    void theEndOfTheDurationIsNamedWhenTheSearchWasNotOver() {
        Verdict verdict = atTheEndOfTheDuration(new Cluster(5_321), 200);

        assertThat(verdict.validity()).isEqualTo(Verdict.Validity.DEGRADED);
        assertThat(verdict.reasons()).extracting(Verdict.Reason::code).contains(ReasonCode.SEARCH_INCOMPLETE.name());
    }

    @Test
    void aSearchThatFoundNoBoundInItsDurationIsInvalid() {
        Verdict verdict = atTheEndOfTheDuration(new Cluster(5_321), 3);

        assertThat(verdict.objectives()).isEqualTo(Verdict.Objectives.NONE);
        assertThat(verdict.validity()).isEqualTo(Verdict.Validity.INVALID);
        assertThat(verdict.reasons()).extracting(Verdict.Reason::code).contains(ReasonCode.SEARCH_INCOMPLETE.name());
    }

    private static Verdict atTheEndOfTheDuration(Cluster cluster, int seconds) {
        for (int i = 0; i < seconds; i++) {
            cluster.second();
        }
        cluster.harness.pass(Duration.ofHours(2));
        long all = cluster.run().timeline().messages();
        cluster.harness.heartbeat(
                "a", Progress.of("r", RunState.FINISHED).acked(all).at(all, all, new OutcomeCounts(all, 0, 0, 0, 0)));
        cluster.harness.ticks(2);
        assertThat(cluster.run().phase()).isEqualTo(RunPhase.DONE);
        return Judge.verdict(cluster.run(), cluster.harness.now());
    }
}
