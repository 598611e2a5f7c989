package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.Consumed;
import klt.common.protocol.EndCode;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.GroupPositions.Position;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.verdict.Judge;
import org.junit.jupiter.api.Test;

/** The run {@code r} of ten messages in one partition, with a consumer group. */
class ConsumedRunTest {

    private static final String SPEC = "{messages: 10, rate: 10, consumers: {groups: 1, catchUp: 20s}}";

    private static final String OBJECTIVES =
            "{messages: 10, rate: 10, consumers: {groups: [{name: slow}], catchUp: 20s},"
                    + " objectives: ['catchUp<1ms', 'catchUp[slow]<1h', 'rebalance<5s', 'rebalance[slow]<6s']}";

    private final CoreHarness harness = new CoreHarness();
    private long number;

    private void has(CoreHarness of, int partitions, long rebalances) {
        has(of, partitions, rebalances, 0);
    }

    private void has(CoreHarness of, int partitions, long rebalances, long pausedMicrosMax) {
        number++;
        of.status(
                "a",
                5_000 + number,
                new Consumed(
                        "r",
                        0,
                        number,
                        0,
                        new Consumed.Members(
                                1, partitions, rebalances, pausedMicrosMax, pausedMicrosMax, Optional.empty()),
                        new Consumed.Records(0, 0, 0, 0),
                        new Consumed.EndToEnd(LatencyHistogram.EMPTY, 100),
                        ""));
    }

    private void reads(CoreHarness of, long next) {
        of.status("a", 5_000 + ++number, new GroupPositions("r", 0, 0, List.of(new Position(0, 0, next, 10))));
    }

    private void prepare(String spec) {
        harness.prepared("r", spec, "a");
        harness.heartbeat("a", Progress.of("r", RunState.READY));
    }

    private void drained() {
        drained(SPEC);
    }

    private Progress finished() {
        Progress all = Progress.of("r", RunState.FINISHED).acked(10);
        return harness.run("r")
                .startAt()
                .map(start -> all.lastAckAt(start.plusMillis(900)))
                .orElse(all);
    }

