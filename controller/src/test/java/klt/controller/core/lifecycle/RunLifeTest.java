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

    private final CoreHarness stage = new CoreHarness();

    @Test
    void aRunIsStoredWhenItIsAcceptedAndItsTopicIsPreparedAtOnceWhenWorkersAreThere() {
        stage.heartbeat("a");

        Reply reply = stage.submit("r", SPEC);

        assertThat(reply).isEqualTo(new Reply.Accepted());
        assertThat(stage.commanded(Command.Store.class)).hasSize(1);
        assertThat(stage.commanded(Command.PrepareTopic.class))
                .containsExactly(new Command.PrepareTopic("r", stage.run("r").spec(), 1));
        assertThat(stage.phase("r")).isEqualTo(RunPhase.PREPARING);
        assertThat(stage.published("r"))
                .as("nobody connects to an absent topic")
                .isEmpty();
    }

    @Test
    void workersLearnOfTheRunWhenItsTopicIsThere() {
        stage.prepared("r", SPEC, "a", "b");

        DesiredRun record = stage.published("r").orElseThrow();
        assertThat(record.phase()).isEqualTo(RunPhase.PREPARING);
        assertThat(record.startAt()).isEmpty();
        assertThat(record.changes()).isEmpty();
        assertThat(record.members()).containsExactly("a", "b");
        assertThat(record.grants()).isEmpty();
    }

    @Test
    void theStartIsSetTwoSecondsAheadWhenTheLastWorkerIsReady() {
        stage.prepared("r", SPEC, "a", "b");

        stage.heartbeat("a", Progress.of("r", RunState.READY));
        assertThat(stage.phase("r")).isEqualTo(RunPhase.PREPARING);
        stage.heartbeat("b", Progress.of("r", RunState.READY));

        DesiredRun record = stage.published("r").orElseThrow();
        assertThat(record.phase()).isEqualTo(RunPhase.SCHEDULED);
        assertThat(record.startAt()).contains(stage.now().plusSeconds(2));
        Duration schedule = Duration.ofSeconds(10);
        Duration delivery = Duration.ofMinutes(2);
        Duration grace = Duration.ofMinutes(1);
        assertThat(record.hardStopAt())
                .contains(
                        stage.now().plusSeconds(2).plus(schedule).plus(delivery).plus(grace));
    }

    @Test
    void withTheStartEveryShardIsGrantedFromTheFirstSequenceOn() {
        stage.scheduled("r", SPEC, "a", "b");

        DesiredRun record = stage.record("r");
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
        stage.heartbeat("a");
        stage.submit("r", SPEC);
        stage.heartbeat("a", Progress.of("r", RunState.READY));
        assertThat(stage.phase("r")).isEqualTo(RunPhase.PREPARING);

        stage.on(new Event.TopicReady("r", CoreHarness.TOPIC, List.of(0L)));
        stage.tick();

        assertThat(stage.phase("r")).isEqualTo(RunPhase.SCHEDULED);
        assertThat(stage.run("r").log().entries())
                .extracting(RunLog.Entry::args)
                .contains(CoreHarness.TOPIC);
    }

    @Test
    void itRunsFromTheInstantOfTheStart() {
        stage.scheduled("r", SPEC, "a");

        stage.pass(Duration.ofMillis(1_999));
        stage.on(new Event.TickDue());
        assertThat(stage.phase("r")).isEqualTo(RunPhase.SCHEDULED);
        stage.pass(Duration.ofMillis(1));
        stage.on(new Event.TickDue());

        assertThat(stage.phase("r")).isEqualTo(RunPhase.RUNNING);
        assertThat(stage.published("r")).get().extracting("phase").isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void itDrainsWhenEveryWorkerHasSentAllAndIsDoneWhenEveryWorkerHasFinished() {
        stage.running("r", SPEC, "a", "b");
        stage.ticks(3);

        stage.heartbeat("a", allSent(50, 50));
        stage.heartbeat("b", allSent(50, 49));
        assertThat(stage.phase("r")).isEqualTo(RunPhase.RUNNING);
        stage.heartbeat("b", allSent(50, 50));
        assertThat(stage.phase("r")).isEqualTo(RunPhase.DRAINING);
        assertThat(stage.record("r").phase()).isEqualTo(RunPhase.DRAINING);
        stage.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(50));
        assertThat(stage.phase("r")).isEqualTo(RunPhase.DRAINING);
        stage.forgetCommands();
        stage.heartbeat("b", Progress.of("r", RunState.FINISHED).acked(50));

        Run run = stage.run("r");
        assertThat(run.phase()).isEqualTo(RunPhase.DONE);
        assertThat(run.end()).isEmpty();
        assertThat(run.endedAt()).contains(stage.now());
        assertThat(run.stats().totals().acked()).isEqualTo(100);
        assertThat(stage.commanded(Command.RetireRun.class)).containsExactly(new Command.RetireRun("r"));
        assertThat(stage.commanded(Command.Store.class)).hasSize(1);
        assertThat(stage.core().runs()).isEmpty();
    }

    /** A worker that has sent all of its part and waits for other grants, or for answers. */
    private static Progress allSent(long sent, long acked) {
        return Progress.of("r", RunState.SENDING)
                .messages(sent, acked, 0, 0)
                .at(100, acked < sent ? 99 : 100, new OutcomeCounts(acked, 0, 0, 0))
                .stopped();
    }

    @Test
    void aRunThatFinishesBetweenTwoHeartbeatsIsDone() {
        stage.running("r", "{messages: 1, rate: 10}", "a");

        stage.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(1));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(stage.commanded(Command.RetireRun.class)).containsExactly(new Command.RetireRun("r"));
    }

    @Test
    void theLogTellsOnceWhenAWorkerIsReady() {
        stage.prepared("r", "{messages: 100, rate: 10, workers: {expected: 2}}", "a", "b");

        stage.heartbeat("a", Progress.of("r", RunState.READY));
        stage.heartbeat("a", Progress.of("r", RunState.READY));
        stage.heartbeat("a", Progress.of("r", RunState.READY));
        stage.heartbeat("b", Progress.of("r", RunState.PREPARING));

        assertThat(stage.run("r").log().entries())
                .filteredOn(entry -> entry.kind() == RunLog.Kind.WORKER_READY)
                .extracting(RunLog.Entry::args)
                .containsExactly(Args.of("worker", "name-of-a"));
    }

    @Test
    void theLogTellsTheWholeLifeInOrder() {
        stage.running("r", SPEC, "a");
        stage.heartbeat("a", allSent(100, 100));
        stage.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(100));

        assertThat(stage.run("r").log().entries())
                .filteredOn(entry -> entry.kind() == RunLog.Kind.PHASE)
                .flatExtracting(entry -> entry.args().get("phase").stream().toList())
                .containsExactly("QUEUED", "PREPARING", "SCHEDULED", "RUNNING", "DRAINING", "DONE");
    }

    @Test
    void aRefusedTopicFailsTheRunInTheWordsOfKafka() {
        stage.heartbeat("a");
        stage.submit("r", SPEC);

        stage.on(new Event.TopicRefused("r", REFUSED));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").end()).contains(REFUSED);
    }

    @Test
    void newsOfATopicThatComeTooLateChangeNothing() {
        stage.running("r", SPEC, "a");
        stage.forgetCommands();

        stage.on(new Event.TopicReady("r", CoreHarness.TOPIC, List.of(0L)));
        stage.on(new Event.TopicRefused("r", REFUSED));
        stage.on(new Event.TopicReady("unknown", CoreHarness.TOPIC, List.of(0L)));

        assertThat(stage.phase("r")).isEqualTo(RunPhase.RUNNING);
        assertThat(stage.commanded(Command.class)).isEmpty();
    }

    @Test
    void theRecordIsWrittenAgainEveryMinuteAndWhenItCouldNotBeWritten() {
        stage.running("r", "{duration: 1h, rate: 10}", "a");
        stage.forgetCommands();

        for (int second = 1; second < 60; second++) {
            stage.tick();
            stage.heartbeat("a", Progress.of("r", RunState.SENDING));
        }
        assertThat(stage.published("r")).isEmpty();
        stage.tick();
        assertThat(stage.commanded(Command.PublishRun.class)).hasSize(1);
        stage.on(new Event.PublishFailed("r"));
        assertThat(stage.commanded(Command.PublishRun.class)).as("not at once").hasSize(1);
        stage.tick();

        assertThat(stage.commanded(Command.PublishRun.class)).hasSize(2);
    }

    @Test
    void aRunWhoseWorkersFinishedBeforeAllWasSentIsNotDone() {
        stage.running("r", SPEC, "a");
        stage.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(40).at(40, 40, new OutcomeCounts(40, 0, 0, 0)));
        assertThat(stage.run("r").log().entries()).last().extracting("kind").isEqualTo(RunLog.Kind.WAITING);

        stage.pass(Duration.ofSeconds(10 + 120 + 60));
        stage.heartbeat("a");
        stage.tick();

        assertThat(stage.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(stage.run("r").end())
                .contains(EndCode.INCOMPLETE.with("unsent", 60, "graceSeconds", RunControl.HARD_STOP_GRACE));
    }

    @Test
    void aRecordThatCouldNotBeWrittenIsLeftWhenTheRunHasEndedOrHasNone() {
        stage.submit("queued", SPEC);
        stage.forgetCommands();

        stage.on(new Event.PublishFailed("queued"));
        stage.on(new Event.PublishFailed("gone"));
        stage.tick();

        assertThat(stage.commanded(Command.PublishRun.class)).isEmpty();
    }

    @Test
    void liveRunsAreWrittenAgainUnderANewTerm() {
        stage.running("r", SPEC, "a");
        stage.submit("queued", SPEC);
        stage.forgetCommands();

        stage.on(new Event.TermStarted());
        stage.tick();

        assertThat(stage.commanded(Command.PublishRun.class))
                .extracting(command -> command.run().run())
                .containsExactly("r");
    }

    @Test
    void everyTickListsTheWorkersThatCount() {
        stage.heartbeat("b");
        stage.heartbeat("a");

        stage.ticks(2);

        assertThat(stage.commanded(Command.PublishTick.class)).hasSize(2);
        assertThat(stage.commanded(Command.PublishTick.class).getFirst().tick().workers())
                .containsExactlyInAnyOrder("a", "b");
    }
}
