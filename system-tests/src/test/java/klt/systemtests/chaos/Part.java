package klt.systemtests.chaos;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import klt.cli.local.Child;

/** One part of the system as a process of its own; all that it says is in its log. It ends with this JVM, however that ends. */
final class Part {

    private static final String READY = "READY ";
    private static final String ENDS_WITHOUT_MEMORY = "-XX:+ExitOnOutOfMemoryError";
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final String name;
    private final Path log;
    private final Process process;
    private final CompletableFuture<String> address = new CompletableFuture<>();

    private Part(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** A JVM with such a heap. None lives long enough for the second compiler, which would keep the others from starting. */
    static List<String> heap(int megabytes) {
        return List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx" + megabytes + "m", ENDS_WITHOUT_MEMORY);
    }

    /**
     * @param jvm options of its JVM
     * @param environment what it gets beside this process's own
     */
    static Part start(
            String name,
            List<String> jvm,
            Path folder,
            Map<String, String> environment,
            String mainClass,
            String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home")).resolve("bin/java").toString()));
        line.addAll(jvm);
        line.addAll(List.of("--enable-native-access=ALL-UNNAMED", Child.class.getName(), Child.NO_SCRATCH, mainClass));
        line.addAll(List.of(arguments));
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(Redirect.appendTo(log.toFile()));
        builder.environment().putAll(new HashMap<>(environment));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            Part part = new Part(name, log, builder.start());
            Thread.ofVirtual().name(name + "-stdout").start(part::copyStdout);
            return part;
        } catch (IOException e) {
            throw new UncheckedIOException("starting " + name, e);
        }
    }

    private void copyStdout() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                OutputStream copy = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(READY)) {
                    address.complete(line.substring(READY.length()).strip());
                }
                copy.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException logIsLost) {
            address.completeExceptionally(logIsLost);
        }
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Where it listens, once it does. */
    String awaitAddress() {
        await("READY line of " + name).atMost(START_MAX).until(() -> {
            if (!process.isAlive() && !address.isDone()) {
                throw new AssertionError(name + " ended with exit code " + process.exitValue() + ", see " + log);
            }
            return address.isDone();
        });
        return address.join();
    }

    /** When it first said of itself that it can take work, as whoever runs it asks it. */
    Instant awaitReady() {
        HttpRequest question = HttpRequest.newBuilder(URI.create(awaitAddress() + "/health/ready"))
                .timeout(ANSWER_MAX)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            await("readiness of " + name).atMost(START_MAX).until(() -> isGood(client, question));
        }
        return Instant.now();
    }

    private boolean isGood(HttpClient client, HttpRequest question) {
        try {
            return client.send(question, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            throw new UncheckedIOException("asking " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** SIGKILL. @return when, at the earliest */
    Instant kill() {
        Instant at = Instant.now();
        process.toHandle().destroyForcibly();
        return at;
    }

    /** SIGTERM. Not through Process.destroy(), which closes the pipes as well and so looks like the death of this JVM. */
    Instant terminate() {
        Instant at = Instant.now();
        process.toHandle().destroy();
        return at;
    }

    /** SIGSTOP. @return when, at the earliest */
    Instant freeze() {
        return signal("STOP");
    }

    /** SIGCONT. @return when, at the earliest */
    Instant thaw() {
        return signal("CONT");
    }

    private Instant signal(String signal) {
        Instant at = Instant.now();
        try {
            int exit = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new AssertionError("SIG" + signal + " did not reach " + name);
            }
            return at;
        } catch (IOException e) {
            throw new UncheckedIOException("SIG" + signal + " to " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** What it takes of the machine's memory, after a collection of its garbage. */
    Footprint footprint() {
        return Footprint.of(process.pid());
    }

    int awaitExit(Duration most) {
        try {
            if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(name + " still runs after " + most + ", see " + log);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
