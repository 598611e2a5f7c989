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

/** What a run reports to be waiting for, phase by phase. */
class WaitsTest {

    private static final String SPEC =
            "{messages: 100, rate: 10, workers: {expected: 2, timeout: 30s}, verification: after}";

    private final CoreHarness harness = new CoreHarness();

    private Waiting waiting(String run) {
        return harness.run(run).waiting().orElseThrow();
    }

    private void isWaiting(On on, long count, String words) {
        assertThat(waiting("r").on()).isEqualTo(on);
        assertThat(waiting("r").count()).isEqualTo(count);
        assertThat(waiting("r").text()).contains(words);
    }

    @Test
    void forItsTurnAndForWorkers() {
        harness.submit("r", SPEC);
        harness.submit("second", SPEC);
        harness.heartbeat("a");
        harness.tick();

        isWaiting(On.WORKERS, 1, "1 worker");
        assertThat(waiting("r").until()).contains(CoreHarness.BEGIN.plusSeconds(30));
        assertThat(waiting("second").on()).isEqualTo(On.TURN);
        assertThat(waiting("second").text()).isEqualTo("waiting for 1 run to end");
    }

    @Test
    void forTheTopicAndForProducers() {
        harness.heartbeat("a");
        harness.heartbeat("b");
        harness.submit("r", SPEC);
        isWaiting(On.TOPIC, 1, "topic loadtest");

        harness.on(CoreHarness.topicsReady("r", List.of(0L)));
        harness.heartbeat("a", Progress.of("r", RunState.READY));
        harness.tick();

        isWaiting(On.PRODUCERS, 1, "waiting for name-of-b to open its producer");
    }

    @Test
    void forConsumersToJoin() {
        harness.prepared("r", "{messages: 100, rate: 10, consumers: {groups: 2, members: 3}}", "a");
        harness.heartbeat("a", Progress.of("r", RunState.READY));
        harness.tick();

        isWaiting(On.CONSUMERS, 6, "group 0 has 0 of 3 members");
    }

    @Test
    void forNothingWhileItSends() {
        harness.running("r", "{messages: 100, rate: 10}", "a");

        assertThat(harness.run("r").waiting()).isEmpty();
    }

    @Test
    void forAWorkerWhileNoneCanSend() {
        harness.running("r", "{messages: 1000, rate: 10}", "a");
        harness.bye("a");
        harness.tick();

        isWaiting(On.WORKERS, 1, "1 worker");
        assertThat(waiting("r").until()).isPresent();
    }

    @Test
    void forAnswersAndForTheAudit() {
        harness.running("r", "{messages: 100, rate: 10, verification: after}", "a");
        harness.keepsEnds();
        harness.status("a", 1_000, AuditReports.evidence("a", Sent.messages(100)));
        harness.on(new Event.StopRequested("r"));
        harness.tick();
        isWaiting(On.ANSWERS, 0, "last reports");
        assertThat(waiting("r").until().orElseThrow()).isAfter(harness.now());

        harness.heartbeat("a", 1_001, Progress.of("r", RunState.FINISHED).acked(100));
        harness.tick();
        isWaiting(On.ENDS, 1, "the end of 1 partition");

        harness.on(new Event.EndsRead("r", List.of(List.of(100L))));
        isWaiting(On.AUDIT, 100, "verifying 100 records");
        assertThat(waiting("r").until().orElseThrow()).isAfter(harness.now().plus(Duration.ofSeconds(50)));
    }
}
