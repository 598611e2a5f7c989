package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.Verdict.Integrity;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.preflight.Finding;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.verdict.Judge;
import org.junit.jupiter.api.Test;

class TopicDeletionTest {

    private static final String SPEC = "{messages: 10, rate: 10, topic: {name: loadtest, delete: after}}";

    /** more than a delivery timeout, a minute, and the wait for Kafka */
    private static final int DRAINING_SECONDS_MAX = 300;

    private final CoreHarness harness = new CoreHarness(2);

    private void done(String run, long acked) {
        harness.heartbeat("a", Progress.of(run, RunState.FINISHED).acked(acked));
        harness.tick();
    }

    private List<Command.DeleteTopic> deleted() {
        return harness.commanded(Command.DeleteTopic.class);
    }

    @Test
    void aTopicThatTheRunCreatedIsDeletedWhenTheRunHasEnded() {
        harness.running("r", SPEC, "a");
        assertThat(deleted()).isEmpty();

        done("r", 10);

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(deleted()).containsExactly(new Command.DeleteTopic("r", Optional.empty(), "loadtest"));
    }

    @Test
    void eachRequestNamesTheClusterOfTheRun() {
        harness.running("r", "{messages: 10, rate: 10, topic: {cluster: 'b:1', delete: after}}", "a");
        done("r", 10);

        assertThat(harness.commanded(Command.OfCluster.class))
                .hasAtLeastOneElementOfType(Command.PrepareTopics.class)
                .hasAtLeastOneElementOfType(Command.ReadEnds.class)
                .hasAtLeastOneElementOfType(Command.DeleteTopic.class)
                .extracting(Command.OfCluster::cluster)
                .containsOnly(Optional.of("b:1"));
    }

    @Test
    void onlyTheCreatedOnesOfSeveralTopicsAreDeletedAlsoByAnotherController() {
        harness.heartbeat("a");
        harness.submit("r", "{messages: 10, rate: 10, topic: {name: 't{1..3}', delete: after}}");
        harness.on(new Event.TopicsReady(
                "r", List.of(CoreHarness.TOPIC), List.of("t1", "t3"), Collections.nCopies(3, List.of(0L))));
        harness.heartbeat("a", Progress.of("r", RunState.READY));
        CoreHarness next = harness.successor();

        next.on(new Event.StopRequested("r"));
        next.heartbeat("a", Progress.of("r", RunState.FINISHED));
        next.tick();

        assertThat(next.phase("r")).isEqualTo(RunPhase.STOPPED);
        assertThat(next.commanded(Command.DeleteTopic.class))
                .containsExactly(
                        new Command.DeleteTopic("r", Optional.empty(), "t1"),
                        new Command.DeleteTopic("r", Optional.empty(), "t3"));
    }

    @Test
    void aTopicIsDeletedIfKafkaRefusesALaterOne() {
        harness.heartbeat("a");
        harness.submit("r", "{messages: 10, rate: 10, topic: {name: 't{1..3}', delete: after}}");

        End refused = EndCode.TOPIC_REFUSED.with("topic", "t2", "error", "PolicyViolation");
        harness.on(new Event.TopicsRefused("r", refused, List.of("t1")));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(deleted()).containsExactly(new Command.DeleteTopic("r", Optional.empty(), "t1"));
    }

    @Test
    void aTopicIsDeletedIfThePreflightRefusesTheRun() {
        harness.heartbeat("a");
        harness.submit("r", SPEC);

        Finding finding = Finding.refuse(Finding.Code.KEY_REQUIRED, "topic", "loadtest");
        harness.on(new Event.TopicsChecked("r", List.of(finding), List.of("loadtest")));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(deleted()).containsExactly(new Command.DeleteTopic("r", Optional.empty(), "loadtest"));
    }

    @Test
    void aTopicThatAnotherRunLoadsAmongOthersIsKept() {
        harness.running("r", SPEC, "a");
        harness.submit("other", "{messages: 10, rate: 10, topic: 'loadtest,another'}");
        harness.tick();
        assertThat(harness.run("other").phase()).isEqualTo(RunPhase.PREPARING);

        done("r", 10);

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(deleted()).isEmpty();
    }

