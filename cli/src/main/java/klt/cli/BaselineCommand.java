package klt.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import klt.cli.api.ControllerClient;
import klt.cli.api.RunId;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.cli.session.CliContext;
import klt.cli.session.ControllerOption;
import klt.common.compare.Baseline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loadtester baseline}. */
@Command(
        name = "baseline",
        description = "List baselines, or name runs to compare others with.",
        footer = {
            "",
            "  loadtester baseline                          list all",
            "  loadtester baseline main r-…                 name a run",
            "  loadtester compare --baseline main r-…       compare with it",
            "  loadtester baseline main --delete            remove the name"
        },
        sortOptions = false)
final class BaselineCommand implements Callable<Integer> {

    private final CliContext context;

    @Parameters(index = "0", paramLabel = "NAME", arity = "0..1", description = "A name, such as main.")
    private Optional<String> name = Optional.empty();

    @Parameters(
            index = "1",
            paramLabel = "RUN",
            split = ",",
            arity = "0..1",
            description = "A run id; separate repeated runs with commas.")
    private List<String> runs = new ArrayList<>();

    @Option(names = "--delete", description = "Delete the baseline; its runs remain.")
    private boolean delete;

    @Mixin
    private final ControllerOption controller = new ControllerOption();

    BaselineCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        name.flatMap(Baseline::mistake).ifPresent(mistake -> {
            throw new Failure(ExitCode.USAGE, "NAME " + mistake);
        });
        if (delete && (name.isEmpty() || !runs.isEmpty())) {
            throw new Failure(ExitCode.USAGE, "--delete takes a baseline name and no runs");
        }
        try (ControllerClient client = controller.client(context)) {
            if (name.isEmpty()) {
                list(ControllerOption.require(client.baselines(), client.base()));
            } else if (delete) {
                ControllerOption.require(client.deleteBaseline(name.get()), client.base());
                context.console().print("deleted baseline " + name.get());
            } else if (runs.isEmpty()) {
                list(List.of(ControllerOption.require(client.baseline(name.get()), client.base())));
            } else {
                List<String> ids = runs.stream().map(RunId::checked).toList();
                list(List.of(ControllerOption.require(client.setBaseline(name.get(), ids), client.base())));
            }
        }
        return ExitCode.PASS.number();
    }

    private void list(List<Baseline> baselines) {
        if (baselines.isEmpty()) {
            context.console().print("No baselines yet.");
        }
        baselines.forEach(
                baseline -> context.console().print(baseline.name() + ": " + String.join(", ", baseline.runs())));
    }
}
