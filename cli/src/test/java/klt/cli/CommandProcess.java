package klt.cli;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The command with fake components, as a separate process. Closing it kills the process and everything that it started. */
final class CommandProcess implements AutoCloseable {

    /** Time limit for actions of other processes, even on a busy machine. */
    static final Duration AWAIT_MAX = Duration.ofSeconds(40);

    private static final Pattern CONSOLE = Pattern.compile("Console +(http://\\S+)");

    private final Path folder;
    private final Process process;
    private List<ProcessHandle> children = List.of();

    /** @param folder receives its output, and its temporary files in {@link #temporary()} */
    CommandProcess(Path folder, Map<String, String> environment, String... args) throws IOException {
        this.folder = folder;
        Files.createDirectories(temporary());
        List<String> line = new ArrayList<>(withCtrlC());
        line.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary(),
                "-cp",
                System.getProperty("java.class.path"),
                FakeLoadTester.class.getName()));
        line.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put(FakeParts.JOURNAL, journalFile().toString());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** A build in the background ignores Ctrl-C, and its processes inherit that; on Linux, this can be undone. */
    private static List<String> withCtrlC() {
        boolean linux = "Linux".equals(System.getProperty("os.name"));
        return linux ? List.of("env", "--default-signal=INT") : List.of();
    }

    Path temporary() {
        return folder.resolve("tmp");
    }

    String out() {
        return read(folder.resolve("out"));
    }

    String err() {
        return read(folder.resolve("err"));
    }

    List<String> journal() {
        return read(journalFile()).lines().toList();
    }

    private Path journalFile() {
        return folder.resolve("journal");
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files and folders that remain. */
    List<String> leftovers() {
        try (Stream<Path> tree = Files.walk(temporary())) {
            return tree.filter(path -> !path.equals(temporary()))
                    // the JVM's own, not ours
                    .filter(path -> !path.toString().contains("hsperfdata"))
                    .map(path -> path.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CommandProcess awaitOutput(String text) {
        await("'" + text + "'")
                .atMost(AWAIT_MAX)
                .until(
                        () -> {
                            if (!process.isAlive() && !out().contains(text)) {
                                throw new AssertionError("it ended: " + out() + err());
                            }
                            return out() + err();
                        },
                        // a failure shows all output
                        output -> out().contains(text));
        children = process.children().toList();
        return this;
    }

    /** The address of the console that it prints. */
    String console() {
        Matcher console = CONSOLE.matcher(out());
        if (!console.find()) {
            throw new AssertionError("no console in " + out());
        }
        return console.group(1);
    }

    /** Scales as a user would on another terminal, and waits until it has this many children. */
    void scale(int workers, int childrenThen) {
        Shell shell = new Shell();
        if (shell.call("scale", String.valueOf(workers), "--controller", console()) != 0) {
            throw new AssertionError(shell.err());
        }
        await(childrenThen + " children")
                .atMost(AWAIT_MAX)
                .until(() -> process.children().count() == childrenThen);
        children =
                Stream.concat(children.stream(), process.children()).distinct().toList();
    }

    CommandProcess awaitError(String text) {
        await("'" + text + "'").atMost(AWAIT_MAX).until(() -> err().contains(text));
        return this;
    }

    List<ProcessHandle> children() {
        return children;
    }

    /** The fake broker records it, because a long class path hides the main class in process listings. */
    ProcessHandle brokersHandle() {
        try (Stream<Path> tree = Files.walk(temporary())) {
            Path pid =
                    tree.filter(path -> path.endsWith("data/pid")).findFirst().orElseThrow();
            return ProcessHandle.of(Long.parseLong(read(pid))).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fake worker writes it to its log. */
    ProcessHandle workersHandle(String name) {
        try (Stream<Path> tree = Files.walk(temporary())) {
            Path log = tree.filter(path -> path.endsWith(name + ".log"))
                    .findFirst()
                    .orElseThrow();
            await("its process id").atMost(AWAIT_MAX).until(() -> read(log).contains("READY"));
            return ProcessHandle.of(Long.parseLong(
                            read(log).lines().findFirst().orElseThrow().substring("PID ".length())))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitNoChildren() {
        await("all children have ended")
                .atMost(AWAIT_MAX)
                .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a signal only to the process itself. */
    void signal(String name) {
        signal(name, List.of(process.toHandle()));
    }

    /** Sends a signal to the process and its children, as a terminal does. */
    void signalAll(String name) {
        List<ProcessHandle> all = new ArrayList<>(children);
        all.add(process.toHandle());
        signal(name, all);
    }

    private static void signal(String name, List<ProcessHandle> targets) {
        List<String> line = new ArrayList<>(List.of("kill", "-" + name));
        targets.forEach(target -> line.add(String.valueOf(target.pid())));
        try {
            new ProcessBuilder(line).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int awaitExit() {
        await("the command ends").atMost(AWAIT_MAX).until(() -> !process.isAlive());
        return process.exitValue();
    }

    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.addAll(children);
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
