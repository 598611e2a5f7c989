package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.audit.AuditReports;
import klt.controller.core.audit.AuditReports.Sent;
import klt.controller.core.run.Event;
import klt.controller.core.run.Waiting;
import klt.controller.core.run.Waiting.On;
import org.junit.jupiter.api.Test;

/** What a run says that it waits for, phase by phase. */
class WaitsTest {

    private static final String SPEC =
            "{messages: 100, rate: 10, workers: {expected: 2, timeout: 30s}, verification: after}";

    private final CoreHarness stage = new CoreHarness();

    private Waiting waiting(String run) {
        return stage.run(run).waiting().orElseThrow();
    }

    private void isWaiting(On on, long count, String words) {
        assertThat(waiting("r").on()).isEqualTo(on);
        assertThat(waiting("r").count()).isEqualTo(count);
        assertThat(waiting("r").text()).contains(words);
    }

    @Test
    void forItsTurnAndForWorkers() {
        stage.submit("r", SPEC);
        stage.submit("second", SPEC);
        stage.heartbeat("a");
        stage.tick();

        isWaiting(On.WORKERS, 1, "1 worker");
        assertThat(waiting("r").until()).contains(CoreHarness.BEGIN.plusSeconds(30));
        assertThat(waiting("second").on()).isEqualTo(On.TURN);
        assertThat(waiting("second").text()).isEqualTo("waiting for 1 run to end");
    }

    @Test
    void forTheTopicAndForProducers() {
        stage.heartbeat("a");
        stage.heartbeat("b");
        stage.submit("r", SPEC);
        isWaiting(On.TOPIC, 1, "topic loadtest");

        stage.on(new Event.TopicReady("r", CoreHarness.TOPIC, List.of(0L)));
        stage.heartbeat("a", Progress.of("r", RunState.READY));
        stage.tick();

        isWaiting(On.PRODUCERS, 1, "waiting for name-of-b to open its producer");
    }

    @Test
    void forConsumersToJoin() {
        stage.prepared("r", "{messages: 100, rate: 10, consumers: {groups: 2, members: 3}}", "a");
        stage.heartbeat("a", Progress.of("r", RunState.READY));
        stage.tick();

        isWaiting(On.CONSUMERS, 6, "group 0 has 0 of 3 members");
    }

    @Test
    void forNothingWhileItSends() {
        stage.running("r", "{messages: 100, rate: 10}", "a");

        assertThat(stage.run("r").waiting()).isEmpty();
    }

    @Test
    void forAWorkerWhileNobodyIsThereToSend() {
        stage.running("r", "{messages: 1000, rate: 10}", "a");
        stage.bye("a");
        stage.tick();

        isWaiting(On.WORKERS, 1, "1 worker");
        assertThat(waiting("r").until()).isPresent();
    }

    @Test
    void forAnswersAndForTheAudit() {
        stage.running("r", "{messages: 100, rate: 10, verification: after}", "a");
        stage.keepsEnds();
        stage.status("a", 1_000, AuditReports.evidence("a", Sent.messages(100)));
        stage.on(new Event.StopRequested("r"));
        stage.tick();
        isWaiting(On.ANSWERS, 0, "last reports");
        assertThat(waiting("r").until().orElseThrow()).isAfter(stage.now());

        stage.heartbeat("a", 1_001, Progress.of("r", RunState.FINISHED).acked(100));
        stage.tick();
        isWaiting(On.ENDS, 1, "the end of 1 partition");

        stage.on(new Event.EndsRead("r", List.of(100L)));
        isWaiting(On.AUDIT, 100, "verifying 100 records");
        assertThat(waiting("r").until().orElseThrow()).isAfter(stage.now().plus(Duration.ofSeconds(50)));
    }
}
