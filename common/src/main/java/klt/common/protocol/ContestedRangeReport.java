package klt.common.protocol;

import java.util.Base64;
import java.util.BitSet;
import klt.common.protocol.limit.RecordLimits;

/**
 * The messages of a contested range that an auditor found in its task's partitions; reported when the task is done. The bit for sequence
 * {@code n} is bit {@code n − from}, counted from the start of the range. The bits are encoded as {@link BitSet#toByteArray} in Base64.
 *
 * @param range index in {@link Audit#contested}
 * @param lost messages sent under the lost grant
 * @param late messages in {@code lost} that were sent after the grant was lost
 * @param given messages sent under a later grant
 */
public record ContestedRangeReport(String run, int task, int range, String lost, String late, String given)
        implements StatusRecord {

    /** Maximum number of sequences per range; three sets of this size fit in a record. */
    public static final int SEQUENCES_MAX = 1 << 20;

    public ContestedRangeReport {
        RecordLimits.requireName("run", run);
        if (task < 1 || range < 0) {
            throw new IllegalArgumentException("task " + task + " or range " + range + " is below its minimum");
        }
        decoded(lost);
        decoded(late);
        decoded(given);
    }

    public static ContestedRangeReport of(String run, int task, int range, BitSet lost, BitSet late, BitSet given) {
        return new ContestedRangeReport(run, task, range, encoded(lost), encoded(late), encoded(given));
    }

    public BitSet lostBits() {
        return decoded(lost);
    }

    public BitSet lateBits() {
        return decoded(late);
    }

    public BitSet givenBits() {
        return decoded(given);
    }

    private static String encoded(BitSet bits) {
        return Base64.getEncoder().encodeToString(bits.toByteArray());
    }

    private static BitSet decoded(String text) {
        byte[] bytes = Base64.getDecoder().decode(text);
        if (bytes.length > SEQUENCES_MAX / Byte.SIZE) {
            throw new IllegalArgumentException(bytes.length + " bytes of bits exceed the limit");
        }
        return BitSet.valueOf(bytes);
    }
}
