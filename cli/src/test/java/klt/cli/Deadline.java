package klt.cli;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for something to come true, for a limited time. */
final class Deadline {

    private static final Duration MAX = Duration.ofSeconds(40);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Deadline() {}

    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > MAX.toNanos()) {
                throw new AssertionError("not within " + MAX.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
