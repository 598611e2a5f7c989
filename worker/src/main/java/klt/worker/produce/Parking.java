package klt.worker.produce;

/** Makes a thread wait, as {@code LockSupport::parkNanos} does. It may return early. */
@FunctionalInterface
public interface Parking {

    void parkNanos(long nanos);
}
