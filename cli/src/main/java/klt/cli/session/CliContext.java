package klt.cli.session;

import java.io.PrintStream;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import klt.cli.console.Console;
import klt.cli.console.Interrupts;
import klt.cli.console.Terminal;
import klt.cli.local.MainClasses;
import klt.common.clock.Ticker;
import klt.common.settings.Environment;

/**
 * A command's environment.
 *
 * @param terminals the terminals, indexed by {@link Terminal#STDOUT} and {@link Terminal#STDERR}
 */
public record CliContext(
        PrintStream stdout,
        PrintStream stderr,
        IntFunction<Terminal> terminals,
        Environment environment,
        Ticker ticker,
        Interrupts interrupts,
        Consumer<Interrupts> signals,
        MainClasses programs) {

    /** Starts handling requests to stop. Until then, a request to stop ends the process. */
    public void listenToSignals() {
        signals.accept(interrupts);
    }

    /** Returns a console that prints results and progress to stdout. */
    public Console console() {
        return new Console(stdout, stderr, terminals.apply(Terminal.STDOUT));
    }

    /** Returns a console that prints everything to stderr, because a document is written to stdout. */
    public Console consoleBesideDocument() {
        return new Console(stderr, stderr, terminals.apply(Terminal.STDERR));
    }

    /** Returns a console that only prints errors. */
    public Console quietConsole() {
        return new Console(new PrintStream(PrintStream.nullOutputStream()), stderr, Terminal.none());
    }
}
