package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import klt.systemtests.Command;
import klt.systemtests.chaos.fixtures.Checks;
import klt.systemtests.chaos.fixtures.Load;
import klt.systemtests.chaos.fixtures.TestSystem;
import klt.systemtests.chaos.fixtures.Traffic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * The controller is killed and restarted: the load is not disturbed, the command follows, and the report is complete. This takes the time
 * to start and until the previous leader is considered lost, while workers continue without a controller for only 30 s.
 */
@Tag("fault")
class RestartedControllerIT {

    /** leaves enough of {@code workers.lapse} for a process to start, even on a slow machine */
    private static final int RATE = 1_000;

    @RegisterExtension
    private final TestSystem system = TestSystem.withWorkers(3);

    @Test
    void theLoadAndTheCommandGoOnWithoutAController() throws IOException {
        Load load = Load.of(Duration.ofSeconds(40), 3).at(RATE);
        load.createTopic(system.bootstrapServers());
        Path spec = Files.writeString(system.folder().resolve("spec.json"), load.spec());
        try (Command command = Command.start("run", spec.toString(), "--controller", system.controllerUrl())) {
            theLoadGoesOn(load, system.api().awaitNewest(Duration.ofMinutes(1)));

            assertThat(command.exitCode(Duration.ofMinutes(1)))
                    .as(command.output() + command.errors())
                    .isZero();
        }
    }

    private void theLoadGoesOn(Load load, String run) {
        system.api().awaitElapsed(run, Duration.ofSeconds(8), Duration.ofSeconds(60));

        system.controller().kill();
        system.startController();

        JsonNode report = system.api().awaitReport(run, Duration.ofMinutes(2));
        Traffic traffic = Traffic.read(system.bootstrapServers(), load.topic());
        Checks.isDone(report);
        Checks.say(Checks.events(report));
        assertThat(Checks.events(report))
                .as("the other took over while it sent")
                .contains("RUNNING: taken over");
        Checks.addsUp(report);
        Checks.hasEverySequenceOnce(traffic, load);
        assertThat(report.at("/messages/acked").asLong()).isEqualTo(load.messages());
        assertThat(Checks.eventsOf(report, "WORKER_LOST")).isEmpty();
        Checks.isEven("load", traffic, Checks.startOf(report), Checks.scheduledEnd(report, load), load.rate());
    }
}
