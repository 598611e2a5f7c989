package klt.systemtests.chaos;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets a fault last: the one thing that only the clock can end. */
final class Time {

    private Time() {}

    static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
