package klt.worker.core;

/** Models a server that handles one record at a time, with constant service time. Computes when each record is done, without waiting. */
public final class ServiceTime {

    private static final double NANOS_PER_MICRO = 1_000;

    private final long perRecordNanos;
    private long freeAtNanos;
    private boolean begun;

    /** @param micros time per record; 0 for no delay */
    public ServiceTime(double micros) {
        perRecordNanos = Math.round(micros * NANOS_PER_MICRO);
    }

    /**
     * Returns the time at which the next record will be done.
     *
     * @param receivedNanos when the record arrived
     */
    public long doneNanos(long receivedNanos) {
        boolean waits = begun && freeAtNanos - receivedNanos > 0;
        return (waits ? freeAtNanos : receivedNanos) + perRecordNanos;
    }

    /** Adds the next record. */
    public void take(long receivedNanos) {
        freeAtNanos = doneNanos(receivedNanos);
        begun = true;
    }
}
