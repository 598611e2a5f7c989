package klt.worker;

import static klt.worker.TestRuns.RUN;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static klt.worker.TestRuns.started;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.StatusRecord.RunProgress;
import klt.common.protocol.StatusRecord.RunState;
import klt.embedded.EmbeddedKafka;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainIT {

    private static final long EXIT_SECONDS = 60;
    private static final String NOBODY_THERE = "127.0.0.1:1";

    @TempDir
    private Path folder;

    @Test
    void endsInOrderOnSigterm() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                ControlSide control = new ControlSide(kafka.bootstrapServers(), "main").createBus()) {
            control.create("load", 3, Map.of());
            Process process = start(control.environment("w1"));
            assertThat(ready(process)).startsWith("READY http://127.0.0.1:");
            String id = control.awaitWorker("w1");
            DesiredRun run = preparing(
                    plan("{topic: load, messages: 100000, rate: 1000, payload: {format: raw, size: 100}}"), id);
            control.publish(run);
            control.awaitState(RUN, RunState.READY, id);
            control.publish(started(run, ControlSide.soon()));
            control.await(
                    "some messages",
                    () -> control.progress(RUN, id).map(p -> p.acked() >= 500).orElse(false));

            process.destroy();

            assertThat(process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(err()).isZero();
            control.await("its goodbye", () -> control.bye(id).isPresent());
            RunProgress progress = control.progress(RUN, id).orElseThrow();
            assertThat(progress.state()).isEqualTo(RunState.FAILED);
            assertThat(progress.reason()).startsWith("WORKER_LEFT: ");
            assertThat(progress.inFlight()).isZero();
            assertThat(progress.acked()).isEqualTo(progress.sent()).isLessThan(100_000);
            assertThat(control.sequences("load"))
                    .isEqualTo(LongStream.range(0, progress.acked()).boxed().toList());
        }
    }

    @Test
    void endsInOrderWhileItWaitsForKafka() throws Exception {
        Process process = start(Map.of("KAFKA_BOOTSTRAP_SERVERS", NOBODY_THERE, "METRICS_PORT", "0"));
        assertThat(ready(process)).startsWith("READY");

        process.destroy();

        assertThat(process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(err()).isZero();
    }

    @Test
    void namesTheVariableThatIsWrong() throws Exception {
        assertEnds(2, "KAFKA_BOOTSTRAP_SERVERS is missing", Map.of());
        assertEnds(
                2,
                "METRICS_PORT takes a whole number from 0 to 65535, not 'x'",
                Map.of("KAFKA_BOOTSTRAP_SERVERS", NOBODY_THERE, "METRICS_PORT", "x"));
    }

    @Test
    void saysThatItsPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            assertEnds(
                    15,
                    "METRICS_PORT " + port + " cannot be opened on 127.0.0.1",
                    Map.of("KAFKA_BOOTSTRAP_SERVERS", NOBODY_THERE, "METRICS_PORT", port, "METRICS_HOST", "127.0.0.1"));
        }
    }

    private void assertEnds(int status, String message, Map<String, String> environment) throws Exception {
        Process process = start(environment);
        assertThat(process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(status);
        assertThat(err().lines()).singleElement().asString().startsWith(message);
        assertThat(process.inputReader().lines()).isEmpty();
    }

    private Process start(Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "klt.worker.Main"));
        Map<String, String> inherited = new HashMap<>(builder.environment());
        inherited.keySet().removeIf(name -> name.startsWith("KAFKA_") || name.startsWith("JAVA_TOOL"));
        builder.environment().clear();
        builder.environment().putAll(inherited);
        builder.environment().putAll(environment);
        builder.redirectError(folder.resolve("err").toFile());
        return builder.start();
    }

    private static String ready(Process process) throws Exception {
        BufferedReader out = process.inputReader();
        return String.valueOf(out.readLine());
    }

    private String err() throws Exception {
        return Files.readString(folder.resolve("err"));
    }
}
