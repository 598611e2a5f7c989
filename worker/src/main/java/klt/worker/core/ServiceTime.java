package klt.worker.core;

/** One who serves records one after another and takes the same time for each: says when it is done with them, and does not wait. */
public final class ServiceTime {

    private static final double NANOS_PER_MICRO = 1_000;

    private final long perRecordNanos;
    private long freeAtNanos;
    private boolean begun;

    /** @param micros for one record; 0 when it takes no time */
    public ServiceTime(double micros) {
        perRecordNanos = Math.round(micros * NANOS_PER_MICRO);
    }

    /**
     * When the next record is done.
     *
     * @param receivedNanos when it came
     */
    public long doneNanos(long receivedNanos) {
        boolean waits = begun && freeAtNanos - receivedNanos > 0;
        return (waits ? freeAtNanos : receivedNanos) + perRecordNanos;
    }

    /** The next record is done. */
    public void take(long receivedNanos) {
        freeAtNanos = doneNanos(receivedNanos);
        begun = true;
    }
}
