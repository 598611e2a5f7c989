package klt.cli;

import java.util.concurrent.Callable;
import klt.cli.api.ControllerClient;
import klt.cli.api.Run;
import klt.cli.outcome.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code loadtester stop}, {@code pause} and {@code resume}. */
@Command
final class VerbCommand implements Callable<Integer> {

    private final String verb;
    private final CliContext surroundings;

    @Mixin
    private final RunId run = new RunId();

    @Mixin
    private final ControllerOption controller = new ControllerOption();

    private VerbCommand(String verb, CliContext surroundings) {
        this.verb = verb;
        this.surroundings = surroundings;
    }

    static CommandLine of(String verb, String description, CliContext surroundings) {
        CommandLine command = new CommandLine(new VerbCommand(verb, surroundings));
        command.getCommandSpec().name(verb).usageMessage().description(description);
        return command;
    }

    @Override
    public Integer call() {
        try (ControllerClient client = controller.client()) {
            Run told = ControllerOption.require(client.command(run.value(), verb), client.base());
            surroundings.console().print(told.id() + ": " + verb + " is under way");
            return ExitCode.PASS.number();
        }
    }
}
