package klt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code local} and its components as processes. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class LocalSystemIT {

    private static final String SERVING = "Press Ctrl-C to stop.";

    @TempDir
    private Path folder;

    @Test
    void leavesNoChildAndNoDataWhenItIsKilled() throws IOException {
        try (CommandProcess command = local(Map.of()).awaitOutput(SERVING)) {
            assertThat(command.children()).hasSize(4).allMatch(ProcessHandle::isAlive);
            assertThat(command.leftovers()).contains("data", "0.log");

            command.signal("KILL");

            command.awaitNoChildren();
            assertThat(command.leftovers()).doesNotContain("data", "0.log");
        }
    }

    @Test
    void endsWorkersThenControllerThenBroker() throws IOException {
        try (CommandProcess command = local(Map.of()).awaitOutput(SERVING)) {
            command.signal("TERM");

            assertThat(command.awaitExit()).isZero();
            // checked at once, because forgotten children would soon end by themselves
            assertThat(command.children()).noneMatch(ProcessHandle::isAlive);
            assertInOrder(command.journal());
            assertThat(command.leftovers())
                    .contains("broker.log", "controller.log", "worker-1.log", "worker-2.log")
                    .doesNotContain("data");
        }
    }

    @Test
    @Tag("extended")
    void keepsTheOrderWhenTheTerminalSignalsAllAtOnce() throws IOException {
        try (CommandProcess command = local(Map.of()).awaitOutput(SERVING)) {
            command.signalAll("INT");

            assertThat(command.awaitExit()).isZero();
            assertInOrder(command.journal());
        }
    }

    @Test
    @Tag("extended")
    void killsAWorkerThatDoesNotEnd() throws IOException {
        try (CommandProcess command =
                local(Map.of(FakeParts.WORKER_HANGS, "yes")).awaitOutput(SERVING)) {
            // one child is signalled twice
            command.scale(1, 4);
            command.signal("TERM");

            assertThat(command.awaitExit()).isZero();
            // checked at once, because forgotten children would soon end by themselves
            assertThat(command.children()).noneMatch(ProcessHandle::isAlive);
            assertThat(command.journal()).endsWith("controller", "broker");
        }
    }

    @Test
    void startsWorkersAndEndsTheNewestWhenItsControllerIsAsked() throws IOException {
        try (CommandProcess command = local(Map.of()).awaitOutput(SERVING)) {
            command.scale(4, 6);
            // a child that is signalled before it listens writes nothing
            List.of("worker-1", "worker-2", "worker-3", "worker-4").forEach(command::workersHandle);
            command.scale(1, 3);
            assertThat(command.journal()).containsExactlyInAnyOrder("worker-2", "worker-3", "worker-4");

            command.scale(2, 4);

            assertThat(command.workersHandle("worker-5").isAlive()).isTrue();
            assertThat(command.err()).isEmpty();
            command.signal("TERM");
            assertThat(command.awaitExit()).isZero();
            assertThat(command.children()).noneMatch(ProcessHandle::isAlive);
            assertThat(command.journal()).hasSize(7).endsWith("controller", "broker");
        }
    }

    @Test
    @Tag("extended")
    void leavesNoneOfTheWorkersThatCameLaterWhenItIsKilled() throws IOException {
        try (CommandProcess command = local(Map.of()).awaitOutput(SERVING)) {
            command.scale(3, 5);

            command.signal("KILL");

            command.awaitNoChildren();
        }
    }

    @Test
    @Tag("extended")
    void replacesAWorkerThatDiedWhenItIsAskedForWorkers() throws IOException {
        try (CommandProcess command = local(Map.of()).awaitOutput(SERVING)) {
            command.workersHandle("worker-1").destroyForcibly();
            command.awaitError("worker-1 was unexpectedly killed by signal 9; the other workers continue");

            command.scale(2, 4);

            assertThat(command.leftovers()).contains("worker-3.log");
        }
    }

    @Test
    @Tag("extended")
    void goesOnWithoutAWorkerThatDied() throws IOException {
        try (CommandProcess command = local(Map.of(FakeParts.WORKER_EXIT, "3")).awaitOutput(SERVING)) {
            command.awaitError("worker-1 exited unexpectedly with code 3; the other workers continue\n  out of luck");

            assertThat(command.isAlive()).isTrue();
        }
    }

    @Test
    @Tag("extended")
    void endsWhenTheBrokerDied() throws IOException {
        try (CommandProcess command = local(Map.of()).awaitOutput(SERVING)) {
            command.brokersHandle().destroyForcibly();

            assertThat(command.awaitExit()).isEqualTo(1);
            assertThat(command.err()).contains("broker was unexpectedly killed by signal 9");
            command.awaitNoChildren();
        }
    }

    @Test
    void saysInTheControllersOwnWordsWhatIsWrongWithTheSettings() throws IOException {
        try (CommandProcess command = local(Map.of(FakeParts.CONTROLLER_EXIT, "2"))) {
            assertThat(command.awaitExit()).isEqualTo(2);
            assertThat(command.err())
                    .isEqualTo("loadtester: controller: MAX_RATE takes messages per second, not 'x'\n");
        }
    }

    private CommandProcess local(Map<String, String> environment) throws IOException {
        return new CommandProcess(folder, environment, "local", "--port", "0");
    }

    static void assertInOrder(List<String> journal) {
        assertThat(journal).hasSize(4).endsWith("controller", "broker").contains("worker-1", "worker-2");
    }
}
