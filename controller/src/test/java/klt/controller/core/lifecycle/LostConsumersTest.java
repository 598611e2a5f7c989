package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.Consumed;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.GroupPositions.Position;
import klt.common.protocol.RunPhase;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.common.report.Verdict;
import klt.common.report.Verdict.Reason;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.history.Disruption;
import klt.controller.core.history.Disruption.Cause;
import klt.controller.core.verdict.Judge;
import org.junit.jupiter.api.Test;

/** Workers {@code a} and {@code b} each have a member of a group that reads the 100 records of each of two partitions; {@code a} is lost. */
class LostConsumersTest {

    /** By this time it has been declared lost, whether or not most workers miss heartbeats. */
    private static final int LOST = 20;

    private final CoreHarness harness = new CoreHarness();
    private long number;

    private void reads(String worker, int partition, int second, long next) {
        harness.status(worker, 5_000 + ++number, consumed(second, next));
        harness.status(
                worker,
                5_000 + ++number,
                new GroupPositions("r", 0, 0, List.of(new Position(partition, 0, next, Math.max(next, 100)))));
    }

    private Consumed consumed(int second, long records) {
        return new Consumed(
                "r",
                0,
                ++number,
                second,
                new Consumed.Members(1, 1, 0, 0, 0, Optional.empty()),
                new Consumed.Records(records, 0, 0, records * 10),
                new Consumed.EndToEnd(LatencyHistogram.EMPTY, 100),
                "");
    }

    private void reading(String keys) {
        running("rate: 0, consumers: {groups: 1, members: 2, start: earliest, catchUp: 10m}" + keys);
    }

    private void running(String keys) {
        harness.partitions(2);
        harness.heartbeat("a");
        harness.heartbeat("b");
        harness.submit("r", "{" + keys + "}");
        harness.on(CoreHarness.topicsReady("r", List.of(100L, 100L)));
        harness.heartbeat("a", Progress.of("r", RunState.READY));
        harness.heartbeat("b", Progress.of("r", RunState.READY));
        reads("a", 0, 0, 0);
        reads("b", 1, 0, 0);
        harness.tick();
        live(4, "a", "b");
        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
    }

    private void live(int seconds, String... workers) {
        live(harness, seconds, workers);
    }

    private static void live(CoreHarness of, int seconds, String... workers) {
        for (int second = 0; second < seconds; second++) {
            for (String worker : workers) {
                of.heartbeat(worker, Progress.of("r", RunState.SENDING));
            }
            of.tick();
        }
    }

    private Verdict verdict(CoreHarness of) {
        return Judge.verdict(of.run("r"), of.now());
    }

    @Test
    void aWorkerThatIsLostWhileItReadsDegradesTheRun() {
        reading("");
        reads("a", 0, 2, 60);

        live(LOST, "b");

        assertThat(verdict(harness).validity()).isEqualTo(Verdict.Validity.DEGRADED);
        assertThat(verdict(harness).reasons())
                .extracting(Reason::message)
                .anyMatch(
                        message -> message.matches(
                                "lost contact with name-of-a: what its consumers read from second 2.0 to [\\d.]+ was not reported"));
    }

    @Test
    void noFiguresAreMissingWhenTheGroupHasReadEverything() {
        reading("");
        reads("a", 0, 2, 100);
        reads("b", 1, 2, 100);

        live(LOST, "b");

        assertThat(verdict(harness).reasons()).isEmpty();
    }

    @Test
    void figuresAreMissingUntilTheEndOfADuration() {
        reading(", duration: 60s");
        reads("a", 0, 2, 100);
        reads("b", 1, 2, 100);

        live(LOST, "b");

        assertThat(verdict(harness).validity()).isEqualTo(Verdict.Validity.DEGRADED);
    }

    @Test
    void noFiguresAreMissingAfterTheEndOfADuration() {
        reading(", duration: 10s");
        reads("a", 0, 9, 60);

        live(LOST, "b");

        assertThat(verdict(harness).reasons()).isEmpty();
    }

    @Test
    void aWorkerThatLeavesReportsAllItsFigures() {
        reading("");
        harness.bye("a");

        live(LOST, "b");

        assertThat(verdict(harness).reasons()).isEmpty();
    }

    @Test
    void theLossIsKnownAfterATakeover() {
        reading("");
        reads("a", 0, 2, 60);
        live(LOST, "b");

        CoreHarness next = harness.successor();
        live(next, 2, "b");

        assertThat(verdict(next).reasons())
                .isEqualTo(verdict(harness).reasons())
                .hasSize(1);
    }

    @Test
    void aWorkerThatWasLostBeforeATakeoverDegradesTheRunToo() {
        reading("");
        RunMachine next = new RunMachine(
                harness.record("r"), CoreHarness.BEGIN, harness.run("r").past(), harness.now());
        Fleet empty = new Fleet();
        next.run().reports().onConsumed("a", consumed(2, 60), empty, true, harness.now());
        assertThat(next.run().consumerStats().missingMembers()).isEqualTo(1);

        next.onReplayFinished(empty, harness.now());

        assertThat(next.run().disruptions())
                .extracting(Disruption::args)
                .containsExactly(Args.of("cause", Cause.CONSUMERS_LOST, "worker", "a", "unattended", true));
        assertThat(next.run().consumerStats().missingMembers()).isEqualTo(2);
    }

    @Test
    void ofSeveralLostWorkersEachIsNamedOnce() {
        running("messages: 1000, consumers: {groups: 1, members: 2}");
        harness.heartbeat("b", Progress.of("r", RunState.FINISHED).acked(500));
        RunProgress finished =
                harness.run("r").stats().worker("b").orElseThrow().progress().orElseThrow();
        RunMachine next = new RunMachine(
                harness.record("r"), CoreHarness.BEGIN, harness.run("r").past(), harness.now());
        Fleet empty = new Fleet();
        next.run().allocation().replay("b", new WorkerInfo("b", "host", "1.0", 2, 1 << 30), finished);
        next.run().reports().onConsumed("a", consumed(2, 60), empty, true, harness.now());
        next.run().reports().onConsumed("b", consumed(2, 60), empty, true, harness.now());

        next.onReplayFinished(empty, harness.now());

        assertThat(next.run().disruptions())
                .extracting(
                        loss -> loss.args().get("worker"), loss -> loss.args().get("cause"))
                .containsExactlyInAnyOrder(
                        tuple(Optional.of("a"), Optional.of("WORKER_LOST")),
                        tuple(Optional.of("b"), Optional.of("CONSUMERS_LOST")));
    }
}
