package klt.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@link Main} as a process. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class MainIT {

    private static final int SIGTERM_STATUS = 143;

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void leaveNoProcess() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void printsReadyAndEndsCleanlyOnSigterm() throws Exception {
        Process process = start("--port", "0");
        String ready = ready();
        assertThat(ready).matches("READY 127\\.0\\.0\\.1:\\d+");
        try (var admin = Admin.create(Map.of("bootstrap.servers", ready.substring("READY ".length())))) {
            assertThat(admin.describeCluster().nodes().get(60, TimeUnit.SECONDS))
                    .hasSize(1);
        }

        process.destroy();

        assertThat(exit(process)).isEqualTo(SIGTERM_STATUS);
        assertThat(lines("stdout")).containsExactly(ready);
        assertThat(lines("stderr")).noneMatch(line -> line.contains("ERROR") || line.contains("WARN "));
        assertThat(temporary()).isEmptyDirectory();
    }

    @Test
    @Tag("extended")
    void keepsItsDataFolder() throws Exception {
        Path data = folder.resolve("data");
        for (int start = 0; start < 2; start++) {
            Process process = start("--data", data.toString(), "--brokers", "3");
            assertThat(ready()).matches("READY (127\\.0\\.0\\.1:\\d+,?){3}");
            process.destroy();
            assertThat(exit(process)).isEqualTo(SIGTERM_STATUS);
        }
        assertThat(data.resolve("broker-2")).isDirectory();
    }

    @Test
    @Tag("extended")
    void refusesAFolderThatAnotherProcessUses() throws Exception {
        Path data = folder.resolve("data");
        try (var kafka = EmbeddedKafka.builder().dataFolder(data).start()) {
            Process process = start("--data", data.toString());

            assertThat(exit(process)).isEqualTo(1);
            assertThat(lines("stderr"))
                    .singleElement()
                    .asString()
                    .startsWith("kafka: Data folder " + data + " is in use");
            assertThat(kafka.fault()).isNotDone();
        }
    }

    @Test
    void sigtermInTheStartLeavesNothingBehind() throws Exception {
        Process process = start();
        await("the start has begun").atMost(Clients.LIMIT).until(() -> !isEmpty(temporary()));

        process.destroy();

        assertThat(exit(process)).isEqualTo(SIGTERM_STATUS);
        assertThat(temporary()).isEmptyDirectory();
    }

    @Test
    void badUsageIsOneLineAndStatus2() throws Exception {
        Process process = start("--port", "many");

        assertThat(exit(process)).isEqualTo(2);
        assertThat(lines("stderr"))
                .containsExactly("kafka: --port must be a number from 0 to 65535 but is 'many'; " + Options.USAGE);
    }

    @Test
    void aPortInUseIsOneLineAndStatus15() throws Exception {
        try (var other = new ServerSocket(0, 1, LoopbackPort.host())) {
            Process process = start("--port", String.valueOf(other.getLocalPort()));

            assertThat(exit(process)).isEqualTo(15);
            assertThat(lines("stderr"))
                    .singleElement()
                    .asString()
                    .startsWith("kafka: Port " + other.getLocalPort() + " on 127.0.0.1 is in use");
            assertThat(temporary()).isEmptyDirectory();
        }
    }

    private Process start(String... arguments) throws IOException {
        Files.createDirectories(temporary());
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        processes.add(process);
        return process;
    }

    private static int exit(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("has ended").isTrue();
        return process.exitValue();
    }

    private Path temporary() {
        return folder.resolve("tmp");
    }

    /** The first line of stdout, once it is complete. */
    private String ready() {
        await("READY").atMost(Clients.LIMIT).until(() -> !lines("stdout").isEmpty());
        return lines("stdout").getFirst();
    }

    /** Read from a file, because the pipes of a destroyed process are closed. */
    private List<String> lines(String output) {
        try {
            String text = Files.readString(folder.resolve(output));
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEmpty(Path directory) {
        try (var entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
