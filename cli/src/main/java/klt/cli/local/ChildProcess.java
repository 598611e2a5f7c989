package klt.cli.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A component of the system in its own process. Its log includes all its output. */
final class ChildProcess {

    private static final String READY = "READY ";
    private static final int LAST_LINES = 8;

    private final String name;
    private final Process process;
    private final Path log;
    private final CompletableFuture<String> ready = new CompletableFuture<>();
    private volatile boolean dismissed;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * @param said called for each line on the process's stdout, on a thread for this child
     * @param ended called once when the process exits, on the same thread
     */
    static ChildProcess start(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path log,
            Consumer<String> said,
            Consumer<ChildProcess> ended)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        ChildProcess child = new ChildProcess(name, builder.start(), log);
        Thread.ofPlatform().daemon().name(name + "-watch").start(() -> child.watch(said, ended));
        return child;
    }

    private void watch(Consumer<String> said, Consumer<ChildProcess> ended) {
        copyStdout(said);
        try {
            process.waitFor();
            ended.accept(this);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Copies stdout to the log. stdout uses a pipe, because if stdout and stderr shared a file, READY could appear in the middle of another
     * line.
     */
    private void copyStdout(Consumer<String> said) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                OutputStream copy = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                copy.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                if (line.startsWith(READY)) {
                    ready.complete(line.substring(READY.length()).strip());
                }
                said.accept(line);
            }
        } catch (IOException logIsLost) {
            ready.completeExceptionally(logIsLost);
        }
    }

    String name() {
        return name;
    }

    /** Returns the process's address, once it is listening. */
    CompletableFuture<String> ready() {
        return ready;
    }

    /**
     * Asks the process to end. Does not use Process.destroy(), which also closes the pipes, so that the child would assume that its parent
     * has ended.
     */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Like {@link #terminate()}, but for a child whose exit does not affect the system. */
    void dismiss() {
        dismissed = true;
        terminate();
    }

    /** Returns whether the process's exit is expected. */
    boolean isDismissed() {
        return dismissed;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** @return whether the process has ended */
    boolean awaitEnd(Duration time) {
        try {
            return process.waitFor(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Describes a child's exit. */
    ProcessExit death() {
        return new ProcessExit(name, process.exitValue(), log, lastLines());
    }

    private List<String> lastLines() {
        try {
            // decode leniently, so that a log in an unexpected encoding is still readable
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return List.copyOf(lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return List.of();
        }
    }
}
