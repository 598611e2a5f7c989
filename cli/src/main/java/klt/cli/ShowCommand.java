package klt.cli;

import java.util.concurrent.Callable;
import klt.cli.api.ControllerClient;
import klt.cli.api.RunId;
import klt.cli.console.Console;
import klt.cli.outcome.ExitCode;
import klt.cli.session.CliContext;
import klt.cli.session.ControllerOption;
import klt.common.report.RunView;
import klt.common.summary.Summary;
import klt.common.summary.Units;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code loadtester show}. */
@Command(name = "show", description = "Show the results of a run, or its results so far.")
final class ShowCommand implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private final RunId run = new RunId();

    @Mixin
    private final ControllerOption controller = new ControllerOption();

    ShowCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Console console = context.console();
        try (ControllerClient client = controller.client(context)) {
            RunView found = ControllerOption.require(client.run(run.value()), client.base());
            console.print(new Summary(new Units(console.glyphs()), console.glyphs(), console.style()).lines(found));
            return ExitCode.PASS.number();
        }
    }
}
