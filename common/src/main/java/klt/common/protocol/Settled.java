package klt.common.protocol;

/**
 * Messages that have their outcome.
 *
 * @param repaired those of the acked that were sent for a worker that is gone
 */
public record Settled(long acked, long failed, long indeterminate, long repaired) {

    public static final Settled NONE = new Settled(0, 0, 0, 0);

    public Settled {
        RecordLimits.requireCount("acked", acked);
        RecordLimits.requireCount("failed", failed);
        RecordLimits.requireCount("indeterminate", indeterminate);
        RecordLimits.requireCount("repaired", repaired);
        if (repaired > acked) {
            throw new IllegalArgumentException(repaired + " were repaired, but " + acked + " acked");
        }
    }

    public Settled plus(Settled other) {
        return new Settled(
                acked + other.acked,
                failed + other.failed,
                indeterminate + other.indeterminate,
                repaired + other.repaired);
    }

    /** @param part of these */
    public Settled minus(Settled part) {
        long ackedLeft = acked - part.acked;
        return new Settled(
                ackedLeft,
                failed - part.failed,
                indeterminate - part.indeterminate,
                Math.min(repaired - part.repaired, ackedLeft));
    }

    public long messages() {
        return acked + failed + indeterminate;
    }
}
