package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.Verdict;
import klt.common.report.Verdict.Integrity;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.audit.AuditReports;
import klt.controller.core.audit.AuditReports.Found;
import klt.controller.core.audit.AuditReports.Read;
import klt.controller.core.audit.AuditReports.Sent;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Event.TopicState;
import klt.controller.core.run.Run;
import klt.controller.core.run.Waiting;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.core.verdict.Judge;
import org.junit.jupiter.api.Test;

/** A run whose topic changes while it is in progress. */
class ChangingTopicTest {

    private static final String VERIFIED = "{messages: 100, rate: 10, verification: after}";

    private final CoreHarness harness = new CoreHarness();

    private void running(String spec) {
        harness.running("r", spec, "a");
        harness.keepsLooks();
    }

    private void seen(String id, Long... begins) {
        harness.on(new Event.TopicsSeen("r", List.of(Optional.of(new TopicState(id, Arrays.asList(begins))))));
    }

    private void absent() {
        harness.on(new Event.TopicsSeen("r", List.of(Optional.empty())));
    }

    private Run run() {
        return harness.run("r");
    }

    private Verdict verdict() {
        return Judge.verdict(run(), harness.now());
    }

    private List<Args> changes() {
        return run().log().entries().stream()
                .filter(entry -> entry.kind() == RunLog.Kind.TOPIC_CHANGED)
                .map(RunLog.Entry::args)
                .toList();
    }

    private void second() {
        harness.heartbeat("a", Progress.of("r", RunState.SENDING));
        harness.tick();
    }

    @Test
    void theTopicIsLookedAtAllTheTimeAndNotTwiceAtOnce() {
        running(VERIFIED);
        harness.forgetCommands();
        for (int i = 0; i < 10; i++) {
            second();
        }
        assertThat(harness.commanded(Command.LookAtTopics.class)).hasSize(1);

        seen(CoreHarness.TOPIC_ID, 0L);
        second();
        second();
        assertThat(harness.commanded(Command.LookAtTopics.class)).hasSize(1);
        second();
        assertThat(harness.commanded(Command.LookAtTopics.class))
                .hasSize(2)
                .containsOnly(new Command.LookAtTopics("r", Optional.empty(), List.of("loadtest")));
    }

    @Test
    void aLookThatIsNotAnsweredIsTakenAgain() {
        running(VERIFIED);
        harness.forgetCommands();

        for (int i = 0; i < 3; i++) {
            second();
        }
        harness.on(new Event.TopicsUnseen("r"));
        for (int i = 0; i < 3; i++) {
            second();
        }

        assertThat(harness.commanded(Command.LookAtTopics.class)).hasSize(2);
        assertThat(changes()).isEmpty();
    }

