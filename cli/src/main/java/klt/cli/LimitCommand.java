package klt.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.cli.session.CliContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** {@code loadtester limit}: a run that searches for the highest rate at which Kafka meets the objectives. */
@Command(
        name = "limit",
        description =
                "Find the highest rate at which Kafka meets the objectives. Without --controller, start everything"
                        + " needed on this machine.",
        sortOptions = false)
final class LimitCommand extends RunCommand {

    /** Options that do not apply to a search, which sets the rate itself. */
    private static final List<String> OF_A_GIVEN_LOAD = List.of("--messages", "--rate", "--stages");

    @Option(
            names = "--from",
            paramLabel = "R",
            description = "Rate of the first load, in messages per second (default: 1000).")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "R", description = "The highest rate to try.")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--width",
            paramLabel = "F",
            description = "Precision of the result: 0.03 (the default) for bounds within 3 %%.")
    private Optional<String> width = Optional.empty();

    @Option(
            names = "--hold",
            paramLabel = "TIME",
            description = "How long to hold the result for confirmation (default: 5m); 0s skips the hold.")
    private Optional<String> hold = Optional.empty();

    private LimitCommand(CliContext context) {
        super(context);
    }

    static CommandLine of(CliContext context) {
        CommandLine command = withKeys(new LimitCommand(context));
        CommandSpec spec = command.getCommandSpec();
        OF_A_GIVEN_LOAD.forEach(name -> spec.remove(spec.findOption(name)));
        OptionSpec duration = spec.findOption("--duration");
        spec.remove(duration);
        spec.addOption(duration.toBuilder()
                .description("Maximum duration of the search, such as 1h.")
                .build());
        return command;
    }

    @Override
    List<String> sets() {
        List<String> sets = new ArrayList<>(List.of("kind=limit"));
        from.ifPresent(rate -> sets.add("limit.from=" + rate));
        to.ifPresent(rate -> sets.add("limit.to=" + rate));
        width.ifPresent(fraction -> sets.add("limit.width=" + fraction));
        hold.ifPresent(time -> sets.add("limit.hold=" + time));
        sets.addAll(super.sets());
        return sets;
    }
}
