package klt.cli;

import klt.cli.console.Interrupts;
import klt.cli.console.Signals;
import klt.cli.console.Terminal;
import klt.cli.local.MainClasses;
import klt.cli.outcome.ExitCode;
import klt.cli.session.CliContext;
import klt.common.settings.Environment;

/** The command as {@link LoadTester#main} runs it, with fake components. */
public final class FakeLoadTester {

    private FakeLoadTester() {}

    public static void main(String[] args) {
        Environment environment = Environment.ofProcess();
        System.exit(LoadTester.execute(
                new CliContext(
                        System.out,
                        System.err,
                        descriptor -> Terminal.of(descriptor, environment),
                        environment,
                        System::nanoTime,
                        new Interrupts(
                                System::nanoTime, () -> Runtime.getRuntime().halt(ExitCode.STOPPED.number())),
                        Signals::install,
                        new MainClasses(
                                FakeParts.Broker.class.getName(),
                                FakeParts.Controller.class.getName(),
                                FakeParts.Worker.class.getName())),
                args));
    }
}
