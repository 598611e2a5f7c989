package klt.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import klt.cli.console.Interrupts;
import klt.cli.console.Terminal;
import klt.cli.local.MainClasses;
import klt.cli.session.CliContext;
import klt.common.settings.Environment;

/** Runs the command within the test's JVM. */
final class Shell {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private OutputStream stdout = out;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Interrupts interrupts = new Interrupts(System::nanoTime, () -> {});
    private final AtomicLong passedNanos = new AtomicLong();
    private Map<String, String> variables = Map.of();
    private IntFunction<Terminal> terminals = descriptor -> Terminal.none();

    Shell onTerminal(int columns) {
        terminals = descriptor -> new Terminal(true, false, () -> columns);
        return this;
    }

    Shell withStdout(OutputStream stream) {
        stdout = stream;
        return this;
    }

    Shell withVariables(Map<String, String> environment) {
        variables = environment;
        return this;
    }

    /** For the timeouts of the command. */
    void passAnHour() {
        passedNanos.addAndGet(Duration.ofHours(1).toNanos());
    }

    /** Interrupts it as Ctrl-C does. */
    void interrupt() {
        interrupts.askToStop();
    }

    int call(String... args) {
        return LoadTester.execute(
                new CliContext(
                        new PrintStream(stdout, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        terminals,
                        new Environment(variables),
                        () -> System.nanoTime() + passedNanos.get(),
                        interrupts,
                        noSignals -> {},
                        MainClasses.REAL),
                args);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
