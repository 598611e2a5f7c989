package klt.worker.produce.random;

import klt.common.random.SplitMix64;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Random numbers for successive messages. The numbers of a message depend only on the seed, its sequence and their purpose: a {@link
 * SplitMix64} is reseeded for each message. On the hot path.
 */
public final class MessageRandom implements UniformRandomProvider {

    /** The purposes of random numbers; different purposes get independent numbers. */
    public enum Purpose {
        KEY(1),
        SIZE(2),
        PARTITION(3),
        TOMBSTONE(4),
        TEMPLATE(5),
        /** Whether the transaction that begins with a message is aborted. */
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

    /**
     * Starts the sequence of random numbers of a message. Mixes twice, so that consecutive messages do not get the same sequence of numbers
     * shifted by an offset.
     */
    public void at(long sequence) {
        state = SplitMix64.mix(base + sequence * SplitMix64.GAMMA);
    }

    @Override
    public long nextLong() {
        state += SplitMix64.GAMMA;
        return SplitMix64.mix(state);
    }
}
