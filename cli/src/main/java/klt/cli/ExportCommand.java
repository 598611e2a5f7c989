package klt.cli;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;
import klt.cli.api.ControllerClient;
import klt.cli.api.ReportText;
import klt.cli.api.RunId;
import klt.cli.export.ExportFormat;
import klt.cli.export.ExportedRun;
import klt.cli.export.Origin;
import klt.cli.export.OutputFile;
import klt.cli.outcome.ExitCode;
import klt.cli.session.CliContext;
import klt.cli.session.ControllerOption;
import klt.cli.spec.TextFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loadtester export}. */
@Command(name = "export", description = "Write the result of a run in a format for CI systems and other tools.")
final class ExportCommand implements Callable<Integer> {

    private final CliContext context;

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "A run id, or a report file written by 'run --json FILE'.")
    private String run = "";

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}.",
            completionCandidates = Formats.class)
    private String format = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to this file instead of stdout.")
    private String output = "-";

    @Mixin
    private final ControllerOption controller = new ControllerOption();

    ExportCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        ExportFormat chosen = ExportFormat.of(format);
        OutputFile file = OutputFile.of("--output", output);
        if (ReportText.isFile(run)) {
            file.requireOther(Path.of(run));
        }
        file.write(chosen.render(find()), context.stdout());
        return ExitCode.PASS.number();
    }

    private ExportedRun find() {
        if (ReportText.isFile(run)) {
            return new ExportedRun(
                    ReportText.parse(TextFile.read(Path.of(run)), run),
                    Origin.of(context.environment(), Optional.empty()));
        }
        try (ControllerClient client = controller.client(context)) {
            String report = ControllerOption.require(client.report(RunId.checked(run)), client.base());
            return new ExportedRun(
                    ReportText.parse(report, client.base().toString()),
                    Origin.of(context.environment(), Optional.of(client.base())));
        }
    }

    /** The format names, for help and completion. */
    private static final class Formats implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return ExportFormat.words().iterator();
        }
    }
}
