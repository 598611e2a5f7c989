package klt.controller;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what another thread or process does, up to a deadline. */
public final class Await {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final long PAUSE_NANOS = 20_000_000;

    private Await() {}

    public static <T> T until(String what, Supplier<T> look, Predicate<T> done) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        T seen = look.get();
        while (!done.test(seen)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + LIMIT.toSeconds() + " s: " + what + "; it was " + seen);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            seen = look.get();
        }
        return seen;
    }
}
