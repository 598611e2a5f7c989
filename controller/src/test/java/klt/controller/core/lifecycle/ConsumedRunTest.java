package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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

    private final CoreHarness stage = new CoreHarness();
    private long number;

    private void has(CoreHarness of, int partitions, long rebalances) {
        number++;
        of.status(
                "a",
                5_000 + number,
                new Consumed(
                        "r",
                        0,
                        number,
                        0,
                        new Consumed.Members(1, partitions, rebalances, 0, Optional.empty()),
                        new Consumed.Records(0, 0, 0, 0),
                        new Consumed.EndToEnd(LatencyHistogram.EMPTY, 100),
                        ""));
    }

    private void reads(CoreHarness of, long next) {
        of.status("a", 5_000 + ++number, new GroupPositions("r", 0, 0, List.of(new Position(0, 0, next, 10))));
    }

    private void prepare() {
        stage.prepared("r", SPEC, "a");
        stage.heartbeat("a", Progress.of("r", RunState.READY));
    }

    private void drained() {
        prepare();
        has(stage, 1, 1);
        stage.tick();
        stage.keepsEnds();
        stage.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
        stage.ticks(4);
        stage.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
        assertThat(stage.phase("r")).isEqualTo(RunPhase.DRAINING);
        stage.on(new Event.EndsRead("r", List.of(10L)));
    }

    private void aliveFor(int seconds) {
        for (int second = 0; second < seconds; second++) {
            stage.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
            stage.tick();
        }
    }

    @Test
    void theLoadBeginsWhenTheGroupHasItsPartitions() {
        prepare();
        stage.tick();
        assertThat(stage.phase("r")).isEqualTo(RunPhase.PREPARING);

        has(stage, 1, 1);
        stage.tick();

        assertThat(stage.phase("r")).isEqualTo(RunPhase.SCHEDULED);
    }

    @Test
    void aGroupThatDoesNotGetThemFailsTheRunAndIsNamed() {
        prepare();
        for (int second = 0; second < 62; second++) {
            stage.heartbeat("a", Progress.of("r", RunState.READY));
            stage.tick();
        }

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").end())
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
        assertThat(stage.phase("r")).isEqualTo(RunPhase.VERIFYING);
        reads(stage, 9);
        aliveFor(1);
        assertThat(stage.phase("r")).isEqualTo(RunPhase.VERIFYING);
        assertThat(stage.commanded(Command.DeleteGroups.class)).isEmpty();

        reads(stage, 10);
        aliveFor(1);

        assertThat(stage.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(stage.commanded(Command.DeleteGroups.class))
                .containsExactly(
                        new Command.DeleteGroups("r", stage.run("r").spec().consumers()));
        assertThat(Judge.verdict(stage.run("r"), stage.now()).reasons())
                .extracting(Verdict.Reason::code)
                .doesNotContain("CONSUMERS_BEHIND");
    }

    @Test
    void whoeverTakesTooLongIsNotWaitedFor() {
        drained();
        reads(stage, 4);
        aliveFor(22);

        assertThat(stage.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(Judge.verdict(stage.run("r"), stage.now()).reasons())
                .contains(ReasonCode.CONSUMERS_BEHIND.with(
                        "group", 0, "unread", 6, "catchUpSeconds", Duration.ofSeconds(20)));
    }

    @Test
    void aStopWhileTheyCatchUpEndsTheWaiting() {
        drained();

        stage.on(new Event.StopRequested("r"));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(stage.run("r").consumerStats().behind())
                .containsExactly(Args.of("group", 0, "unread", 10, "end", EndCode.USER));
    }

    @Test
    void anotherControllerGoesOnWaitingAndTellsNothingTwice() {
        drained();
        reads(stage, 9);
        CoreHarness next = stage.successor();
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
