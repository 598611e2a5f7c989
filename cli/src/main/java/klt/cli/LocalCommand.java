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
import klt.cli.api.Credentials;
import klt.cli.console.Console;
import klt.cli.console.Interrupts;
import klt.cli.local.ClusterCheck;
import klt.cli.local.LocalPlan;
import klt.cli.local.LocalSystem;
import klt.cli.local.ProcessExit;
import klt.cli.local.WorkerCount;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.cli.session.CliContext;
import klt.cli.session.ControllerOption;
import klt.cli.session.Readiness;
import klt.common.text.Counted;
import klt.common.text.ErrorMessage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code loadtester local}. */
@Command(
        name = "local",
        description = "Start everything on this machine, including the web console; press Ctrl-C to stop.")
final class LocalCommand implements Callable<Integer> {

    private static final int PORT_MAX = 65_535;
    private static final Duration NAP = Duration.ofMinutes(1);

    private final CliContext context;

    @Option(names = "--workers", paramLabel = "N", description = "Number of workers (default: ${DEFAULT-VALUE}).")
    private int workers = WorkerCount.DEFAULT;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Console port (default: ${DEFAULT-VALUE}); 0 picks a free port.")
    private int port = ControllerOption.PORT_OF_LOCAL;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "Use this Kafka cluster instead of starting one.")
    private Optional<String> kafka = Optional.empty();

    LocalCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        WorkerCount.check(workers);
        requireFree(port);
        Console console = context.console();
        Interrupts interrupts = context.interrupts();
        LocalPlan plan = new LocalPlan(workers, port, kafka, false, Optional.empty());
        ClusterCheck.require(plan, context.environment().variables());
        context.listenToSignals();
        LocalSystem system = new LocalSystem(
                plan, context.programs(), context.environment().variables(), interrupts, context.ticker());
        try (system) {
            return serve(system, console).number();
        }
    }

    /** Reports failures immediately, because shutting down the child processes takes a while. */
    private ExitCode serve(LocalSystem system, Console console) {
        Interrupts interrupts = context.interrupts();
        try {
            console.print("Starting " + (kafka.isPresent() ? "" : "Kafka, ") + "a controller and "
                    + Counted.of(workers, "worker") + "...");
            LocalSystem.Endpoints endpoints = system.start();
            try (ControllerClient client = new ControllerClient(endpoints.controller(), Credentials.NONE)) {
                new Readiness(interrupts, context.ticker(), system::throwIfEssentialPartIsDead)
                        .await(client, Optional.of(endpoints.kafka()));
            }
            console.print(List.of(
                    "",
                    "  Console  " + console.style().bold(endpoints.controller().toString()),
                    "  Kafka    " + endpoints.kafka(),
                    "  Logs     " + system.folder(),
                    "",
                    "Press Ctrl-C to stop."));
            waitForEnd(system, console);
        } catch (Failure failure) {
            if (!interrupts.stopAsked()) {
                console.error(failure.getMessage());
                return failure.exitCode();
            }
        }
        console.print("Stopping...");
        return ExitCode.PASS;
    }

    private void waitForEnd(LocalSystem system, Console console) {
        Interrupts interrupts = context.interrupts();
        while (!interrupts.stopAsked()) {
            system.throwIfEssentialPartIsDead();
            system.scale();
            Optional<ProcessExit> worker = system.nextDeadWorker();
            if (worker.isEmpty()) {
                interrupts.await(NAP);
                continue;
            }
            console.error(worker.get().headline() + "; the other workers continue\n  "
                    + String.join("\n  ", worker.get().details()));
        }
    }

    /** Checks the port before any process starts, because the controller, which needs it, starts last. */
    static void requireFree(int port) {
        if (port < 0 || port > PORT_MAX) {
            throw new Failure(ExitCode.USAGE, "--port takes a number from 0 to " + PORT_MAX + ", not " + port);
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "port " + port + " is already in use (" + ErrorMessage.of(e)
                            + "); pass --port N (0: any free port) or stop the other process");
        }
    }
}