    @Test
    void aTopicIsKeptUnlessTheSpecSaysOtherwise() {
        harness.running("r", "{messages: 10, rate: 10}", "a");

        done("r", 10);

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(deleted()).isEmpty();
    }

    @Test
    void aTopicThatExistedBeforeIsKept() {
        harness.submit("r", SPEC);
        harness.heartbeat("a");
        harness.tick();
        Args existing = Args.of("created", false, "topic", "loadtest", "partitions", 1, "replication", 1);
        harness.on(new Event.TopicsReady(
                "r", List.of(existing.and("asSpecified", true)), List.of(), List.of(List.of(0L))));
        harness.on(new Event.StopRequested("r"));
        harness.ticks(3);

        assertThat(harness.run("r").phase()).isEqualTo(RunPhase.STOPPED);
        assertThat(deleted()).isEmpty();
    }

    @Test
    void aTopicInWhichMessagesAreMissingIsKept() {
        harness.keepsEnds();
        harness.running("r", SPEC, "a");
        done("r", 10);
        harness.on(new Event.EndsRead("r", List.of(List.of(9L))));
        harness.tick();

        assertThat(harness.run("r").phase().isEnded()).isTrue();
        assertThat(deleted()).isEmpty();
    }

    @Test
    void aTopicThatAnotherRunLoadsIsKept() {
        harness.running("r", SPEC, "a");
        harness.on(new Event.Submitted("other", harness.run("r").spec()));
        harness.tick();
        assertThat(harness.run("other").phase()).isEqualTo(RunPhase.PREPARING);

        done("r", 10);

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(deleted()).isEmpty();
    }

    @Test
    void aTopicIsDeletedThoughTheNextRunOnItBeginsInTheSameStep() {
        CoreHarness one = new CoreHarness(1);
        one.keepsEnds();
        one.running("r", SPEC, "a");
        one.on(new Event.Submitted("next", one.run("r").spec()));
        one.on(new Event.StopRequested("r"));

        // Kafka does not return the end of the topic, so a tick ends the run and begins the next one
        for (int second = 0; second < DRAINING_SECONDS_MAX && one.phase("r") == RunPhase.DRAINING; second++) {
            one.heartbeat("a", Progress.of("r", RunState.FINISHED));
            one.tick();
        }

        assertThat(one.phase("r")).isEqualTo(RunPhase.STOPPED);
        assertThat(one.run("next").phase()).isEqualTo(RunPhase.PREPARING);
        assertThat(one.commanded(Command.DeleteTopic.class))
                .containsExactly(new Command.DeleteTopic("r", Optional.empty(), "loadtest"));
    }

    @Test
    void aTopicWhoseVerificationDidNotEndIsKept() {
        harness.running(
                "r", "{messages: 10, rate: 10, verification: after, topic: {name: loadtest, delete: after}}", "a");
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
        harness.tick();
        assertThat(harness.phase("r")).isEqualTo(RunPhase.VERIFYING);
        harness.on(new Event.StopRequested("r"));
        harness.ticks(3);

        assertThat(harness.run("r").phase().isEnded()).isTrue();
        assertThat(Judge.verdict(harness.run("r"), harness.now()).integrity()).isEqualTo(Integrity.INCONCLUSIVE);
        assertThat(deleted()).isEmpty();
    }

    @Test
    void aTopicThatWasReplacedDuringTheRunIsKept() {
        harness.keepsLooks();
        harness.running("r", SPEC, "a");
        harness.on(new Event.TopicsSeen("r", List.of(Optional.empty())));
        harness.ticks(30);
        harness.on(new Event.TopicsSeen("r", List.of(Optional.empty())));
        done("r", 10);

        assertThat(harness.run("r").phase().isEnded()).isTrue();
        assertThat(deleted()).isEmpty();
    }
}
