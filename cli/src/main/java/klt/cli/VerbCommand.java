package klt.cli;

import java.util.concurrent.Callable;
import klt.cli.api.ControllerClient;
import klt.cli.api.RunId;
import klt.cli.outcome.ExitCode;
import klt.cli.session.CliContext;
import klt.cli.session.ControllerOption;
import klt.common.report.RunView;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code loadtester pause}, {@code resume} and {@code skip}. */
@Command
final class VerbCommand implements Callable<Integer> {

    private final String verb;
    private final String progressive;
    private final CliContext context;

    @Mixin
    private final RunId run = new RunId();

    @Mixin
    private final ControllerOption controller = new ControllerOption();

    private VerbCommand(String verb, String progressive, CliContext context) {
        this.verb = verb;
        this.progressive = progressive;
        this.context = context;
    }

    static CommandLine of(String verb, String progressive, String description, CliContext context) {
        CommandLine command = new CommandLine(new VerbCommand(verb, progressive, context));
        command.getCommandSpec().name(verb).usageMessage().description(description);
        return command;
    }

    @Override
    public Integer call() {
        try (ControllerClient client = controller.client(context)) {
            RunView commanded = ControllerOption.require(client.command(run.value(), verb), client.base());
            context.console().print(progressive + " " + commanded.id());
            return ExitCode.PASS.number();
        }
    }
}
