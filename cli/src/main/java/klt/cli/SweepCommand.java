package klt.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.cli.console.Console;
import klt.cli.export.RunOutputs;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.cli.session.CliContext;
import klt.cli.session.Session;
import klt.cli.session.SweepSession;
import klt.cli.spec.SpecCheck;
import klt.common.spec.sweep.SweepReader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code loadtester sweep}: a run for each combination of values. */
@Command(
        name = "sweep",
        description = "Run a test for each combination of values, and show which is best. Without --controller,"
                + " start everything needed on this machine.",
        footer = {
            "",
            "Exit codes: 0 every run completed and none failed; otherwise the most severe",
            "code of any run (15, 14 or 13: ended early; 12, 11 or 10), or 13 if the sweep",
            "was stopped.",
            ""
        },
        sortOptions = false)
final class SweepCommand extends RunCommand {

    /** Options that apply to a single run. */
    private static final List<String> OF_A_RUN = List.of("--preset", "--junit", "--summary", "--html");

    @Option(
            names = "--vary",
            paramLabel = "PATH=V1,V2",
            description = "Values of a spec key, such as producer.acks=1,all; repeatable: the cells are all"
                    + " combinations. For values with commas, use --set 'sweep.values.PATH=[\"a,b\", c]'.")
    private List<String> vary = new ArrayList<>();

    @Option(
            names = "--target",
            paramLabel = "NAME=HOST:PORT",
            description =
                    "A cluster to compare, such as a=host1:9092; repeat it for 2 to 5 clusters. Each combination runs"
                            + " on each cluster.")
    private List<String> targets = new ArrayList<>();

    @Option(names = "--repeats", paramLabel = "N", description = "Number of runs of each cell (default: 1).")
    private Optional<String> repeats = Optional.empty();

    @Option(
            names = "--cool-down",
            paramLabel = "TIME",
            description = "Time between the end of one run and the start of the next (default: 5s).")
    private Optional<String> coolDown = Optional.empty();

    private SweepCommand(CliContext context) {
        super(context);
    }

    static CommandLine of(CliContext context) {
        CommandLine command = withKeys(new SweepCommand(context));
        OF_A_RUN.forEach(
                name -> command.getCommandSpec().remove(command.getCommandSpec().findOption(name)));
        return command;
    }

    @Override
    List<String> sets() {
        List<String> sets = new ArrayList<>(super.sets());
        vary.forEach(values -> sets.add("sweep.values." + list(values)));
        targets.forEach(target -> sets.add("sweep.targets." + named(target)));
        repeats.ifPresent(number -> sets.add("sweep.repeats=" + number));
        coolDown.ifPresent(time -> sets.add("sweep.coolDown=" + time));
        return sets;
    }

    private static String list(String values) {
        String[] parts = values.split("=", 2);
        if (parts.length < 2 || parts[0].isBlank()) {
            throw new Failure(
                    ExitCode.USAGE, "--vary takes path=values, such as producer.acks=1,all, not '" + values + "'");
        }
        return parts[0].strip() + "=[" + parts[1] + "]";
    }

    private static String named(String target) {
        String[] parts = target.split("=", 2);
        if (parts.length < 2 || parts[0].isBlank()) {
            throw new Failure(
                    ExitCode.USAGE, "--target takes name=host:port, such as a=host1:9092, not '" + target + "'");
        }
        return parts[0].strip() + "=" + parts[1];
    }

    @Override
    ObjectNode completed(ObjectNode spec) {
        return spec.has("kind") ? spec : spec.put("kind", SweepReader.KIND);
    }

    @Override
    void check(ObjectNode spec) {
        SpecCheck.requireSweep(spec);
    }

    @Override
    Session session(Console console, ObjectNode spec, RunOutputs outputs) {
        return new SweepSession(context(), console, spec, outputs.json());
    }
}
