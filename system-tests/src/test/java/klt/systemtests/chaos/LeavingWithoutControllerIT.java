package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import klt.systemtests.chaos.fixtures.Checks;
import klt.systemtests.chaos.fixtures.Load;
import klt.systemtests.chaos.fixtures.Part;
import klt.systemtests.chaos.fixtures.TestSystem;
import klt.systemtests.chaos.fixtures.Time;
import klt.systemtests.chaos.fixtures.Traffic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** A worker shuts down while no controller is running that could hand over its shards. */
@Tag("fault")
class LeavingWithoutControllerIT {

    private static final int RATE = 1_000;
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration END_MAX = Duration.ofMinutes(2);

    /** Together with the time for starting, longer than a worker waits if a controller is running. */
    private static final Duration AWAY = Duration.ofSeconds(10);

    @RegisterExtension
    private final TestSystem system = TestSystem.withWorkers(3);

    private JsonNode report(String run, Load load) {
        JsonNode report = system.api().awaitReport(run, END_MAX);
        Traffic traffic = Traffic.read(system.bootstrapServers(), load.topic());
        Checks.isDone(report);
        Checks.say(Checks.events(report));
        Checks.addsUp(report);
        Checks.hasEverySequence(traffic, load);
        Checks.namesItsDuplicates(traffic, report);
        return report;
    }

    private static List<JsonNode> lossesOf(JsonNode report) {
        return StreamSupport.stream(report.at("/verdict/reasons").spliterator(), false)
                .filter(reason -> reason.at("/code").asString().equals("WORKER_LOST"))
                .map(reason -> reason.at("/args"))
                .toList();
    }

    @Test
    void aWorkerThatIsAskedToEndWaitsForTheController() {
        Load load = Load.of(Duration.ofSeconds(35), 3).at(RATE);
        load.createTopic(system.bootstrapServers());
        String run = system.api().submit(load);
        system.api().awaitElapsed(run, Duration.ofSeconds(6), START_MAX);
        Part leaving = system.worker("worker-2");

        system.controller().kill();
        leaving.terminate();
        Time.pass(AWAY);
        system.startController();

        JsonNode report = report(run, load);
        assertThat(leaving.awaitExit(START_MAX)).isZero();
        assertThat(report.at("/messages/repaired").asLong()).as("repaired").isZero();
        assertThat(report.at("/messages/handoverDuplicates").asLong()).isZero();
        assertThat(lossesOf(report)).as(Checks.events(report)).isEmpty();
    }

    @Test
    void aWorkerThatIsKilledWithTheControllerIsNamedWithItsSeconds() {
        Load load = Load.of(Duration.ofSeconds(25), 3).at(RATE).readBack("none");
        load.createTopic(system.bootstrapServers());
        String run = system.api().submit(load);
        system.api().awaitElapsed(run, Duration.ofSeconds(6), START_MAX);

        system.controller().kill();
        system.worker("worker-2").kill();
        system.startController();
        system.startWorker("worker-2");

        JsonNode report = report(run, load);
        assertThat(report.at("/messages/repaired").asLong()).isPositive();
        assertThat(report.at("/verdict/validity").asString()).isNotEqualTo("VALID");
        assertThat(lossesOf(report))
                .as("reasons of " + report.at("/verdict"))
                .singleElement()
                .satisfies(loss -> {
                    assertThat(loss.at("/cause").asString()).isEqualTo("WORKER_LOST");
                    assertThat(loss.at("/worker").asString()).isEqualTo("worker-2");
                    assertThat(loss.at("/shards").asLong()).isBetween(21L, 22L);
                    assertThat(loss.at("/fromSecond").asDouble()).isBetween(4.0, 20.0);
                });
        Traffic traffic = Traffic.read(system.bootstrapServers(), load.topic());
        assertThat(report.at("/messages/handoverDuplicates").asLong())
                .as("duplicates, as the growth of the topic tells them")
                .isEqualTo(traffic.repeated());
    }
}
