package klt.cli;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import klt.cli.api.ControllerClient;
import klt.cli.api.RunPage;
import klt.cli.console.Console;
import klt.cli.outcome.ExitCode;
import klt.cli.session.CliContext;
import klt.cli.session.ControllerOption;
import klt.cli.text.RunTable;
import klt.common.summary.Units;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loadtester runs}. */
@Command(name = "runs", description = "List runs, newest first.")
final class RunsCommand implements Callable<Integer> {

    private final CliContext context;

    @Option(
            names = "--search",
            paramLabel = "TEXT",
            description = "List only runs whose id, name, topic or tags contain this string.")
    private Optional<String> search = Optional.empty();

    @Option(names = "--tag", paramLabel = "NAME[=VALUE]", description = "List only runs with this tag; repeatable.")
    private List<String> tags = new ArrayList<>();

    @Mixin
    private final ControllerOption controller = new ControllerOption();

    RunsCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Console console = context.console();
        try (ControllerClient client = controller.client(context)) {
            RunPage page = ControllerOption.require(client.runs(search, tags), client.base());
            if (page.runs().isEmpty()) {
                console.print(search.isEmpty() && tags.isEmpty() ? "No runs yet." : "No matching runs.");
                return ExitCode.PASS.number();
            }
            console.print(
                    new RunTable(new Units(console.glyphs()), console.glyphs(), console.style(), ZoneId.systemDefault())
                            .lines(page.runs()));
            if (page.total() > page.runs().size()) {
                console.print("and " + (page.total() - page.runs().size()) + " older runs");
            }
            return ExitCode.PASS.number();
        }
    }
}
