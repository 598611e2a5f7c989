package klt.common.random;

/**
 * The two steps of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). The nth random number is
 * {@code mix(seed + n · GAMMA)}.
 */
public final class SplitMix64 {

    /** Odd, close to 2^64 / golden ratio. */
    public static final long GAMMA = 0x9E3779B97F4A7C15L;

    private SplitMix64() {}

    /** Applies Stafford's variant 13 of MurmurHash3's finalizer. */
    public static long mix(long number) {
        long mixed = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
