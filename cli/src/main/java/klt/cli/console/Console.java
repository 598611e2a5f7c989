package klt.cli.console;

import java.io.PrintStream;
import java.util.List;
import klt.common.summary.Glyphs;
import klt.common.summary.Style;

/** The command's output: lines, a redrawn line, and errors. Not thread-safe. */
public final class Console {

    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;
    private boolean drawn;

    /** @param terminal the terminal that {@code out} writes to */
    public Console(PrintStream out, PrintStream err, Terminal terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    public Terminal terminal() {
        return terminal;
    }

    public Style style() {
        return new Style(terminal.coloured());
    }

    public Glyphs glyphs() {
        return Glyphs.of(out.charset());
    }

    public void print(String line) {
        clear();
        out.println(line);
        out.flush();
    }

    public void print(List<String> lines) {
        lines.forEach(this::print);
    }

    /** Shows text on the last line until the next output. Only on an interactive terminal. */
    public void draw(String line) {
        out.print(CLEAR_LINE + line);
        out.flush();
        drawn = true;
    }

    public void error(String message) {
        clear();
        err.println("loadtester: " + message);
        err.flush();
    }

    public void clear() {
        if (drawn) {
            out.print(CLEAR_LINE);
            out.flush();
            drawn = false;
        }
    }
}
