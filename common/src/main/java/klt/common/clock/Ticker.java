package klt.common.clock;

/** A monotonic time source in nanoseconds with an arbitrary origin; the real one is {@code System::nanoTime}. */
@FunctionalInterface
public interface Ticker {

    long nanos();
}
