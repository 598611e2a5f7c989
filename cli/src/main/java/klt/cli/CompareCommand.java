package klt.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import klt.cli.api.ControllerClient;
import klt.cli.api.ReportText;
import klt.cli.api.RunId;
import klt.cli.console.Console;
import klt.cli.export.OutputFile;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.cli.session.CliContext;
import klt.cli.session.ControllerOption;
import klt.cli.spec.TextFile;
import klt.cli.text.ComparisonLines;
import klt.common.compare.Baseline;
import klt.common.compare.Comparer;
import klt.common.compare.Comparison;
import klt.common.compare.FailIf;
import klt.common.compare.FailIf.Decision;
import klt.common.report.RunDocument;
import klt.common.summary.Units;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code loadtester compare}. */
@Command(
        name = "compare",
        description = "Compare runs B with runs A, with confidence intervals.",
        footer = {
            "",
            "Exit codes: 0 no --fail-if failed, 10 one failed, 11 a run is INVALID or a",
            "--fail-if is undecided, 2 bad usage, 15 controller unreachable,",
            "1 unexpected."
        },
        sortOptions = false)
final class CompareCommand implements Callable<Integer> {

    private final CliContext context;

    @Parameters(
            paramLabel = "[A] B",
            hideParamSyntax = true,
            arity = "1..2",
            description =
                    "Run ids, or report files written by 'run --json FILE'; separate repeats with commas. With --baseline, only B.")
    private List<String> sides = new ArrayList<>();

    @Option(names = "--baseline", paramLabel = "NAME", description = "Compare with the runs of this baseline.")
    private Optional<String> baseline = Optional.empty();

    @Option(
            names = "--fail-if",
            paramLabel = "EXPR",
            description = "Fail if a figure changed by more than a bound and its confidence interval excludes zero:"
                    + " 'response.p99 > +10%%', 'rate < -5%%', 'errors > +0.1pp'; repeatable.")
    private List<String> failIf = new ArrayList<>();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the comparison to this file, or to stdout (-); all other output then goes to stderr.")
    private Optional<String> json = Optional.empty();

    @Mixin
    private final ControllerOption controller = new ControllerOption();

    CompareCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<FailIf> conditions = failIf.stream().map(CompareCommand::condition).toList();
        if (sides.size() != (baseline.isPresent() ? 1 : 2)) {
            throw new Failure(ExitCode.USAGE, "compare takes runs A and B, or --baseline NAME and runs B");
        }
        List<String> a = baseline.map(this::runs).orElseGet(() -> names(sides.getFirst()));
        List<String> b = names(sides.getLast());
        Optional<OutputFile> file = json.map(name -> OutputFile.of("--json", name));
        Stream.concat(a.stream(), b.stream())
                .filter(ReportText::isFile)
                .map(Path::of)
                .forEach(input -> file.ifPresent(output -> output.requireOther(input)));
        Comparison comparison = Comparer.compare(side("A", a), side("B", b), conditions);
        Console console =
                file.filter(OutputFile::isStdout).isPresent() ? context.consoleBesideDocument() : context.console();
        console.print(new ComparisonLines(new Units(console.glyphs()), console.glyphs(), console.style())
                .lines(comparison, conditions));
        file.ifPresent(to -> to.write(JsonMapper.shared().writeValueAsString(comparison), context.stdout()));
        return exitCode(comparison).number();
    }

    private static List<String> names(String side) {
        return List.of(side.split(",", -1));
    }

    private List<String> runs(String name) {
        Baseline.mistake(name).ifPresent(mistake -> {
            throw new Failure(ExitCode.USAGE, "--baseline " + mistake);
        });
        try (ControllerClient client = controller.client(context)) {
            return ControllerOption.require(client.baseline(name), client.base())
                    .runs();
        }
    }

    private static FailIf condition(String text) {
        try {
            return FailIf.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, "--fail-if: " + e.getMessage());
        }
    }

    private List<RunDocument> side(String side, List<String> names) {
        List<RunDocument> runs = names.stream().map(this::find).toList();
        Comparer.mistake(runs.stream().map(run -> run.result().run().id()).toList())
                .ifPresent(mistake -> {
                    throw new Failure(ExitCode.USAGE, side + " " + mistake);
                });
        runs.stream()
                .filter(run -> !run.result().run().phase().isEnded())
                .findFirst()
                .ifPresent(run -> {
                    throw new Failure(
                            ExitCode.USAGE, "run " + run.result().run().id() + " has not ended");
                });
        return runs;
    }

    private RunDocument find(String name) {
        if (ReportText.isFile(name)) {
            return ReportText.parse(TextFile.read(Path.of(name)), name);
        }
        try (ControllerClient client = controller.client(context)) {
            return ReportText.parse(
                    ControllerOption.require(client.report(RunId.checked(name)), client.base()),
                    client.base().toString());
        }
    }

    private static ExitCode exitCode(Comparison comparison) {
        if (comparison.isInvalid()) {
            return ExitCode.INVALID;
        }
        if (comparison.decided(Decision.FAILED)) {
            return ExitCode.OBJECTIVES_FAILED;
        }
        return comparison.decided(Decision.UNDECIDED) ? ExitCode.INVALID : ExitCode.PASS;
    }
}
