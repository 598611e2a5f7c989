package klt.controller;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** The log lines of one class while this is open: slf4j-simple writes to what stderr is at that moment. */
public final class CapturedLog implements AutoCloseable {

    private final PrintStream stderr = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final String logger;

    public CapturedLog(Class<?> logger) {
        this.logger = " " + logger.getSimpleName() + " - ";
        System.setErr(new PrintStream(written, true, UTF_8));
    }

    /** Level, logger and message of each line, without its time and thread. */
    public List<String> lines() {
        return written.toString(UTF_8)
                .lines()
                .filter(line -> line.contains(logger))
                .map(line -> line.substring(line.indexOf("] ") + 2))
                .toList();
    }

    public void clear() {
        written.reset();
    }

    @Override
    public void close() {
        System.setErr(stderr);
    }
}
