package klt.common.clock;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Delays between retries: each is twice as long as the previous one, up to a limit. Each is randomised, so that processes that failed
 * together do not retry together. Not thread-safe.
 */
public final class Backoff {

    /** Each delay is randomised by up to this fraction in either direction, as in Kafka's clients. */
    static final double JITTER = 0.2;

    private final Duration first;
    private final Duration max;
    private final DoubleSupplier random;
    private Duration next;

    /** @param random returns random numbers from 0 to 1 */
    Backoff(Duration first, Duration max, DoubleSupplier random) {
        this.first = first;
        this.max = max;
        this.random = random;
        next = first;
    }

    /** Delays between retries of a request that Kafka cannot serve yet: from 100 ms to 2 s. */
    public static Backoff ofRequests() {
        return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), Backoff::anyFraction);
    }

    /** Delays between attempts to reopen clients: from 250 ms to 5 s. */
    public static Backoff ofClients() {
        return new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5), Backoff::anyFraction);
    }

    private static double anyFraction() {
        return ThreadLocalRandom.current().nextDouble();
    }

    /** The delay before the next attempt. */
    public Duration next() {
        double factor = 1 - JITTER + 2 * JITTER * random.getAsDouble();
        Duration delay = Duration.ofNanos(Math.round(next.toNanos() * factor));
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(max) > 0 ? max : twice;
        return delay;
    }

    /** Resets the delay to its initial value after a success. */
    public void reset() {
        next = first;
    }
}
