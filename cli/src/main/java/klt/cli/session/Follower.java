package klt.cli.session;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import klt.cli.api.Answer;
import klt.cli.api.ControllerClient;
import klt.cli.api.Credentials;
import klt.cli.api.Problem;
import klt.cli.console.Console;
import klt.cli.console.Interrupts;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.clock.Ticker;

/** Follows a run or a sweep to its end, and stops it when asked by the user. */
final class Follower {

    private static final Duration POLL = Duration.ofMillis(500);
    /** Maximum time without a response, because a controller may be replaced during a run. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private static final Duration STOP_MAX = Duration.ofSeconds(20);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final ControllerClient client;
    private final CliContext context;
    private final Console console;
    private final Runnable check;

    /**
     * The run or sweep to follow.
     *
     * @param kind run or sweep
     * @param ask requests the current state
     * @param stop asks the controller to stop it
     */
    record Subject<T>(
            String kind, String id, Supplier<Answer<T>> ask, Supplier<Answer<T>> stop, Predicate<T> isEnded) {}

    /** @param check throws if there is no point in following any longer */
    Follower(ControllerClient client, CliContext context, Console console, Runnable check) {
        this.client = client;
        this.context = context;
        this.console = console;
        this.check = check;
    }

    /** Requests a document of a run or sweep that has ended, waiting while the controller is being replaced. */
    <T> Answer<T> document(Supplier<Answer<T>> ask) {
        Ticker ticker = context.ticker();
        long start = ticker.nanos();
        while (true) {
            Answer<T> answer = ask.get();
            boolean absent = answer instanceof Answer.Unreachable
                    || (answer instanceof Answer.Refused<T>(Problem problem) && problem.status() == UNAVAILABLE);
            if (!absent || ticker.nanos() - start > SILENCE_MAX.toNanos()) {
                return answer;
            }
            check.run();
            context.interrupts().await(POLL);
        }
    }

    /**
     * Polls the state until the subject has ended.
     *
     * @param progress receives each state after the submitted one
     * @return the end state, or the last known one if the subject did not end soon after the user asked to stop it
     */
    <T> T follow(Subject<T> subject, T submitted, Consumer<T> progress) {
        Interrupts interrupts = context.interrupts();
        Ticker ticker = context.ticker();
        T known = submitted;
        long answeredAtNanos = ticker.nanos();
        Stopping stopping = new Stopping();
        while (!subject.isEnded.test(known)) {
            check.run();
            if (interrupts.stopAsked() && stopping.isOver(subject)) {
                return known;
            }
            interrupts.await(POLL);
            switch (subject.ask.get()) {
                case Answer.Ok<T> ok -> {
                    known = ok.value();
                    answeredAtNanos = ticker.nanos();
                    progress.accept(known);
                }
                case Answer.Refused<T> refused
                when refused.problem().status() == NOT_FOUND ->
                    throw new Failure(
                            ExitCode.UNEXPECTED, "the controller no longer knows " + subject.kind + " " + subject.id);
                case Answer.Refused<T> refused
                when refused.problem().status() == UNAUTHORIZED
                        || refused.problem().status() == FORBIDDEN ->
                    throw new Failure(
                            ExitCode.USAGE,
                            "the controller no longer accepts the credentials: "
                                    + refused.problem().detail() + "; " + Credentials.HOW + ". The " + subject.kind
                                    + " " + subject.id + " may still be in progress");
                case Answer.Refused<T> refused ->
                    requireRecent(answeredAtNanos, subject, refused.problem().detail());
                case Answer.Unreachable<T> unreachable -> requireRecent(answeredAtNanos, subject, unreachable.why());
            }
        }
        return known;
    }

    private void requireRecent(long answeredAtNanos, Subject<?> subject, String why) {
        if (context.ticker().nanos() - answeredAtNanos > SILENCE_MAX.toNanos()) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "the controller at " + client.base() + " has not responded for " + SILENCE_MAX.toSeconds() + " s ("
                            + why + "); " + subject.kind + " " + subject.id + " may still be in progress");
        }
    }

    /** The user's request to stop. */
    private final class Stopping {

        private boolean begun;
        private boolean received;
        private long sinceNanos;

        /** Sends the request until the controller has received it. */
        boolean isOver(Subject<?> subject) {
            if (!begun) {
                begun = true;
                sinceNanos = context.ticker().nanos();
                console.print("Stopping " + subject.id + "... (press Ctrl-C again to exit immediately)");
            }
            if (!received) {
                // a rejection means that it has ended or is ending
                received = !(subject.stop.get() instanceof Answer.Unreachable);
            }
            return context.ticker().nanos() - sinceNanos > STOP_MAX.toNanos();
        }
    }
}
