package klt.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import klt.cli.console.Console;
import klt.cli.export.OutputFile;
import klt.cli.export.RunOutputs;
import klt.cli.local.WorkerCount;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.cli.session.CliContext;
import klt.cli.session.ControllerOption;
import klt.cli.session.RunSession;
import klt.cli.session.Session;
import klt.cli.spec.KeyList;
import klt.cli.spec.SpecBuilder;
import klt.cli.spec.SpecCheck;
import klt.cli.spec.SpecFlags;
import klt.cli.spec.TextFile;
import klt.common.spec.preset.Presets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code loadtester run}: reads the command line; {@link RunSession} does the work. */
@Command(
        name = "run",
        description =
                "Run a test and wait for it to finish. Without --controller, start everything needed on this machine.",
        sortOptions = false)
class RunCommand implements Callable<Integer> {

    private final CliContext context;

    @Parameters(
            arity = "0..1",
            paramLabel = "SPEC.yaml",
            description = "Spec file in YAML or JSON; options override it.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "A spec to start from, instead of a file: ${COMPLETION-CANDIDATES}.",
            completionCandidates = PresetNames.class)
    private Optional<String> preset = Optional.empty();

    @Option(names = "--print", description = "Print the spec as YAML without running it.")
    private boolean print;

    @Option(names = "--messages", paramLabel = "N", description = "Number of messages, such as 10000 or 50k.")
    private Optional<String> messages = Optional.empty();

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "Duration, such as 30s or 1h20m; use instead of --messages.")
    private Optional<String> duration = Optional.empty();

    @Option(names = "--rate", paramLabel = "R", description = "Messages per second across all workers, or max.")
    private Optional<String> rate = Optional.empty();

    @Option(
            names = "--stages",
            paramLabel = "STAGES",
            description = "Varying rate, as duration:target of each stage, such as 2m:10k,10m:10k,0s:20k,1m:20k.")
    private Optional<String> stages = Optional.empty();

    @Option(names = "--size", paramLabel = "B", description = "Message value size in bytes.")
    private Optional<String> size = Optional.empty();

    @Option(
            names = "--topic",
            paramLabel = "T",
            description = "Topics to load, such as orders, orders,payments or 'orders-{0..9}'; created if missing.")
    private Optional<String> topic = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Set any spec key (listed below), such as producer.acks=1; repeatable.")
    private List<String> sets = new ArrayList<>();

    @Option(
            names = "--objective",
            paramLabel = "EXPR",
            description = "An objective, such as 'response.p99<20ms'; repeatable. Replaces the objectives in the file.")
    private List<String> objectives = new ArrayList<>();

    @Option(
            names = "--verify",
            description = "After sending all messages, verify that each one arrived (verification: after).")
    private boolean verify;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Number of workers to start here (default: " + WorkerCount.DEFAULT + ").")
    private Optional<Integer> workers = Optional.empty();

    @Option(names = "--controller", paramLabel = "URL", description = "Run on this controller and its workers.")
    private Optional<String> controller = Optional.empty();

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "Use this Kafka cluster instead of starting one.")
    private Optional<String> kafka = Optional.empty();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the report to this file, or to stdout (-); all other output then goes to stderr.")
    private Optional<String> json = Optional.empty();

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Write the verdict to this file as JUnit XML, or to stdout (-).")
    private Optional<String> junit = Optional.empty();

    @Option(
            names = "--summary",
            paramLabel = "FILE",
            description = "Append a Markdown summary to this file, or write it to stdout (-). On GitHub Actions:"
                    + " --summary \"$$GITHUB_STEP_SUMMARY\".")
    private Optional<String> summary = Optional.empty();

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "Write the report to this file as one HTML page that opens without a network, or to stdout (-).")
    private Optional<String> html = Optional.empty();

    @Option(names = "--quiet", description = "Print errors only.")
    private boolean quiet;

    RunCommand(CliContext context) {
        this.context = context;
    }

    static CommandLine of(CliContext context) {
        return withKeys(new RunCommand(context));
    }

    /** Returns a command whose help lists the spec keys. */
    static CommandLine withKeys(RunCommand run) {
        CommandLine command = new CommandLine(run);
        List<String> sections = new ArrayList<>(command.getHelpSectionKeys());
        sections.add("keys");
        command.setHelpSectionKeys(sections);
        command.getHelpSectionMap().put("keys", help -> KeyList.text());
        return command;
    }

    @Override
    public Integer call() {
        checkTogether();
        Optional<URI> controllerUri = controller.map(ControllerOption::parse);
        RunOutputs outputs = RunOutputs.of(json, junit, summary, html, file);
        ObjectNode spec = completed(SpecBuilder.build(
                base(), new SpecFlags(messages, duration, rate, stages, size, topic, sets(), objectives, verify)));
        if (print) {
            return print(spec).number();
        }
        context.listenToSignals();
        Session session = session(console(outputs), spec, outputs);
        ExitCode exitCode = controllerUri.isPresent()
                ? session.onController(controllerUri.get())
                : session.onOwnSystem(workers.orElse(WorkerCount.DEFAULT), kafka);
        return exitCode.number();
    }

    /** Returns a {@code path=value} for each spec key set on the command line without a dedicated option. */
    List<String> sets() {
        return sets;
    }

    /** Returns the spec with the values that only this command sets. */
    ObjectNode completed(ObjectNode spec) {
        return spec;
    }

    /** @throws Failure if the spec is invalid */
    void check(ObjectNode spec) {
        SpecCheck.require(spec);
    }

    Session session(Console console, ObjectNode spec, RunOutputs outputs) {
        return new RunSession(context, console, spec, outputs);
    }

    final CliContext context() {
        return context;
    }

    private ObjectNode base() {
        return preset.map(RunCommand::preset)
                .or(() -> file.map(TextFile::read).map(SpecBuilder::parse))
                .orElseGet(JsonNodeFactory.instance::objectNode);
    }

    private static ObjectNode preset(String name) {
        return Presets.all().stream()
                .filter(preset -> preset.id().equals(name))
                .findFirst()
                .map(preset -> preset.spec().deepCopy())
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE,
                        "'" + name + "' is not a preset; presets are " + String.join(", ", new PresetNames())));
    }

    private ExitCode print(ObjectNode spec) {
        check(spec);
        OutputFile.stdout("--print").write(SpecBuilder.print(spec), context.stdout());
        return ExitCode.PASS;
    }

    private void checkTogether() {
        if (preset.isPresent() && file.isPresent()) {
            throw new Failure(ExitCode.USAGE, "--preset and SPEC.yaml are mutually exclusive; pass only one of them");
        }
        if (controller.isPresent() && kafka.isPresent()) {
            throw new Failure(
                    ExitCode.USAGE, "--controller and --kafka are mutually exclusive: a controller has its own Kafka");
        }
        if (controller.isPresent() && workers.isPresent()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--workers starts local workers, but the controller given by --controller has its own; to wait for N of them,"
                            + " use --set workers.expected=N");
        }
        workers.ifPresent(WorkerCount::check);
    }

    private Console console(RunOutputs outputs) {
        if (quiet) {
            return context.quietConsole();
        }
        return outputs.useStdout() ? context.consoleBesideDocument() : context.console();
    }

    /** The preset names, for help and completion. */
    private static final class PresetNames implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Presets.all().stream().map(Presets.Preset::id).iterator();
        }
    }
}
