package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.protocol.Grant;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Run;
import org.junit.jupiter.api.Test;

class RunLifeTest {

    private static final End REFUSED =
            EndCode.TOPIC_REFUSED.with("topic", "loadtest", "error", "InvalidReplicationFactorException: 3 > 1");

    private static final String SPEC = "{messages: 100, rate: 10}";

    private final CoreHarness harness = new CoreHarness();

    @Test
    void aRunIsStoredWhenItIsAcceptedAndItsTopicIsPreparedAtOnceWhenWorkersAreThere() {
        harness.heartbeat("a");

        Reply reply = harness.submit("r", SPEC);

        assertThat(reply).isEqualTo(new Reply.Accepted());
        assertThat(harness.commanded(Command.Store.class)).hasSize(1);
        assertThat(harness.commanded(Command.PrepareTopics.class))
                .containsExactly(new Command.PrepareTopics("r", harness.run("r").spec(), 1, harness.now()));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.PREPARING);
        assertThat(harness.published("r"))
                .as("no client connects to a topic that does not exist")
                .isEmpty();
    }

    @Test
    void workersLearnOfTheRunWhenItsTopicIsThere() {
        harness.prepared("r", SPEC, "a", "b");

        DesiredRun record = harness.published("r").orElseThrow();
        assertThat(record.phase()).isEqualTo(RunPhase.PREPARING);
        assertThat(record.startAt()).isEmpty();
        assertThat(record.changes()).isEmpty();
        assertThat(record.members()).containsExactly("a", "b");
        assertThat(record.grants()).isEmpty();
    }

    @Test
    void theStartIsSetTwoSecondsAheadWhenTheLastWorkerIsReady() {
        harness.prepared("r", SPEC, "a", "b");

        harness.heartbeat("a", Progress.of("r", RunState.READY));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.PREPARING);
        harness.heartbeat("b", Progress.of("r", RunState.READY));

        DesiredRun record = harness.published("r").orElseThrow();
        assertThat(record.phase()).isEqualTo(RunPhase.SCHEDULED);
        assertThat(record.startAt()).contains(harness.now().plusSeconds(2));
        Duration schedule = Duration.ofSeconds(10);
        Duration delivery = Duration.ofMinutes(2);
        Duration grace = Duration.ofMinutes(1);
        assertThat(record.hardStopAt())
                .contains(harness.now()
                        .plusSeconds(2)
                        .plus(schedule)
                        .plus(delivery)
                        .plus(grace));
    }

    @Test
    void withTheStartEveryShardIsGrantedFromTheFirstSequenceOn() {
        harness.scheduled("r", SPEC, "a", "b");

        DesiredRun record = harness.record("r");
        assertThat(record.grants())
                .extracting(Grant::worker, Grant::from, Grant::until, Grant::repair, Grant::epoch)
                .containsExactly(
                        tuple("a", 0L, Optional.empty(), false, (int) record.revision()),
                        tuple("b", 0L, Optional.empty(), false, (int) record.revision()));
        assertThat(record.grants().stream().flatMap(grant -> grant.shards().stream()))
                .hasSize(64)
                .doesNotHaveDuplicates();
    }

    @Test
    void theWorkersMayBeReadyBeforeTheTopicIsSeenToBe() {
        harness.heartbeat("a");
        harness.submit("r", SPEC);
        harness.heartbeat("a", Progress.of("r", RunState.READY));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.PREPARING);

        harness.on(CoreHarness.topicsReady("r", List.of(0L)));
        harness.tick();

        assertThat(harness.phase("r")).isEqualTo(RunPhase.SCHEDULED);
        assertThat(harness.run("r").log().entries())
                .extracting(RunLog.Entry::args)
                .contains(CoreHarness.TOPIC);
    }

    @Test
    void itRunsFromTheInstantOfTheStart() {
        harness.scheduled("r", SPEC, "a");

        harness.pass(Duration.ofMillis(1_999));
        harness.on(new Event.TickDue());
        assertThat(harness.phase("r")).isEqualTo(RunPhase.SCHEDULED);
        harness.pass(Duration.ofMillis(1));
        harness.on(new Event.TickDue());

        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
        assertThat(harness.published("r")).get().extracting("phase").isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void itDrainsWhenEveryWorkerHasSentAllAndIsDoneWhenEveryWorkerHasFinished() {
        harness.running("r", SPEC, "a", "b");
        harness.ticks(3);

        harness.heartbeat("a", allSent(50, 50));
        harness.heartbeat("b", allSent(50, 49));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
        harness.heartbeat("b", allSent(50, 50));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);
        assertThat(harness.record("r").phase()).isEqualTo(RunPhase.DRAINING);
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(50));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);
        harness.forgetCommands();
        harness.heartbeat("b", Progress.of("r", RunState.FINISHED).acked(50));

        Run run = harness.run("r");
        assertThat(run.phase()).isEqualTo(RunPhase.DONE);
        assertThat(run.end()).isEmpty();
        assertThat(run.endedAt()).contains(harness.now());
        assertThat(run.stats().totals().acked()).isEqualTo(100);
        assertThat(harness.commanded(Command.RetireRun.class)).containsExactly(new Command.RetireRun("r"));
        assertThat(harness.commanded(Command.Store.class)).hasSize(1);
        assertThat(harness.core().runs()).isEmpty();
    }

    /** A worker that has sent its entire share and waits for other grants, or for answers. */
    private static Progress allSent(long sent, long acked) {
        return Progress.of("r", RunState.SENDING)
                .messages(sent, acked, 0, 0)
                .at(100, acked < sent ? 99 : 100, new OutcomeCounts(acked, 0, 0, 0, 0))
                .stopped();
    }

    @Test
    void aRunThatFinishesBetweenTwoHeartbeatsIsDone() {
        harness.running("r", "{messages: 1, rate: 10}", "a");

        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(1));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(harness.commanded(Command.RetireRun.class)).containsExactly(new Command.RetireRun("r"));
    }

    @Test
    void theLogTellsOnceWhenAWorkerIsReady() {
        harness.prepared("r", "{messages: 100, rate: 10, workers: {expected: 2}}", "a", "b");

        harness.heartbeat("a", Progress.of("r", RunState.READY));
        harness.heartbeat("a", Progress.of("r", RunState.READY));
        harness.heartbeat("a", Progress.of("r", RunState.READY));
        harness.heartbeat("b", Progress.of("r", RunState.PREPARING));

        assertThat(harness.run("r").log().entries())
                .filteredOn(entry -> entry.kind() == RunLog.Kind.WORKER_READY)
                .extracting(RunLog.Entry::args)
                .containsExactly(Args.of("worker", "name-of-a"));
    }

    @Test
    void theLogTellsTheWholeLifeInOrder() {
        harness.running("r", SPEC, "a");
        harness.heartbeat("a", allSent(100, 100));
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(100));

        assertThat(harness.run("r").log().entries())
                .filteredOn(entry -> entry.kind() == RunLog.Kind.PHASE)
                .flatExtracting(entry -> entry.args().get("phase").stream().toList())
                .containsExactly("QUEUED", "PREPARING", "SCHEDULED", "RUNNING", "DRAINING", "DONE");
    }

    @Test
    void aRefusedTopicFailsTheRunInTheWordsOfKafka() {
        harness.heartbeat("a");
        harness.submit("r", SPEC);

        harness.on(new Event.TopicsRefused("r", REFUSED, List.of()));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(harness.run("r").end()).contains(REFUSED);
    }

    @Test
    void newsOfATopicThatComeTooLateChangeNothing() {
        harness.running("r", SPEC, "a");
        harness.forgetCommands();

        harness.on(CoreHarness.topicsReady("r", List.of(0L)));
        harness.on(new Event.TopicsRefused("r", REFUSED, List.of()));
        harness.on(CoreHarness.topicsReady("unknown", List.of(0L)));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
        assertThat(harness.commanded(Command.class)).isEmpty();
    }

    @Test
    void theRecordIsWrittenAgainEveryMinuteAndWhenItCouldNotBeWritten() {
        harness.running("r", "{duration: 1h, rate: 10}", "a");
        harness.forgetCommands();

        for (int second = 1; second < 60; second++) {
            harness.tick();
            harness.heartbeat("a", Progress.of("r", RunState.SENDING));
        }
        assertThat(harness.published("r")).isEmpty();
        harness.tick();
        assertThat(harness.commanded(Command.PublishRun.class)).hasSize(1);
        harness.on(new Event.PublishFailed("r"));
        assertThat(harness.commanded(Command.PublishRun.class))
                .as("not at once")
                .hasSize(1);
        harness.tick();

        assertThat(harness.commanded(Command.PublishRun.class)).hasSize(2);
    }

    @Test
    void aRunWhoseWorkersFinishedBeforeAllWasSentIsNotDone() {
        harness.running("r", SPEC, "a");
        harness.heartbeat(
                "a", Progress.of("r", RunState.FINISHED).acked(40).at(40, 40, new OutcomeCounts(40, 0, 0, 0, 0)));
        assertThat(harness.run("r").log().entries()).last().extracting("kind").isEqualTo(RunLog.Kind.WAITING);

        harness.pass(Duration.ofSeconds(10 + 120 + 60));
        harness.heartbeat("a");
        harness.tick();

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(harness.run("r").end())
                .contains(EndCode.INCOMPLETE.with("unsent", 60, "graceSeconds", RunControl.HARD_STOP_GRACE));
    }

    @Test
    void aRecordThatCouldNotBeWrittenIsLeftWhenTheRunHasEndedOrHasNone() {
        harness.submit("queued", SPEC);
        harness.forgetCommands();

        harness.on(new Event.PublishFailed("queued"));
        harness.on(new Event.PublishFailed("ended"));
        harness.tick();

        assertThat(harness.commanded(Command.PublishRun.class)).isEmpty();
    }

    @Test
    void liveRunsAreWrittenAgainUnderANewTerm() {
        harness.running("r", SPEC, "a");
        harness.submit("queued", SPEC);
        harness.forgetCommands();

        harness.on(new Event.TermStarted());
        harness.tick();

        assertThat(harness.commanded(Command.PublishRun.class))
                .extracting(command -> command.run().run())
                .containsExactly("r");
    }

    @Test
    void everyTickListsTheWorkersThatCount() {
        harness.heartbeat("b");
        harness.heartbeat("a");

        harness.ticks(2);

        assertThat(harness.commanded(Command.PublishTick.class)).hasSize(2);
        assertThat(harness.commanded(Command.PublishTick.class)
                        .getFirst()
                        .tick()
                        .workers())
                .containsExactlyInAnyOrder("a", "b");
    }
}
