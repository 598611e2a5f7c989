package klt.cli;

import java.time.Duration;
import java.util.Optional;
import klt.cli.api.Answer;
import klt.cli.api.ControllerClient;
import klt.cli.console.Interrupts;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.clock.Ticker;

/**
 * Waits until a controller answers and reaches its Kafka.
 *
 * @param max how long it waits
 * @param check throws when waiting makes no sense any more
 */
record Readiness(Interrupts interrupts, Ticker ticker, Duration max, Runnable check) {

    private static final Duration MAX = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    Readiness(Interrupts interrupts, Ticker ticker, Runnable check) {
        this(interrupts, ticker, MAX, check);
    }

    /**
     * @param kafka its address, where it is known here
     * @throws Failure saying what is out of reach, and why
     */
    void await(ControllerClient client, Optional<String> kafka) {
        long start = ticker.nanos();
        while (true) {
            Answer<String> answer = client.ready();
            if (answer instanceof Answer.Ok) {
                return;
            }
            check.run();
            interrupts.throwIfAsked();
            if (ticker.nanos() - start > max.toNanos()) {
                throw new Failure(ExitCode.UNREACHABLE, why(answer, client, kafka));
            }
            interrupts.await(POLL);
        }
    }

    private String why(Answer<String> answer, ControllerClient client, Optional<String> kafka) {
        String after = " after " + max.toSeconds() + " s: ";
        return switch (answer) {
            case Answer.Refused<String> refused ->
                kafka.map(address -> "Kafka at " + address).orElse("the Kafka of the controller at " + client.base())
                        + " is out of reach" + after + refused.problem().detail();
            case Answer.Unreachable<String> unreachable ->
                "no controller answers at " + client.base() + after + unreachable.why();
            case Answer.Ok<String> ok -> throw new IllegalStateException("it is ready: " + ok.value());
        };
    }
}
