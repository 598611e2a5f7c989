package klt.cli;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import klt.cli.api.ControllerClient;
import klt.cli.console.Console;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.cli.session.CliContext;
import klt.cli.session.ControllerOption;
import klt.cli.spec.SpecBuilder;
import klt.cli.spec.SpecCheck;
import klt.cli.spec.TextFile;
import klt.cli.text.ScheduleTable;
import klt.common.cron.ScheduleView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code loadtester schedule}. */
@Command(
        name = "schedule",
        description = "List schedules, or have the controller start runs at fixed times.",
        footer = {
            "",
            "  loadtester schedule                                          list all",
            "  loadtester schedule nightly --cron '0 2 * * 1-5' spec.yaml   create or replace",
            "  loadtester schedule nightly --disable                        start no more runs",
            "  loadtester schedule nightly --delete                         delete it, but keep its runs"
        },
        sortOptions = false)
final class ScheduleCommand implements Callable<Integer> {

    private final CliContext context;

    @Parameters(index = "0", paramLabel = "NAME", arity = "0..1", description = "A name, such as nightly.")
    private Optional<String> name = Optional.empty();

    @Parameters(
            index = "1",
            paramLabel = "SPEC.yaml",
            arity = "0..1",
            description = "Spec file for the runs, in YAML or JSON.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--cron",
            paramLabel = "EXPR",
            description = "Minute, hour, day of month, month and day of week, such as '0 2 * * 1-5'.")
    private Optional<String> cron = Optional.empty();

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Time zone for --cron, such as Europe/Berlin (default: UTC).")
    private Optional<String> zone = Optional.empty();

    @Option(
            names = "--overlap",
            paramLabel = "skip|queue",
            description = "What to do if the schedule's previous run is still active: skip the start (default) or"
                    + " queue the run.")
    private Optional<String> overlap = Optional.empty();

    @Option(names = "--enable", description = "Start runs again, from the next time on.")
    private boolean enable;

    @Option(names = "--disable", description = "Start no more runs.")
    private boolean disable;

    @Option(names = "--delete", description = "Delete the schedule; its runs remain.")
    private boolean delete;

    @Mixin
    private final ControllerOption controller = new ControllerOption();

    ScheduleCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        name.flatMap(ScheduleView::mistake).ifPresent(mistake -> {
            throw new Failure(ExitCode.USAGE, "NAME " + mistake);
        });
        long changes =
                Stream.of(enable, disable, delete).filter(chosen -> chosen).count();
        boolean sets = Stream.of(cron, zone, overlap).anyMatch(Optional::isPresent) || file.isPresent();
        if (changes > 1) {
            throw new Failure(ExitCode.USAGE, "pass only one of --enable, --disable and --delete");
        }
        if (name.isEmpty() && (changes > 0 || sets)) {
            throw new Failure(ExitCode.USAGE, "pass a schedule NAME");
        }
        if (sets && (cron.isEmpty() || file.isEmpty() || delete)) {
            throw new Failure(ExitCode.USAGE, "to create or replace a schedule, pass NAME, --cron and SPEC.yaml");
        }
        try (ControllerClient client = controller.client(context)) {
            if (name.isEmpty()) {
                list(ControllerOption.require(client.schedules(), client.base()));
            } else if (delete) {
                ControllerOption.require(client.deleteSchedule(name.get()), client.base());
                context.console().print("deleted schedule " + name.get());
            } else if (sets) {
                set(client, settings());
            } else {
                ScheduleView known = ControllerOption.require(client.schedule(name.get()), client.base());
                if (changes > 0) {
                    set(client, settings(known, enable));
                } else {
                    list(List.of(known));
                }
            }
        }
        return ExitCode.PASS.number();
    }

    private void set(ControllerClient client, ObjectNode settings) {
        list(List.of(ControllerOption.require(client.setSchedule(name.orElseThrow(), settings), client.base())));
    }

    /** Returns the settings from the command line. */
    private ObjectNode settings() {
        ObjectNode spec = SpecBuilder.parse(TextFile.read(file.orElseThrow()));
        SpecCheck.require(spec);
        ObjectNode settings = settings(cron.orElseThrow(), !disable, spec);
        zone.ifPresent(value -> settings.put("zone", value));
        overlap.ifPresent(value -> settings.put("overlap", value));
        return settings;
    }

    private static ObjectNode settings(ScheduleView known, boolean enabled) {
        return settings(known.cron(), enabled, known.spec())
                .put("zone", known.zone())
                .put("overlap", known.overlap().name().toLowerCase(Locale.ROOT));
    }

    private static ObjectNode settings(String cron, boolean enabled, JsonNode spec) {
        ObjectNode settings =
                JsonNodeFactory.instance.objectNode().put("cron", cron).put("enabled", enabled);
        settings.set("spec", spec);
        return settings;
    }

    private void list(List<ScheduleView> schedules) {
        Console console = context.console();
        if (schedules.isEmpty()) {
            console.print("No schedules yet.");
            return;
        }
        console.print(new ScheduleTable(console.glyphs(), console.style(), ZoneId.systemDefault()).lines(schedules));
    }
}
