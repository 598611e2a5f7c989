package klt.worker;

import static klt.worker.TestRuns.RUN;
import static klt.worker.TestRuns.everything;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static klt.worker.TestRuns.started;
import static klt.worker.TestRuns.withGrants;
import static klt.worker.TestRuns.withMembers;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord.RunState;
import klt.embedded.EmbeddedKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainIT {

    private static final long EXIT_SECONDS = 60;
    private static final String NOBODY_THERE = "127.0.0.1:1";

    /** Well over one second, so that it counts as a freeze, but shorter than any {@code workers.lapse}. */
    private static final int FROZEN_TICKS = 4;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void leaveNothingBehind() {
        processes.forEach(Process::destroyForcibly);
    }

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
                    plan(
                            "{topic: {name: load, partitions: 3}, messages: 100000, rate: 1000, payload: {format: raw, size: 100}}"),
                    id);
            DesiredRun sending = begin(control, run, id);

            process.destroy();

            control.await("that it leaves", () -> control.heartbeat(id).leaving());
            long cut = progress(control, id).grants().getFirst().position() + 2_000;
            control.publish(withGrants(sending, everything(1, id).endingAt(cut)));
            control.awaitOver(RUN, id);
            control.publish(withMembers(withGrants(sending)));
            assertThat(process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(err()).isZero();
            control.await("its goodbye", () -> control.bye(id).isPresent());
            RunProgress progress = progress(control, id);
            assertThat(progress.state()).isEqualTo(RunState.FINISHED);
            assertThat(progress.inFlight()).isZero();
            assertThat(progress.acked()).isEqualTo(progress.sent()).isEqualTo(cut);
            assertThat(control.sequences("load"))
                    .isEqualTo(LongStream.range(0, cut).boxed().toList());
        }
    }

    @Test
    @Tag("extended")
    void comesBackAsAnotherWorkerAfterAFreezeInWhichItWasLost() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                ControlSide control = new ControlSide(kafka.bootstrapServers(), "frozen").createBus()) {
            control.create("load", 3, Map.of());
            Process process = start(control.environment("w1"));
            assertThat(ready(process)).startsWith("READY http://127.0.0.1:");
            String lost = control.awaitWorker("w1");
            DesiredRun run = preparing(
                    plan(
                            "{topic: {name: load, partitions: 3}, messages: 100000, rate: 500, payload: {format: raw, size: 100}}"),
                    lost);
            begin(control, run, lost);
            control.awaitTick(lost);

            signal(process, "STOP");
            control.countOn(List.of());
            control.awaitTicks(FROZEN_TICKS);
            int before = control.sequences("load").size();
            signal(process, "CONT");
            String found = control.awaitWorker("w1", lost);
            control.countOn(List.of(found));
            control.awaitTick(found);

            // of two thousand messages that were due in the meantime, those that were in flight
            assertThat(control.sequences("load")).doesNotHaveDuplicates().hasSizeBetween(before, before + 100);
            assertThat(control.heartbeat(found).runs()).isEmpty();
            control.await("its goodbye", () -> control.bye(lost).isPresent());
            assertThat(control.bye(lost).orElseThrow().reason()).isEqualTo("the controller declared this worker lost");
            process.destroy();
            assertThat(process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(err()).isZero();
        }
    }

    @Test
    @Tag("extended")
    void goesOnAfterAFreezeInWhichItWasNotLost() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                ControlSide control = new ControlSide(kafka.bootstrapServers(), "resumed").createBus()) {
            control.create("load", 3, Map.of());
            Process process = start(control.environment("w1"));
            assertThat(ready(process)).startsWith("READY http://127.0.0.1:");
            String id = control.awaitWorker("w1");
            DesiredRun run = preparing(
                    plan(
                            "{topic: {name: load, partitions: 3}, messages: 4000, rate: 500, payload: {format: raw, size: 100}}"),
                    id);
            DesiredRun sending = begin(control, run, id);

            signal(process, "STOP");
            control.awaitTicks(FROZEN_TICKS);
            signal(process, "CONT");
            control.finish(sending, id);

            assertThat(control.sequences("load"))
                    .isEqualTo(LongStream.range(0, 4_000).boxed().toList());
            process.destroy();
            assertThat(process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void linesCarryTheWorkerTheRunAndItsShards() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                ControlSide control = new ControlSide(kafka.bootstrapServers(), "log").createBus()) {
            control.create("load", 3, Map.of());
            Process process = start(control.environment("w1"));
            assertThat(ready(process)).startsWith("READY http://127.0.0.1:");
            String id = control.awaitWorker("w1");
            DesiredRun run = preparing(
                    plan(
                            "{topic: {name: load, partitions: 3}, messages: 1000, rate: 500, payload: {format: raw, size: 100}}"),
                    id);
            begin(control, run, id);
            process.destroyForcibly();
            assertThat(process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();

            assertThat(err().lines())
                    .allMatch(line -> line.matches("\\d{4}-\\S+Z worker=w1 \\[[^]]+] [A-Z]+ \\w+ - .+"));
            String pairs = " - run=" + RUN + " shards=0-63 ";
            assertThat(err().lines().filter(line -> line.contains(" - run=")))
                    .allMatch(line -> line.contains(pairs))
                    .extracting(line -> line.substring(line.indexOf(pairs) + pairs.length()))
                    .containsSubsequence("PREPARING", "READY", "SENDING");
        }
    }

    @Test
    void linesOfTheKafkaClientCarryTheWorker() throws Exception {
        Process process =
                start(Map.of("KAFKA_BOOTSTRAP_SERVERS", NOBODY_THERE, "METRICS_PORT", "0", "WORKER_NAME", "w1"));
        assertThat(ready(process)).startsWith("READY");
        process.destroy();
        assertThat(process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();

        assertThat(err().lines()).isNotEmpty().allMatch(line -> line.contains("Z worker=w1 ["));
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

    @Test
    void saysThatTheCodecOfTheControlTopicsCannotBeLoaded() throws Exception {
        Path absent = folder.resolve("absent");

        Process process = start(Map.of("KAFKA_BOOTSTRAP_SERVERS", NOBODY_THERE), "-Djava.io.tmpdir=" + absent);

        assertThat(process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(err().lines())
                .last()
                .asString()
                .startsWith("the native library of the codec zstd cannot be loaded from java.io.tmpdir=" + absent
                        + ", which is not a folder; make it a folder that is writable and not mounted noexec");
    }

    /** Waits until it has sent some messages. */
    private static DesiredRun begin(ControlSide control, DesiredRun run, String worker) throws Exception {
        control.countOn(List.of(worker));
        control.publish(run);
        control.awaitState(RUN, RunState.READY, worker);
        DesiredRun started = started(run, ControlSide.soon());
        control.publish(started);
        control.await("some messages", () -> progress(control, worker).acked() >= 500);
        return started;
    }

    private static RunProgress progress(ControlSide control, String worker) {
        return control.progress(RUN, worker).orElseThrow();
    }

    private static void signal(Process process, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private void assertEnds(int status, String message, Map<String, String> environment) throws Exception {
        Process process = start(environment);
        assertThat(process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(status);
        assertThat(err().lines()).singleElement().asString().startsWith(message);
        assertThat(process.inputReader().lines()).isEmpty();
    }

    private Process start(Map<String, String> environment, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "klt.worker.Main"));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> inherited = new HashMap<>(builder.environment());
        inherited.keySet().removeIf(name -> name.startsWith("KAFKA_") || name.startsWith("JAVA_TOOL"));
        builder.environment().clear();
        builder.environment().putAll(inherited);
        builder.environment().putAll(environment);
        builder.redirectError(folder.resolve("err").toFile());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private static String ready(Process process) throws Exception {
        BufferedReader out = process.inputReader();
        return String.valueOf(out.readLine());
    }

    private String err() throws Exception {
        return Files.readString(folder.resolve("err"));
    }
}
