package klt.cli.session;

import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import klt.cli.api.Answer;
import klt.cli.api.ControllerClient;
import klt.cli.console.Console;
import klt.cli.export.OutputFile;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.SweepExitCodes;
import klt.cli.spec.SpecBuilder;
import klt.cli.spec.SpecCheck;
import klt.cli.text.SweepLines;
import klt.common.report.RunView;
import klt.common.summary.Units;
import klt.common.sweep.SweepView;
import klt.common.text.OneLine;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A sweep, from its document to the exit code. */
public final class SweepSession extends Session {

    private static final int ID_LENGTH_MAX = 100;

    private final ObjectNode document;
    private final Optional<OutputFile> json;

    /** @param json receives the sweep's document with its table */
    public SweepSession(CliContext context, Console console, ObjectNode document, Optional<OutputFile> json) {
        super(context, console);
        this.document = document;
        this.json = json;
    }

    @Override
    void prepare(int workers) {
        SpecBuilder.expectWorkers(document, workers);
        SpecCheck.requireSweep(document);
    }

    @Override
    ExitCode drive(ControllerClient client, Optional<URI> controller, Runnable check) {
        SweepView submitted = ControllerOption.require(withSuggestions(client.submitSweep(document)), client.base());
        String id = OneLine.of(submitted.summary().id(), ID_LENGTH_MAX);
        SweepLines lines = new SweepLines(
                new Units(console().glyphs()), console().glyphs(), console().style());
        console()
                .print("submitted " + id + " with " + lines.size(submitted.summary()) + "; watch it at " + client.base()
                        + "/sweeps/" + id);
        Progress progress = new Progress(console(), context().ticker());
        Set<String> ended = new HashSet<>();
        SweepView sweep = new Follower(client, context(), console(), check)
                .follow(
                        new Follower.Subject<>(
                                "sweep",
                                id,
                                () -> client.sweep(id),
                                () -> client.stopSweep(id),
                                state -> state.summary().phase().isEnded()),
                        submitted,
                        state -> {
                            lines.ended(state, ended).forEach(console()::print);
                            if (console().terminal().interactive()) {
                                state.summary().current().ifPresent(run -> show(client.run(run), progress));
                            }
                        });
        console().clear();
        if (!sweep.summary().phase().isEnded()) {
            console().error("sweep " + id + " did not end in time; last known results:");
        }
        console().print("");
        console().print(lines.lines(sweep));
        json.ifPresent(file -> file.write(
                JsonMapper.shared().writeValueAsString(sweep) + "\n", context().stdout()));
        return SweepExitCodes.of(sweep);
    }

    /** Shows a run's progress. It is not essential, because the sweep's next state shows whether the run has ended. */
    private static void show(Answer<RunView> answer, Progress progress) {
        if (answer instanceof Answer.Ok<RunView>(RunView run)) {
            progress.show(run);
        }
    }
}
