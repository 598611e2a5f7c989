package klt.worker.produce;

/** Makes a thread wait, like {@code LockSupport::parkNanos}. It may return early. */
@FunctionalInterface
public interface Parking {

    void parkNanos(long nanos);
}