    private void drained(String spec) {
        prepare(spec);
        has(harness, 1, 1);
        harness.tick();
        harness.keepsEnds();
        harness.heartbeat("a", finished());
        harness.ticks(4);
        harness.heartbeat("a", finished());
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);
        harness.on(new Event.EndsRead("r", List.of(List.of(10L))));
    }

    private void aliveFor(int seconds) {
        for (int second = 0; second < seconds; second++) {
            harness.heartbeat("a", finished());
            harness.tick();
        }
    }

    private Verdict verdict() {
        return Judge.verdict(harness.run("r"), harness.now());
    }

    @Test
    void theLoadBeginsWhenTheGroupHasItsPartitions() {
        prepare(SPEC);
        harness.tick();
        assertThat(harness.phase("r")).isEqualTo(RunPhase.PREPARING);

        has(harness, 1, 1);
        harness.tick();

        assertThat(harness.phase("r")).isEqualTo(RunPhase.SCHEDULED);
    }

    @Test
    void aGroupThatDoesNotGetThemFailsTheRunAndIsNamed() {
        prepare(SPEC);
        for (int second = 0; second < 62; second++) {
            harness.heartbeat("a", Progress.of("r", RunState.READY));
            harness.tick();
        }

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(harness.run("r").end())
                .contains(EndCode.CONSUMERS_NOT_READY.with(
                        "group",
                        0,
                        "members",
                        0,
                        "expected",
                        1,
                        "partitions",
                        0,
                        "topicPartitions",
                        1,
                        "timeoutSeconds",
                        Duration.ofSeconds(60)));
    }

    @Test
    void theRunIsOverWhenAllIsReadAndItsGroupsAreDeleted() {
        drained();
        assertThat(harness.phase("r")).isEqualTo(RunPhase.VERIFYING);
        reads(harness, 9);
        aliveFor(1);
        assertThat(harness.phase("r")).isEqualTo(RunPhase.VERIFYING);
        assertThat(harness.commanded(Command.DeleteGroups.class)).isEmpty();

        reads(harness, 10);
        aliveFor(1);

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(harness.commanded(Command.DeleteGroups.class))
                .containsExactly(new Command.DeleteGroups(
                        "r", Optional.empty(), harness.run("r").spec().consumers()));
        assertThat(Judge.verdict(harness.run("r"), harness.now()).reasons())
                .extracting(Verdict.Reason::code)
                .doesNotContain("CONSUMERS_BEHIND");
    }

    @Test
    void whoeverTakesTooLongIsNotWaitedFor() {
        drained();
        reads(harness, 4);
        aliveFor(22);

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(Judge.verdict(harness.run("r"), harness.now()).reasons())
                .contains(ReasonCode.CONSUMERS_BEHIND.with(
                        "group", 0, "unread", 6, "catchUpSeconds", Duration.ofSeconds(20)));
    }

    @Test
    void theTimeToCatchUpAndTheLongestPauseAreJudged() {
        drained(OBJECTIVES);
        has(harness, 1, 2, 5_500_000);
        reads(harness, 9);
        aliveFor(2);
        assertThat(Judge.objectives(harness.run("r"), harness.now()).getFirst().met())
                .as("while it may still catch up")
                .isEmpty();

        reads(harness, 10);
        Instant end = harness.now();
        aliveFor(1);

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        Duration took =
                Duration.between(harness.run("r").startAt().orElseThrow().plusMillis(900), end);
        assertThat(Judge.objectives(harness.run("r"), harness.now()))
                .extracting(Judge.Judged::value, Judge.Judged::met)
                .startsWith(
                        tuple(Optional.of(took.toNanos() / 1e3), Optional.of(false)),
                        tuple(Optional.of(took.toNanos() / 1e3), Optional.of(true)),
                        tuple(Optional.of(5.5e6), Optional.of(false)),
                        tuple(Optional.of(5.5e6), Optional.of(true)));
        assertThat(verdict().reasons())
                .contains(
                        ReasonCode.OBJECTIVE_MISSED.with(
                                "objective", "catchUp<1ms", "catchUpMillis", took.toNanos() / 1e6),
                        ReasonCode.OBJECTIVE_MISSED.with("objective", "rebalance<5s", "pausedMillis", 5_500.0))
                .extracting(Verdict.Reason::message)
                .contains("rebalance<5s: a member read nothing for 5,500 ms because of a rebalance");
    }

    @Test
    void aGroupThatDoesNotCatchUpIsBeyondEveryLimit() {
        drained(OBJECTIVES);
        reads(harness, 4);
        aliveFor(22);

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        Judge.Judged objective =
                Judge.objectives(harness.run("r"), harness.now()).get(1);
        assertThat(objective.value()).isEmpty();
        assertThat(objective.met()).contains(false);
        assertThat(verdict().reasons())
                .contains(ReasonCode.OBJECTIVE_MISSED.with("objective", "catchUp[slow]<1h", "unread", 6));
    }

    @Test
    void aStopWhileTheyCatchUpEndsTheWaiting() {
        drained();

        harness.on(new Event.StopRequested("r"));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(harness.run("r").consumerStats().behind())
                .containsExactly(Args.of("group", 0, "unread", 10, "end", EndCode.USER));
    }

    @Test
    void anotherControllerGoesOnWaitingAndTellsNothingTwice() {
        drained();
        reads(harness, 9);
        CoreHarness next = harness.successor();
        next.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
        next.tick();
        assertThat(next.phase("r")).isEqualTo(RunPhase.VERIFYING);
        assertThat(next.run("r").consumerStats().groups().getFirst().lag()).isEqualTo(1);
        assertThat(next.run("r").log().entries())
                .filteredOn(entry -> entry.kind() == RunLog.Kind.REBALANCE)
                .hasSize(1);

        reads(next, 10);
        next.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
        next.tick();

        assertThat(next.phase("r")).isEqualTo(RunPhase.DONE);
    }
}
