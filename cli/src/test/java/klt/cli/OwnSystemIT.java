package klt.cli;

import static klt.cli.LocalSystemIT.assertInOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A run on its own system, whose components are processes. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class OwnSystemIT {

    @TempDir
    private Path folder;

    @Test
    void leavesNothingOfARunThatPassed() throws IOException {
        try (CommandProcess command = run(Map.of()).awaitOutput("watch it at")) {
            assertThat(command.awaitExit()).isZero();
            // checked at once, because forgotten children would soon end by themselves
            assertThat(command.children()).noneMatch(ProcessHandle::isAlive);
            assertThat(command.out()).contains("DONE in 10 s");
            assertThat(command.leftovers()).isEmpty();
            assertInOrder(command.journal());
        }
    }

    @Test
    void failsARunWhoseWorkerDiedAndKeepsTheLogs() throws IOException {
        try (CommandProcess command = run(Map.of(FakeParts.WORKER_EXIT, "3", FakeParts.RUN, "endless"))) {
            assertThat(command.awaitExit()).isEqualTo(1);
            assertThat(command.err())
                    .contains(" exited unexpectedly with code 3\n  out of luck\n  (from ", "process logs are in ");
            assertThat(command.leftovers()).contains("worker-1.log");
        }
    }

    @Test
    void stopsARunOnCtrlCAndSumsItUp() throws IOException {
        try (CommandProcess command = run(Map.of(FakeParts.RUN, "endless")).awaitOutput("RUNNING")) {
            command.signalAll("INT");

            assertThat(command.awaitExit()).isEqualTo(13);
            assertThat(command.out()).contains("STOPPED after", "Latency");
            command.awaitNoChildren();
            assertInOrder(command.journal());
        }
    }

    @Test
    @Tag("extended")
    void endsAtOnceOnTheSecondCtrlC() throws IOException {
        try (CommandProcess command = run(Map.of(FakeParts.RUN, "deaf")).awaitOutput("RUNNING")) {
            command.signalAll("INT");
            command.awaitOutput("press Ctrl-C again to exit immediately");
            long start = System.nanoTime();

            // signals that arrive shortly after the first count as its echo
            await("it ends").atMost(CommandProcess.AWAIT_MAX).until(() -> {
                command.signalAll("INT");
                return !command.isAlive();
            });

            assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
            assertThat(command.awaitExit()).isEqualTo(13);
            command.awaitNoChildren();
            assertThat(command.out()).doesNotContain("Latency");
            assertThat(command.leftovers()).doesNotContain("data");
        }
    }

    private CommandProcess run(Map<String, String> environment) throws IOException {
        return new CommandProcess(folder, environment, "run", "--messages", "10");
    }
}