    @Test
    void partitionsThatAreAddedCountFromTheirBeginning() {
        running("{messages: 100, rate: 10}");

        seen(CoreHarness.TOPIC_ID, 0L, 0L, 0L);
        assertThat(changes())
                .containsExactly(Args.of("topic", "loadtest", "partitionsAdded", 2, "partitionsBefore", 1));
        assertThat(harness.record("r").audit().from()).containsExactly(0L, 0L, 0L);
        seen(CoreHarness.TOPIC_ID, 0L, 0L, 0L);
        assertThat(changes()).hasSize(1);

        harness.keepsEnds();
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(100));
        harness.on(new Event.EndsRead("r", List.of(List.of(30L, 30L, 40L))));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(verdict().integrity()).isEqualTo(Integrity.UNCHECKED);
        assertThat(verdict().reasons()).isEmpty();
    }

    @Test
    void aTopicThatIsDeletedEndsTheRunAtOnceAndNothingIsCalledLost() {
        running(VERIFIED);
        harness.heartbeat("a", Progress.of("r", RunState.SENDING).acked(20));

        absent();
        assertThat(harness.phase("r")).as("a broker may not know it yet").isEqualTo(RunPhase.RUNNING);
        second();
        absent();

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);
        assertThat(harness.record("r").hardStopAt().orElseThrow()).isBeforeOrEqualTo(harness.now());
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(20));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(run().end()).contains(EndCode.TOPIC_DELETED.with("topic", "loadtest"));
        assertThat(changes()).containsExactly(Args.of("topic", "loadtest"));
        assertThat(verdict().integrity()).isEqualTo(Integrity.INCONCLUSIVE);
        assertThat(verdict().reasons())
                .filteredOn(reason -> reason.code().equals("AUDIT_INCOMPLETE"))
                .extracting(Verdict.Reason::args)
                .containsExactly(Args.of("topic", "loadtest"));
        assertThat(harness.commanded(Command.ReadEnds.class)).isEmpty();
    }

    @Test
    void soDoesOneThatIsCreatedAgain() {
        running(VERIFIED);

        seen("topic-2", 0L);
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(20));

        assertThat(run().end())
                .contains(EndCode.TOPIC_DELETED.with("topic", "loadtest", "partitionsAfter", 1, "partitionsBefore", 1));
    }

    @Test
    void workersThatDoNotReportAreNotWaitedForLong() {
        running(VERIFIED);
        seen("topic-2", 0L);

        for (int i = 0; i <= Draining.CUT_SHORT_MAX.toSeconds(); i++) {
            assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);
            second();
        }

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
    }

    @Test
    void whatIsMissingInATopicThatWasDeletedWhileItWasReadBackIsNotLost() {
        harness.keepsEnds();
        running(VERIFIED);
        harness.status("a", 1_000, AuditReports.evidence("a", Sent.messages(100)));
        harness.heartbeat("a", 1_001, Progress.of("r", RunState.FINISHED).acked(100));
        harness.on(new Event.EndsRead("r", List.of(List.of(100L))));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.VERIFYING);
        seen(CoreHarness.TOPIC_ID, 0L);
        harness.forgetCommands();

        harness.status("a", 1_002, Read.of(1, 0).found(Found.of("a", 0)).audited());
        assertThat(harness.phase("r")).as("it is looked at once more").isEqualTo(RunPhase.VERIFYING);
        assertThat(harness.commanded(Command.LookAtTopics.class)).hasSize(1);
        seen("topic-2", 0L);

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(run().end().map(End::code)).contains(EndCode.TOPIC_DELETED);
        assertThat(verdict().integrity()).isEqualTo(Integrity.INCONCLUSIVE);
    }

    @Test
    void recordsThatRetentionDeletesAreSaidOnce() {
        running(VERIFIED);

        seen(CoreHarness.TOPIC_ID, 7L);
        seen(CoreHarness.TOPIC_ID, 9L);

        assertThat(changes()).containsExactly(Args.of("topic", "loadtest", "offsets", 7, "cut", List.of(0)));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void anotherControllerKnowsWhichTopicItWas() {
        running(VERIFIED);
        harness.on(new Event.LoadChangeRequested("r", new LoadRequest.Pause()));
        CoreHarness next = harness.successor();
        next.keepsLooks();

        next.on(new Event.TopicsSeen("r", List.of(Optional.of(new TopicState("topic-2", List.of(0L))))));

        assertThat(next.phase("r")).isEqualTo(RunPhase.DRAINING);
    }

    @Test
    void aTopicWithMorePartitionsThanARecordTakesIsRefused() {
        harness.heartbeat("a");
        harness.submit("r", "{messages: 100, rate: 10}");

        harness.on(CoreHarness.topicsReady("r", Collections.nCopies(10_001, 0L)));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(run().end())
                .contains(
                        EndCode.TOPIC_REFUSED.with("topic", "loadtest", "partitions", 10_001, "partitionsMax", 10_000));
    }

    @Test
    void aStateThatDoesNotFitInARecordEndsTheRun() {
        running("{messages: 100, rate: 10}");

        harness.on(new Event.PublishRefused("r", "the record of 900,001 bytes is larger than the limit"));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(run().end())
                .contains(
                        EndCode.STATE_TOO_LARGE.with("error", "the record of 900,001 bytes is larger than the limit"));
        assertThat(harness.commanded(Command.RetireRun.class)).hasSize(1);
    }

    @Test
    void kafkaIsNotWaitedForForEverWhenItDoesNotSayWhereTheTopicEnds() {
        harness.keepsEnds();
        running("{messages: 100, rate: 10}");
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(100));
        assertThat(run().waiting().orElseThrow().on()).isEqualTo(Waiting.On.ENDS);

        harness.pass(Draining.ENDS_MAX.plus(Duration.ofSeconds(1)));
        harness.tick();

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
    }
}
