package klt.systemtests.chaos;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what happens in other processes, up to a deadline. */
final class Await {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private Await() {}

    static <T> T until(Duration most, String what, Supplier<Optional<T>> look) {
        long deadline = System.nanoTime() + most.toNanos();
        while (true) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("no " + what + " within " + most);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    static void untilTrue(Duration most, String what, BooleanSupplier condition) {
        until(most, what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** Lets a fault last: the one thing that only the clock can end. */
    static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
