package klt.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import klt.cli.export.OutputFile;
import klt.cli.omb.OmbImport;
import klt.cli.outcome.ExitCode;
import klt.cli.session.CliContext;
import klt.cli.spec.SpecCheck;
import klt.cli.spec.TextFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code loadtester import omb}. */
@Command(name = "import", description = "Print the spec for the files of another load tester.")
final class ImportCommand {

    private ImportCommand() {}

    static CommandLine of(CliContext context) {
        return new CommandLine(new ImportCommand()).addSubcommand(new Omb(context));
    }

    @Command(
            name = "omb",
            description =
                    "Print the spec for an OpenMessaging Benchmark workload and Kafka driver. Comments above it list"
                            + " settings that have no equivalent in the spec.")
    static final class Omb implements Callable<Integer> {

        private final CliContext context;

        @Parameters(arity = "1..2", paramLabel = "FILE", description = "A workload, a driver, or one of each.")
        private List<Path> files = List.of();

        Omb(CliContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            OmbImport imported = OmbImport.of(files.stream().map(Omb::read).toList());
            SpecCheck.require(imported.complete());
            OutputFile.stdout("import").write(imported.yaml(), context.stdout());
            return ExitCode.PASS.number();
        }

        private static OmbImport.Source read(Path file) {
            return new OmbImport.Source(file.toString(), TextFile.read(file));
        }
    }
}
