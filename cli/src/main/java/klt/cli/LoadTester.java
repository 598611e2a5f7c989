package klt.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.List;
import klt.cli.console.Interrupts;
import klt.cli.console.Signals;
import klt.cli.console.Terminal;
import klt.cli.local.MainClasses;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.cli.session.CliContext;
import klt.common.Version;
import klt.common.clock.Ticker;
import klt.common.log.LogSettings;
import klt.common.settings.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code loadtester} command. */
@Command(
        name = "loadtester",
        description = "Load-tests Apache Kafka.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        usageHelpAutoWidth = true,
        versionProvider = LoadTester.ProgramVersion.class)
public final class LoadTester {

    private LoadTester() {}

    public static void main(String[] args) {
        LogSettings.silent();
        Environment environment = Environment.ofProcess();
        Ticker ticker = System::nanoTime;
        Interrupts interrupts =
                new Interrupts(ticker, () -> Runtime.getRuntime().halt(ExitCode.STOPPED.number()));
        CliContext context = new CliContext(
                System.out,
                System.err,
                descriptor -> Terminal.of(descriptor, environment),
                environment,
                ticker,
                interrupts,
                Signals::install,
                MainClasses.REAL);
        System.exit(execute(context, args));
    }

    /** @return the process's exit code */
    static int execute(CliContext context, String... args) {
        CommandLine root = new CommandLine(new LoadTester())
                .addSubcommand(RunCommand.of(context))
                .addSubcommand(LimitCommand.of(context))
                .addSubcommand(SweepCommand.of(context))
                .addSubcommand(new LocalCommand(context))
                .addSubcommand(new RunsCommand(context))
                .addSubcommand(new ShowCommand(context))
                .addSubcommand(new CompareCommand(context))
                .addSubcommand(new BaselineCommand(context))
                .addSubcommand(new ScheduleCommand(context))
                .addSubcommand(new StopCommand(context))
                .addSubcommand(
                        VerbCommand.of("pause", "pausing", "Pause a run on all workers at the same instant.", context))
                .addSubcommand(VerbCommand.of("resume", "resuming", "Resume a paused run.", context))
                .addSubcommand(new RateCommand(context))
                .addSubcommand(VerbCommand.of(
                        "skip",
                        "skipping to the next stage of",
                        "Skip to the next stage of a run's schedule.",
                        context))
                .addSubcommand(new AnnotateCommand(context))
                .addSubcommand(new ScaleCommand(context))
                .addSubcommand(ImportCommand.of(context))
                .addSubcommand(new ExportCommand(context));
        root.getCommandSpec()
                .usageMessage()
                .footer(
                        "",
                        "Exit codes: 0 pass, 1 unexpected, 2 bad usage or spec, 10 objectives failed, 11 run invalid,",
                        "12 integrity violated, 13 stopped or aborted, 14 workers not ready,",
                        "15 Kafka or controller unreachable.");
        return root.setOut(out(context))
                .setParameterExceptionHandler((e, arguments) -> badUsage(e, context))
                .setExecutionExceptionHandler((e, commandLine, parsed) -> failed(e, context))
                .execute(args);
    }

    private static PrintWriter out(CliContext context) {
        return new PrintWriter(
                new OutputStreamWriter(context.stdout(), context.stdout().charset()), true);
    }

    private static int badUsage(ParameterException e, CliContext context) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String mistake = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        List<String> suggestions =
                e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        String hint = suggestions.isEmpty() ? "" : " Did you mean " + String.join(" or ", suggestions) + "?";
        context.stderr().println("loadtester: " + mistake + "." + hint + " See '" + command + " --help'.");
        return ExitCode.USAGE.number();
    }

    private static int failed(Exception e, CliContext context) {
        if (e instanceof Failure failure) {
            context.stderr().println("loadtester: " + failure.getMessage());
            return failure.exitCode().number();
        }
        // any other exception is a bug, and a bug report needs the entire stack trace
        e.printStackTrace(context.stderr());
        return ExitCode.UNEXPECTED.number();
    }

    static final class ProgramVersion implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"loadtester " + Version.CURRENT};
        }
    }
}
