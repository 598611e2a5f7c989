package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import org.junit.jupiter.api.Test;

class TopicDeletionTest {

    private static final String SPEC = "{messages: 10, rate: 10, topic: {name: loadtest, delete: after}}";

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
        assertThat(deleted()).containsExactly(new Command.DeleteTopic("r", "loadtest"));
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
        harness.on(new Event.TopicReady("r", existing.and("asSpecified", true), List.of(0L)));
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
        harness.on(new Event.EndsRead("r", List.of(9L)));
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
    void aTopicThatWasReplacedDuringTheRunIsKept() {
        harness.keepsLooks();
        harness.running("r", SPEC, "a");
        harness.on(new Event.TopicSeen("r", Optional.empty()));
        harness.ticks(30);
        harness.on(new Event.TopicSeen("r", Optional.empty()));
        done("r", 10);

        assertThat(harness.run("r").phase().isEnded()).isTrue();
        assertThat(deleted()).isEmpty();
    }
}
