package klt.cli;

import java.time.Duration;
import klt.cli.api.Answer;
import klt.cli.api.ControllerClient;
import klt.cli.api.Problem;
import klt.cli.console.Console;
import klt.cli.console.Interrupts;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.clock.Ticker;
import klt.common.report.RunView;

/** Follows one run to its end, and stops it at the user's request. */
final class RunFollower {

    private static final Duration POLL = Duration.ofMillis(500);
    /** Maximum time without an answer, because a controller may be replaced during a run. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private static final Duration STOP_MAX = Duration.ofSeconds(20);
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final ControllerClient client;
    private final CliContext context;
    private final Console console;
    private final Progress progress;
    private final Runnable check;

    /** @param check throws if following the run further is pointless */
    RunFollower(ControllerClient client, CliContext context, Console console, Progress progress, Runnable check) {
        this.client = client;
        this.context = context;
        this.console = console;
        this.progress = progress;
        this.check = check;
    }

    /** Requests the report of a run that has ended; waits if the controller is being replaced. */
    Answer<String> report(String id) {
        Ticker ticker = context.ticker();
        long start = ticker.nanos();
        while (true) {
            Answer<String> answer = client.report(id);
            boolean absent = answer instanceof Answer.Unreachable
                    || (answer instanceof Answer.Refused<String>(Problem problem) && problem.status() == UNAVAILABLE);
            if (!absent || ticker.nanos() - start > SILENCE_MAX.toNanos()) {
                return answer;
            }
            check.run();
            context.interrupts().await(POLL);
        }
    }

    /** @return the ended run, or its last known state if it did not end soon after the user's request to stop */
    RunView follow(RunView submitted) {
        Interrupts interrupts = context.interrupts();
        Ticker ticker = context.ticker();
        RunView run = submitted;
        long answeredAtNanos = ticker.nanos();
        Stopping stopping = new Stopping();
        while (!run.phase().isEnded()) {
            check.run();
            if (interrupts.stopAsked() && stopping.isOver(run.id())) {
                return run;
            }
            interrupts.await(POLL);
            switch (client.run(run.id())) {
                case Answer.Ok<RunView> ok -> {
                    run = ok.value();
                    answeredAtNanos = ticker.nanos();
                    progress.show(run);
                }
                case Answer.Refused<RunView> refused
                when refused.problem().status() == NOT_FOUND ->
                    throw new Failure(ExitCode.UNEXPECTED, "the controller no longer knows run " + run.id());
                case Answer.Refused<RunView> refused ->
                    requireRecent(answeredAtNanos, run, refused.problem().detail());
                case Answer.Unreachable<RunView> unreachable -> requireRecent(answeredAtNanos, run, unreachable.why());
            }
        }
        return run;
    }

    private void requireRecent(long answeredAtNanos, RunView run, String why) {
        if (context.ticker().nanos() - answeredAtNanos > SILENCE_MAX.toNanos()) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "the controller at " + client.base() + " has not answered for " + SILENCE_MAX.toSeconds() + " s ("
                            + why + "); run " + run.id() + " may continue");
        }
    }

    /** The user's request to stop the run. */
    private final class Stopping {

        private boolean begun;
        private boolean received;
        private long sinceNanos;

        /** Sends the request until the controller has received it. */
        boolean isOver(String id) {
            if (!begun) {
                begun = true;
                sinceNanos = context.ticker().nanos();
                console.print("Stopping " + id + " … (press Ctrl-C again to exit immediately)");
            }
            if (!received) {
                // a refusal means that the run has ended or is about to end
                received = !(client.command(id, "stop") instanceof Answer.Unreachable);
            }
            return context.ticker().nanos() - sinceNanos > STOP_MAX.toNanos();
        }
    }
}
