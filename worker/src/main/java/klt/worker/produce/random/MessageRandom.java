package klt.worker.produce.random;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Random numbers for successive messages. The numbers of a message depend only on the seed, its sequence and their purpose. A SplitMix64
 * (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014) that starts again for each message. On the hot path.
 */
public final class MessageRandom implements UniformRandomProvider {

    /** What random numbers are used for; different purposes get independent numbers. */
    public enum Purpose {
        KEY(1),
        SIZE(2),
        PARTITION(3),
        TOMBSTONE(4);

        private final long number;

        Purpose(long number) {
            this.number = number;
        }
    }

    /** Odd, near 2^64 / golden ratio. */
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private final long base;
    private long state;

    public MessageRandom(long seed, Purpose purpose) {
        base = mixed(mixed(seed) + purpose.number);
    }

    /**
     * Starts the sequence of random numbers of a message. Mixes twice: consecutive messages must not share a sequence of numbers with an
     * offset.
     */
    public void at(long sequence) {
        state = mixed(base + sequence * GAMMA);
    }

    @Override
    public long nextLong() {
        state += GAMMA;
        return mixed(state);
    }

    /** Stafford's variant 13 of the finalizer of MurmurHash3. */
    private static long mixed(long number) {
        long mixed = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
