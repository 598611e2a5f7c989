package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
 * The only broker crashes and restarts with its data: all components wait, no worker is declared lost, and no acked message is lost.
 */
@Tag("fault")
class RestartedBrokerIT {

    private static final Duration OUTAGE = Duration.ofSeconds(5);
    private static final double MICROS_PER_SECOND = 1e6;

    @RegisterExtension
    private final TestSystem system = TestSystem.withWorkers(3);

    @Test
    void aRestartOfTheBrokerLosesNoWorkerAndNoMessage() {
        Load load = Load.of(Duration.ofSeconds(30), 3);
        load.createTopic(system.bootstrapServers());
        String run = system.api().submit(load);
        system.api().awaitElapsed(run, Duration.ofSeconds(8), Duration.ofSeconds(60));

        system.broker().kill();
        Time.pass(OUTAGE);
        system.startBroker();

        JsonNode report = system.api().awaitReport(run, Duration.ofSeconds(150));
        Traffic traffic = Traffic.read(system.bootstrapServers(), load.topic());
        Checks.isDone(report);
        Checks.say(Checks.events(report));
        long acked = report.at("/messages/acked").asLong();
        int distinct = traffic.sequences().cardinality();
        Checks.say("acked " + acked + ", on the topic " + distinct + ", repeated " + traffic.repeated() + ", errors "
                + report.at("/errors"));
        Checks.addsUp(report);
        assertThat(report.at("/messages/unsent").asLong()).isZero();
        assertThat(acked).as("acked messages that are on the topic").isLessThanOrEqualTo(distinct);
        assertThat(load.messages() - distinct)
                .as("messages that are missing, of which the report has to know")
                .isLessThanOrEqualTo(
                        Math.toIntExact(report.at("/messages/failed").asLong()
                                + report.at("/messages/indeterminate").asLong()));
        assertThat(Checks.eventsOf(report, "WORKER_LOST")).isEmpty();
        Checks.namesItsDuplicates(traffic, report);
        Checks.say("workers " + report.at("/workers"));
        assertThat(report.at("/workers").size()).isEqualTo(3);
        for (JsonNode worker : report.at("/workers")) {
            assertThat(worker.at("/sendLagP99").isNumber()).isTrue();
            // a busy machine stalls for tenths of a second; if the outage counted as lateness of the workers, it would
            // be seconds. If it
            // lasts, send() eventually waits for a full buffer or for a leader, and the report distinguishes these.
            assertThat(worker.at("/sendLagP99").asDouble() / MICROS_PER_SECOND)
                    .as("what is held against " + worker.at("/name").asString()
                            + ", though it was the broker that was away")
                    .isLessThan(1 + worker.at("/bufferWait").asDouble());
        }
    }
}
