package klt.cli.session;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import klt.cli.api.ControllerClient;
import klt.cli.console.Console;
import klt.cli.export.Origin;
import klt.cli.export.RunOutputs;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.ExitCodes;
import klt.cli.outcome.Failure;
import klt.cli.spec.SpecBuilder;
import klt.cli.spec.SpecCheck;
import klt.common.report.RunView;
import klt.common.summary.Summary;
import klt.common.summary.Units;
import tools.jackson.databind.node.ObjectNode;

/** A run, from the spec to the exit code. */
public final class RunSession extends Session {

    private final ObjectNode spec;
    private final RunOutputs outputs;

    public RunSession(CliContext context, Console console, ObjectNode spec, RunOutputs outputs) {
        super(context, console);
        this.spec = spec;
        this.outputs = outputs;
    }

    @Override
    void prepare(int workers) {
        SpecBuilder.expectWorkers(spec, workers);
        SpecCheck.require(spec);
    }

    @Override
    ExitCode drive(ControllerClient client, Optional<URI> controller, Runnable check) {
        RunView submitted = ControllerOption.require(withSuggestions(client.submit(spec)), client.base());
        String id = submitted.id();
        console().print("submitted " + id + "; watch it at " + client.base());
        Progress progress = new Progress(console(), context().ticker());
        progress.show(submitted);
        Follower follower = new Follower(client, context(), console(), check);
        Origin origin = Origin.of(context().environment(), controller);
        AtomicReference<RunView> newest = new AtomicReference<>(submitted);
        RunView run;
        try {
            run = follower.follow(
                    new Follower.Subject<>(
                            "run",
                            id,
                            () -> client.run(id),
                            () -> client.command(id, "stop"),
                            state -> state.phase().isEnded()),
                    submitted,
                    state -> {
                        newest.set(state);
                        progress.show(state);
                    });
        } catch (Failure lost) {
            outputs.writeLost(newest.get(), origin, lost, context().stdout()).forEach(this::reported);
            throw lost;
        }
        console().clear();
        if (!run.phase().isEnded()) {
            console().error("run " + id + " did not end in time; last known results:");
        }
        console().print("");
        console().print(summary(run));
        List<Failure> failures = outputs.write(
                run,
                origin,
                () -> ControllerOption.require(follower.document(() -> client.report(id)), client.base()),
                context().stdout());
        failures.forEach(this::reported);
        return failures.isEmpty()
                ? ExitCodes.of(
                        run.phase(),
                        run.result().run().end(),
                        run.result().judgement().verdict())
                : ExitCode.UNEXPECTED;
    }

    private List<String> summary(RunView run) {
        return new Summary(
                        new Units(console().glyphs()),
                        console().glyphs(),
                        console().style())
                .lines(run);
    }
}
