package klt.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import klt.cli.api.ControllerClient;
import klt.cli.console.Console;
import klt.cli.console.Interrupts;
import klt.cli.local.ClusterCheck;
import klt.cli.local.LocalPlan;
import klt.cli.local.LocalSystem;
import klt.cli.local.ProcessExit;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.text.Counted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code loadtester local}. */
@Command(name = "local", description = "Start everything on this machine, with the web console; Ctrl-C ends it.")
final class LocalCommand implements Callable<Integer> {

    static final int PORT_DEFAULT = 8080;

    private static final int PORT_MAX = 65_535;
    private static final Duration NAP = Duration.ofMinutes(1);

    private final CliContext surroundings;

    @Option(names = "--workers", paramLabel = "N", description = "How many workers (default: ${DEFAULT-VALUE}).")
    private int workers = WorkerCount.DEFAULT;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The console's port (default: ${DEFAULT-VALUE}); 0 takes a free one.")
    private int port = PORT_DEFAULT;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Test this Kafka instead of starting one.")
    private Optional<String> kafka = Optional.empty();

    LocalCommand(CliContext surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        WorkerCount.check(workers);
        requireFree(port);
        Console console = surroundings.console();
        Interrupts interrupts = surroundings.interrupts();
        LocalPlan plan = new LocalPlan(workers, port, kafka, Optional.empty());
        ClusterCheck.require(plan, surroundings.environment().variables());
        surroundings.listenToSignals();
        LocalSystem system = new LocalSystem(
                plan,
                surroundings.programs(),
                surroundings.environment().variables(),
                interrupts,
                surroundings.ticker());
        try (system) {
            return serve(system, console).number();
        }
    }

    /** Reports a failure before the parts are ended, which takes its time. */
    private ExitCode serve(LocalSystem system, Console console) {
        Interrupts interrupts = surroundings.interrupts();
        try {
            console.print("Starting " + (kafka.isPresent() ? "" : "Kafka, ") + "a controller and "
                    + Counted.of(workers, "worker") + " …");
            LocalSystem.Endpoints endpoints = system.start();
            try (ControllerClient client = new ControllerClient(endpoints.controller())) {
                new Readiness(interrupts, surroundings.ticker(), system::throwIfEssentialPartIsDead)
                        .await(client, Optional.of(endpoints.kafka()));
            }
            console.print(List.of(
                    "",
                    "  Console  " + console.style().bold(endpoints.controller().toString()),
                    "  Kafka    " + endpoints.kafka(),
                    "  Logs     " + system.folder(),
                    "",
                    "Ctrl-C ends it all."));
            waitForEnd(system, console);
        } catch (Failure failure) {
            if (!interrupts.stopAsked()) {
                console.error(failure.getMessage());
                return failure.exitCode();
            }
        }
        console.print("Ending …");
        return ExitCode.PASS;
    }

    private void waitForEnd(LocalSystem system, Console console) {
        Interrupts interrupts = surroundings.interrupts();
        while (!interrupts.stopAsked()) {
            system.throwIfEssentialPartIsDead();
            system.scale();
            Optional<ProcessExit> worker = system.nextDeadWorker();
            if (worker.isEmpty()) {
                interrupts.await(NAP);
                continue;
            }
            console.error(worker.get().headline() + "; the others go on\n  "
                    + String.join("\n  ", worker.get().details()));
        }
    }

    /** Found out before anything starts, because the controller is the last to start and the first to want it. */
    static void requireFree(int port) {
        if (port < 0 || port > PORT_MAX) {
            throw new Failure(ExitCode.USAGE, "--port takes a number from 0 to " + PORT_MAX + ", not " + port);
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "port " + port + " cannot be had (" + e.getMessage()
                            + "): end what uses it, or take another with --port N (0: any free one)");
        }
    }
}
