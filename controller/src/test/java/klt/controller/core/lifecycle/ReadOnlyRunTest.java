package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.Consumed;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.GroupPositions.Position;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Waiting;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.core.verdict.Judge;
import org.junit.jupiter.api.Test;

/** The run {@code r} sends nothing: a group reads the 100 records of a topic with one partition. */
class ReadOnlyRunTest {

    private static final String CONSUMERS = "consumers: {groups: 1, start: earliest, catchUp: 20s}";

    private final CoreHarness harness = new CoreHarness();
    private long number;

    private static Consumed consumed(long number, long records) {
        return new Consumed(
                "r",
                0,
                number,
                0,
                new Consumed.Members(1, 1, 0, 0, 0, Optional.empty()),
                new Consumed.Records(records, 0, 0, records * 10),
                new Consumed.EndToEnd(LatencyHistogram.EMPTY, 100),
                "");
    }

    private void reads(CoreHarness of, long next) {
        of.status("a", 5_000 + ++number, consumed(number, next));
        of.status("a", 5_000 + ++number, new GroupPositions("r", 0, 0, List.of(new Position(0, 0, next, 100))));
    }

    private void running(String spec) {
        harness.heartbeat("a");
        harness.submit("r", spec);
        harness.on(CoreHarness.topicsReady("r", List.of(100L)));
        harness.heartbeat("a", Progress.of("r", RunState.READY));
        reads(harness, 0);
        harness.tick();
        assertThat(harness.phase("r")).isEqualTo(RunPhase.SCHEDULED);
        live(harness, 3);
        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
    }

    private static void live(CoreHarness of, int seconds) {
        for (int second = 0; second < seconds; second++) {
            of.heartbeat("a", Progress.of("r", RunState.SENDING));
            of.tick();
        }
    }

    private void ends() {
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED));
        harness.tick();
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(harness.commanded(Command.ReadEnds.class)).isEmpty();
        assertThat(harness.commanded(Command.DeleteGroups.class)).hasSize(1);
    }

    private Verdict verdict() {
        return Judge.verdict(harness.run("r"), harness.now());
    }

    @Test
    void itIsDoneWhenTheGroupHasReadWhatWasThereAtTheStart() {
        running("{rate: 0, " + CONSUMERS + ", objectives: [consumeRate>=10, 'lag<=100']}");
        assertThat(harness.record("r").grants()).isEmpty();
        reads(harness, 99);
        live(harness, 1);
        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);

        reads(harness, 100);
        live(harness, 1);
        ends();

        assertThat(harness.run("r").planned()).contains(0L);
        assertThat(verdict().reasons()).isEmpty();
        assertThat(verdict().validity()).isEqualTo(Verdict.Validity.VALID);
        assertThat(verdict().objectives()).isEqualTo(Verdict.Objectives.PASS);
    }

    @Test
    void aNumberOfRecordsEndsIt() {
        running("{rate: 0, messages: 40, " + CONSUMERS + "}");
        reads(harness, 39);
        live(harness, 1);
        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);

        reads(harness, 45);
        live(harness, 1);

        ends();
        assertThat(verdict().reasons()).isEmpty();
        assertThat(harness.run("r").log().entries().stream()
                        .map(entry -> entry.args().get("reads")))
                .contains(Optional.of(true));
    }

    @Test
    void anObjectiveOfTheConsumersThatIsMissedHasItsFigure() {
        running("{rate: 0, " + CONSUMERS + ", objectives: [consumeRate>=1k, 'lag<50']}");
        reads(harness, 100);
        live(harness, 1);
        ends();

        assertThat(verdict().objectives()).isEqualTo(Verdict.Objectives.FAIL);
        assertThat(verdict().reasons())
                .extracting(Verdict.Reason::message)
                .anyMatch(message -> message.matches("consumeRate>=1k: it was \\d+(\\.\\d+)? records per second"))
                .contains("lag<50: it was 100 records");
    }

    @Test
    void aDurationEndsItWhateverTheGroupHasRead() {
        running("{rate: 0, duration: 30s, " + CONSUMERS + "}");
        reads(harness, 100);
        live(harness, 25);
        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);

        live(harness, 5);

        ends();
        assertThat(verdict().reasons()).isEmpty();
    }

    @Test
    void aGroupThatMakesNoProgressEndsIt() {
        running("{rate: 0, " + CONSUMERS + "}");
        live(harness, 15);
        reads(harness, 60);
        live(harness, 19);
        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);

        live(harness, 2);

        ends();
        assertThat(verdict().reasons())
                .containsExactly(ReasonCode.CONSUMERS_BEHIND.with(
                        "group", 0, "unread", 40, "stalledSeconds", Duration.ofSeconds(20)));
    }

    @Test
    void withoutARecordItIsInvalid() {
        running("{rate: 0, duration: 5s, " + CONSUMERS + "}");
        live(harness, 6);

        ends();

        assertThat(verdict().validity()).isEqualTo(Verdict.Validity.INVALID);
        assertThat(verdict().reasons()).containsExactly(ReasonCode.NOTHING_CONSUMED.with());
    }

    @Test
    void itHasNoRateToChange() {
        running("{rate: 0, " + CONSUMERS + "}");

        assertThat(harness.on(new Event.LoadChangeRequested("r", new LoadRequest.Pause())))
                .isEqualTo(new Reply.Conflict("the run sends nothing: it has no rate to change or pause"));
    }

    @Test
    void anotherControllerKnowsWhenItIsDone() {
        running("{rate: 0, " + CONSUMERS + "}");
        reads(harness, 60);

        CoreHarness next = harness.successor();
        live(next, 2);
        assertThat(next.phase("r")).isEqualTo(RunPhase.RUNNING);
        reads(next, 100);
        live(next, 1);

        assertThat(next.phase("r")).isEqualTo(RunPhase.DRAINING);
    }

    @Test
    void theLossOfAWorkerLeavesNothingToRepair() {
        running("{rate: 0, " + CONSUMERS + "}");
        harness.bye("a");
        harness.tick();
        assertThat(harness.run("r").waiting().map(Waiting::on)).contains(Waiting.On.WORKERS);

        harness.heartbeat("b");
        for (int second = 0; second < 3; second++) {
            harness.heartbeat("b", Progress.of("r", RunState.SENDING));
            harness.tick();
        }

        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
        assertThat(harness.record("r").members()).containsExactly("b");
        assertThat(harness.record("r").grants()).isEmpty();
        assertThat(harness.run("r").disruptions()).isEmpty();
    }
}
