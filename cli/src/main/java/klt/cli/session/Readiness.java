package klt.cli.session;

import java.time.Duration;
import java.util.Optional;
import klt.cli.api.Answer;
import klt.cli.api.ControllerClient;
import klt.cli.api.Credentials;
import klt.cli.api.Problem;
import klt.cli.console.Interrupts;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.clock.Ticker;

/**
 * Waits until a controller responds and is connected to Kafka.
 *
 * @param answerMax maximum wait for a controller that does not respond
 * @param kafkaMax maximum wait for a controller that responds but is not ready
 * @param check throws if further waiting is pointless
 */
public record Readiness(Interrupts interrupts, Ticker ticker, Duration answerMax, Duration kafkaMax, Runnable check) {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    /** Long enough for a broker to restart, or for another controller to replace a lost one. */
    private static final Duration KAFKA_MAX = Duration.ofSeconds(20);

    private static final int UNAUTHORIZED = 401;

    /** The only status of a controller that is not ready. */
    private static final int UNAVAILABLE = 503;

    private static final Duration POLL = Duration.ofMillis(200);

    public Readiness(Interrupts interrupts, Ticker ticker, Runnable check) {
        this(interrupts, ticker, ANSWER_MAX, KAFKA_MAX, check);
    }

    /**
     * @param kafka Kafka's address, if known to the command
     * @throws Failure if the controller or Kafka is unreachable; the message says which, and why
     */
    public void await(ControllerClient client, Optional<String> kafka) {
        long start = ticker.nanos();
        long refusedSince = start;
        while (true) {
            Answer<String> answer = client.ready();
            if (answer instanceof Answer.Ok) {
                return;
            }
            check.run();
            interrupts.throwIfAsked();
            if (answer instanceof Answer.Refused<String>(Problem problem) && problem.status() != UNAVAILABLE) {
                throw refusal(problem, client);
            }
            long now = ticker.nanos();
            if (answer instanceof Answer.Unreachable) {
                refusedSince = now;
            }
            if (now - start > answerMax.toNanos() || now - refusedSince > kafkaMax.toNanos()) {
                throw new Failure(ExitCode.UNREACHABLE, why(answer, client, kafka, Duration.ofNanos(now - start)));
            }
            interrupts.await(POLL);
        }
    }

    /** The controller, or whatever else has this address, will not become ready. */
    private static Failure refusal(Problem problem, ControllerClient client) {
        return new Failure(
                ExitCode.USAGE,
                "the controller at " + client.base() + " responds with status " + problem.status() + ": "
                        + problem.detail() + (problem.status() == UNAUTHORIZED ? "; " + Credentials.HOW : ""));
    }

    private static String why(Answer<String> answer, ControllerClient client, Optional<String> kafka, Duration waited) {
        String after = " after " + waited.toSeconds() + " s: ";
        return switch (answer) {
            case Answer.Refused<String> refused ->
                kafka.map(address -> "Kafka at " + address)
                                .orElse("the Kafka cluster of the controller at " + client.base())
                        + " is unreachable" + after + refused.problem().detail();
            case Answer.Unreachable<String> unreachable ->
                "no controller responds at " + client.base() + after + unreachable.why();
            case Answer.Ok<String> ok -> throw new IllegalStateException("it is ready: " + ok.value());
        };
    }
}
