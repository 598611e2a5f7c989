package klt.cli.session;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import klt.cli.api.Answer;
import klt.cli.api.ControllerClient;
import klt.cli.api.Credentials;
import klt.cli.api.Problem;
import klt.cli.console.Console;
import klt.cli.local.ClusterCheck;
import klt.cli.local.LocalPlan;
import klt.cli.local.LocalSystem;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.cli.spec.KeySuggestion;
import klt.common.text.Counted;

/** The part of a command that uses a controller: from the spec to the exit code. */
public abstract class Session {

    private static final String PREFIX_VARIABLE = "CONTROL_TOPIC_PREFIX";

    private final CliContext context;
    private final Console console;

    Session(CliContext context, Console console) {
        this.context = context;
        this.console = console;
    }

    final CliContext context() {
        return context;
    }

    final Console console() {
        return console;
    }

    public final ExitCode onController(URI controller) {
        try (ControllerClient client = new ControllerClient(controller, Credentials.from(context.environment()))) {
            awaitReady(client, Optional.empty(), () -> {});
            return drive(client, Optional.of(controller), () -> {});
        } catch (Failure failure) {
            return reported(failure);
        }
    }

    /** Starts the local processes, and stops them afterwards. After a failure, the logs are kept. */
    public final ExitCode onOwnSystem(int workers, Optional<String> kafka) {
        // the controller would report the same errors, but only after all processes have started
        prepare(workers);
        LocalPlan plan = new LocalPlan(workers, 0, kafka, true, kafka.flatMap(address -> ownTopicPrefix()));
        ClusterCheck.require(plan, context.environment().variables());
        LocalSystem system = new LocalSystem(
                plan, context.programs(), context.environment().variables(), context.interrupts(), context.ticker());
        ExitCode exitCode;
        try (system) {
            exitCode = onStarted(system, workers, kafka.isPresent());
        }
        system.leftBehind().forEach(console::error);
        if (exitCode == ExitCode.PASS || exitCode == ExitCode.USAGE) {
            system.deleteLogs();
        } else {
            console.error("process logs are in " + system.folder());
        }
        return exitCode;
    }

    /**
     * Completes and validates the spec.
     *
     * @param workers number of workers that will be started
     * @throws Failure if it is invalid
     */
    abstract void prepare(int workers);

    /**
     * Submits the spec and follows it to the end.
     *
     * @param controller the controller, if it still has the result afterwards
     * @param check throws if there is no point in following any longer
     */
    abstract ExitCode drive(ControllerClient client, Optional<URI> controller, Runnable check);

    /** Reports failures immediately, because shutting down the child processes takes a while. */
    private ExitCode onStarted(LocalSystem system, int workers, boolean ownKafka) {
        try {
            console.print("Starting " + (ownKafka ? "" : "Kafka, ") + "a controller and "
                    + Counted.of(workers, "worker") + " (logs in " + system.folder() + ")...");
            LocalSystem.Endpoints endpoints = system.start();
            try (ControllerClient client = new ControllerClient(endpoints.controller(), Credentials.NONE)) {
                awaitReady(client, Optional.of(endpoints.kafka()), system::throwIfDead);
                system.kafkaIsReached();
                return drive(client, Optional.empty(), () -> {
                    system.throwIfDead();
                    system.scale();
                });
            }
        } catch (Failure failure) {
            return reported(failure);
        }
    }

    /**
     * Returns the control topics' prefix. On a shared cluster, this controller must neither interact with other controllers nor continue
     * the runs of an earlier command that was killed. It therefore uses separate topics unless the user sets a prefix.
     */
    private Optional<String> ownTopicPrefix() {
        return context.environment().text(PREFIX_VARIABLE).isPresent()
                ? Optional.empty()
                : Optional.of("klt-" + UUID.randomUUID().toString().substring(0, 8));
    }

    private void awaitReady(ControllerClient client, Optional<String> kafka, Runnable check) {
        new Readiness(context.interrupts(), context.ticker(), check).await(client, kafka);
    }

    static <T> Answer<T> withSuggestions(Answer<T> answer) {
        return answer instanceof Answer.Refused<T>(Problem problem)
                ? new Answer.Refused<>(new Problem(
                        problem.status(),
                        problem.detail(),
                        problem.errors().stream().map(KeySuggestion::added).toList()))
                : answer;
    }

    final ExitCode reported(Failure failure) {
        console.error(failure.getMessage());
        return failure.exitCode();
    }
}
