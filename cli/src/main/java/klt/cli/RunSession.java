package klt.cli;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import klt.cli.api.Answer;
import klt.cli.api.ControllerClient;
import klt.cli.api.Problem;
import klt.cli.console.Console;
import klt.cli.export.Origin;
import klt.cli.export.RunOutputs;
import klt.cli.local.ClusterCheck;
import klt.cli.local.LocalPlan;
import klt.cli.local.LocalSystem;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.ExitCodes;
import klt.cli.outcome.Failure;
import klt.cli.spec.KeySuggestion;
import klt.cli.spec.SpecBuilder;
import klt.cli.spec.SpecCheck;
import klt.cli.text.Summary;
import klt.cli.text.Units;
import klt.common.report.RunView;
import klt.common.text.Counted;
import tools.jackson.databind.node.ObjectNode;

/** Executes one run, from the spec to the exit code. */
record RunSession(CliContext context, Console console, ObjectNode spec, RunOutputs outputs) {

    private static final String PREFIX_VARIABLE = "CONTROL_TOPIC_PREFIX";

    ExitCode onController(URI controller) {
        try (ControllerClient client = new ControllerClient(controller)) {
            awaitReady(client, Optional.empty(), () -> {});
            return drive(client, Optional.of(controller), () -> {});
        } catch (Failure failure) {
            return reported(failure);
        }
    }

    /** Starts the processes that the run needs, and removes them afterwards. After a failure, keeps the logs. */
    ExitCode onOwnSystem(int workers, Optional<String> kafka) {
        SpecBuilder.expectWorkers(spec, workers);
        // the controller would report the same errors, but only after all processes have started
        SpecCheck.require(spec);
        LocalPlan plan = new LocalPlan(workers, 0, kafka, kafka.flatMap(address -> ownTopicPrefix()));
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
            console.error("the logs of all processes are in " + system.folder());
        }
        return exitCode;
    }

    /** Reports a failure immediately, because shutting down the child processes takes a while. */
    private ExitCode onStarted(LocalSystem system, int workers, boolean ownKafka) {
        try {
            console.print("Starting " + (ownKafka ? "" : "Kafka, ") + "a controller and "
                    + Counted.of(workers, "worker") + " (logs in " + system.folder() + ") …");
            LocalSystem.Endpoints endpoints = system.start();
            try (ControllerClient client = new ControllerClient(endpoints.controller())) {
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
     * The prefix of the control topics. On a shared cluster, this controller must neither interact with other controllers nor continue the
     * runs of an earlier command that was killed. It therefore has its own topics, unless the user sets a prefix.
     */
    private Optional<String> ownTopicPrefix() {
        return context.environment().text(PREFIX_VARIABLE).isPresent()
                ? Optional.empty()
                : Optional.of("klt-" + UUID.randomUUID().toString().substring(0, 8));
    }

    private void awaitReady(ControllerClient client, Optional<String> kafka, Runnable check) {
        new Readiness(context.interrupts(), context.ticker(), check).await(client, kafka);
    }

    /** @param controller the controller, if it keeps the run afterwards */
    private ExitCode drive(ControllerClient client, Optional<URI> controller, Runnable check) {
        RunView submitted = ControllerOption.require(withSuggestions(client.submit(spec)), client.base());
        console.print("submitted " + submitted.id() + "; watch it at " + client.base());
        Progress progress = new Progress(console, context.ticker());
        progress.show(submitted);
        RunFollower follower = new RunFollower(client, context, console, progress, check);
        RunView run = follower.follow(submitted);
        console.clear();
        if (!run.phase().isEnded()) {
            console.error("run " + run.id() + " did not end in time; last known results:");
        }
        console.print("");
        console.print(summary(run));
        List<Failure> failures = outputs.write(
                run,
                Origin.of(context.environment(), controller),
                () -> ControllerOption.require(follower.report(run.id()), client.base()),
                context.stdout());
        failures.forEach(this::reported);
        return failures.stream()
                .findFirst()
                .map(Failure::exitCode)
                .orElseGet(() -> ExitCodes.of(
                        run.phase(),
                        run.result().run().end(),
                        run.result().judgement().verdict()));
    }

    private static Answer<RunView> withSuggestions(Answer<RunView> answer) {
        return answer instanceof Answer.Refused<RunView>(Problem problem)
                ? new Answer.Refused<>(new Problem(
                        problem.status(),
                        problem.detail(),
                        problem.errors().stream().map(KeySuggestion::added).toList()))
                : answer;
    }

    private List<String> summary(RunView run) {
        return new Summary(new Units(console.glyphs()), console.glyphs(), console.style()).lines(run);
    }

    private ExitCode reported(Failure failure) {
        console.error(failure.getMessage());
        return failure.exitCode();
    }
}
