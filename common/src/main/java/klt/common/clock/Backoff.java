package klt.common.clock;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Exponential backoff with jitter. Each delay is twice as long as the previous one, up to a limit; the jitter keeps processes that failed
 * together from retrying together. Not thread-safe.
 */
public final class Backoff {

    /** The maximum jitter in either direction, as a fraction of the delay; the same as in Kafka's clients. */
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

    /** Returns the backoff for requests that Kafka cannot serve yet: 100 ms to 2 s. */
    public static Backoff ofRequests() {
        return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), Backoff::anyFraction);
    }

    /** Returns the backoff for reopening clients: 250 ms to 5 s. */
    public static Backoff ofClients() {
        return new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5), Backoff::anyFraction);
    }

    private static double anyFraction() {
        return ThreadLocalRandom.current().nextDouble();
    }

    /** Returns the delay before the next attempt. */
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
