package klt.worker.produce;

/** How a thread waits; the system's is {@code LockSupport::parkNanos}. It may return early. */
@FunctionalInterface
public interface Parking {

    void parkNanos(long nanos);
}
