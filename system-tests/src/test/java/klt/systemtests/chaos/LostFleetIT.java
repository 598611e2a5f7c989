package klt.systemtests.chaos;

import java.time.Duration;
import java.util.List;
import klt.systemtests.chaos.fixtures.Checks;
import klt.systemtests.chaos.fixtures.Load;
import klt.systemtests.chaos.fixtures.Part;
import klt.systemtests.chaos.fixtures.TestSystem;
import klt.systemtests.chaos.fixtures.Traffic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** All workers are killed: the run waits and reports that, and the first worker that joins completes it. */
@Tag("fault")
class LostFleetIT {

    @RegisterExtension
    private final TestSystem system = TestSystem.withWorkers(3);

    @Test
    void theRunWaitsForAWorkerAndGoesOn() {
        Load load = Load.of(Duration.ofSeconds(20), 3);
        load.createTopic(system.bootstrapServers());
        String run = system.api().submit(load);
        system.api().awaitElapsed(run, Duration.ofSeconds(6), Duration.ofSeconds(60));

        List<Part> all = system.workers("worker-1", "worker-2", "worker-3");
        all.forEach(Part::kill);
        system.api().awaitEvent(run, "WAITING", Duration.ofSeconds(40));
        system.startWorker("worker-4");

        JsonNode report = system.api().awaitReport(run, Duration.ofMinutes(2));
        Traffic traffic = Traffic.read(system.bootstrapServers(), load.topic());
        Checks.isDone(report);
        Checks.say(Checks.events(report));
        Checks.addsUp(report);
        Checks.hasEverySequence(traffic, load);
        Checks.namesItsDuplicates(traffic, report);
    }
}
