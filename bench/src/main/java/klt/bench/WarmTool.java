package klt.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** A tool in a process that stays up for many runs, so that JIT compilation does not distort the result. It reads one line per run. */
final class WarmTool implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    private WarmTool(Process process) {
        this.process = process;
        out = process.inputReader(StandardCharsets.UTF_8);
        in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** @param loop the main class, which executes one run per line of input */
    static WarmTool start(Class<?> loop, Broker broker) throws IOException {
        Process process = Tool.builder(Tool.java(loop.getName()))
                .redirectError(
                        broker.folder().resolve(loop.getSimpleName() + ".log").toFile())
                .start();
        // stops the process even if the comparison is interrupted
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return new WarmTool(process);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Starts a run. */
    void submit(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    /** Waits for the output line with the run's result. */
    <T> T await(Function<String, Optional<T>> result) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Optional<T> found = result.apply(line);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new IllegalStateException("the tool has ended");
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
