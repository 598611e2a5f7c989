package klt.systemtests;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real {@code ./loadtester} of this working copy as a process; ended with all its children when closed. */
public final class Command implements AutoCloseable {

    /** Exit codes of a run that is complete and whose messages are intact; on a busy machine, its figures may miss any objective. */
    public static final List<Integer> COMPLETE = List.of(0, 10, 11);

    private static final Duration END_MAX = Duration.ofSeconds(40);

    private final Process process;
    private final Path out;
    private final Path err;

    private Command(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    public static Command start(String... arguments) {
        return start(Map.of(), arguments);
    }

    /** @param environment added to that of the tests */
    static Command start(Map<String, String> environment, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(checkout().resolve("loadtester").toString()));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("loadtester", ".out");
            Path err = Files.createTempFile("loadtester", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            return new Command(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException("starting " + command, e);
        }
    }

    /** The root of the working copy, found upwards from the directory in which the tests run. */
    public static Path checkout() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("loadtester"))) {
            folder = Optional.ofNullable(folder.getParent())
                    .orElseThrow(() -> new IllegalStateException("not in a checkout"));
        }
        return folder;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** All processes below it. */
    List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /** The descendant that runs a class. */
    ProcessHandle descendantRunning(String mainClass) {
        return await("a process that runs " + mainClass)
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> descendants().stream()
                                .filter(handle ->
                                        handle.info().command().orElse("").endsWith("java"))
                                .filter(handle -> Stream.of(
                                                handle.info().arguments().orElse(new String[0]))
                                        .anyMatch(mainClass::equals))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    public String output() {
        return read(out);
    }

    public String errors() {
        return read(err);
    }

    /** The bootstrap servers of the broker that a local system has printed. */
    String kafka() {
        return Pattern.compile("Kafka +(\\S+:[0-9]+)")
                .matcher(output())
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    /** Waits for its end. @return the exit code */
    public int exitCode(Duration most) {
        try {
            if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + most + "\n" + output() + errors());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> children = descendants();
        process.destroy();
        await("end of " + process).atMost(END_MAX).until(() -> !process.isAlive());
        await("end of its children")
                .atMost(END_MAX)
                .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        try {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        } catch (IOException e) {
            throw new UncheckedIOException("deleting its output", e);
        }
    }
}
