package klt.worker.produce.random;

import klt.common.random.SplitMix64;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Random numbers for successive messages. A message's numbers depend only on the seed, the message's sequence and the numbers' purpose. A
 * {@link SplitMix64} is reseeded for each message. On the hot path.
 */
public final class MessageRandom implements UniformRandomProvider {

    /** Purposes of random numbers; different purposes get independent numbers. */
    public enum Purpose {
        KEY(1),
        SIZE(2),
        PARTITION(3),
        TOMBSTONE(4),
        TEMPLATE(5),
        /** Whether to abort the transaction that begins with a message. */
        ABORT(6),
        SCHEMA(7),
        TOPIC(8);

        private final long number;

        Purpose(long number) {
            this.number = number;
        }
    }

    private final long base;
    private long state;

    public MessageRandom(long seed, Purpose purpose) {
        base = SplitMix64.mix(SplitMix64.mix(seed) + purpose.number);
    }

    /** Starts a message's random numbers. Mixes twice; otherwise, consecutive messages would get the same numbers shifted by an offset. */
    public void at(long sequence) {
        state = SplitMix64.mix(base + sequence * SplitMix64.GAMMA);
    }

    @Override
    public long nextLong() {
        state += SplitMix64.GAMMA;
        return SplitMix64.mix(state);
    }
}
