package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import klt.systemtests.chaos.fixtures.Checks;
import klt.systemtests.chaos.fixtures.Load;
import klt.systemtests.chaos.fixtures.TestSystem;
import klt.systemtests.chaos.fixtures.Time;
import klt.systemtests.chaos.fixtures.Traffic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * The only broker, of the control topics and of the load, is frozen for longer than workers send without a controller. They hold, and
 * continue as soon as it answers: messages that became due in the meantime are late, but neither lost nor repaired.
 */
@Tag("fault")
class FrozenBrokerIT {

    /** Beyond {@code workers.lapse: continue}, which is 30 s. */
    private static final Duration FREEZE = Duration.ofSeconds(75);

    /** Time from when the broker is resumed until it answers all clients again. */
    private static final double THAW_SECONDS_MAX = 10;

    private static final double MICROS_PER_SECOND = 1e6;

    @RegisterExtension
    private final TestSystem system = TestSystem.withWorkers(2);

    @Test
    void whatIsDueInAnOutageIsLateAndNoWorkerIsLost() {
        Load load = Load.of(Duration.ofSeconds(100), 2).at(200).judgedBy("response.max<60s");
        load.createTopic(system.bootstrapServers());
        String run = system.api().submit(load);
        // the warm-up takes 10 s, and its messages are in no latency
        system.api().awaitElapsed(run, Duration.ofSeconds(12), Duration.ofSeconds(60));

        system.broker().freeze();
        Time.pass(FREEZE);
        system.broker().resume();

        JsonNode report = system.api().awaitReport(run, Duration.ofSeconds(90));
        Traffic traffic = Traffic.read(system.bootstrapServers(), load.topic());
        Checks.isDone(report);
        Checks.say(Checks.events(report));
        Checks.addsUp(report);
        Checks.hasEverySequenceOnce(traffic, load);
        Checks.isProven(traffic, report);
        assertThat(report.at("/messages/acked").asLong()).isEqualTo(load.messages());
        assertThat(report.at("/messages/repaired").asLong()).as("repaired").isZero();
        assertThat(report.at("/messages/handoverDuplicates").asLong()).isZero();
        for (String loss : List.of("WORKER_LOST", "WORKER_LEFT", "WORKER_JOINED", "SHARDS_MOVED")) {
            assertThat(Checks.eventsOf(report, loss)).as(loss).isEmpty();
        }
        assertThat(report.at("/responseTime/max").asDouble() / MICROS_PER_SECOND)
                .as("the longest response time in " + report.at("/responseTime"))
                .isBetween((double) FREEZE.toSeconds(), FREEZE.toSeconds() + THAW_SECONDS_MAX);
        assertThat(report.at("/verdict/objectives").asString()).isEqualTo("FAIL");
        assertThat(report.at("/verdict/validity").asString()).isEqualTo("DEGRADED");
        assertThat(outageSeconds(report))
                .as("seconds in " + report.at("/verdict"))
                .isBetween(FREEZE.toSeconds() - 2.0, FREEZE.toSeconds() + THAW_SECONDS_MAX);
    }

    private static double outageSeconds(JsonNode report) {
        return StreamSupport.stream(report.at("/verdict/reasons").spliterator(), false)
                .filter(node -> node.at("/code").asString().equals("CONTROL_OUTAGE"))
                .mapToDouble(node -> node.at("/args/outageSeconds").asDouble())
                .findFirst()
                .orElse(0);
    }
}
