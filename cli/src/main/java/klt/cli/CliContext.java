package klt.cli;

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
 * All that a command takes from the machine around it.
 *
 * @param terminals what stands behind {@link Terminal#STDOUT} and {@link Terminal#STDERR}
 */
record CliContext(
        PrintStream stdout,
        PrintStream stderr,
        IntFunction<Terminal> terminals,
        Environment environment,
        Ticker ticker,
        Interrupts interrupts,
        Consumer<Interrupts> signals,
        MainClasses programs) {

    /** From now on the user's wish to stop is the command's to fulfil; before, it ends the process. */
    void listenToSignals() {
        signals.accept(interrupts);
    }

    /** Results and progress on stdout. */
    Console console() {
        return new Console(stdout, stderr, terminals.apply(Terminal.STDOUT));
    }

    /** All on stderr, because stdout belongs to a document. */
    Console consoleBesideDocument() {
        return new Console(stderr, stderr, terminals.apply(Terminal.STDERR));
    }

    /** Errors only. */
    Console quietConsole() {
        return new Console(new PrintStream(PrintStream.nullOutputStream()), stderr, Terminal.none());
    }
}
