package klt.worker.produce.message;

import klt.common.spec.message.Keys;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.random.MessageRandom.Purpose;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;
import org.jspecify.annotations.Nullable;

/** Writes message keys as decimal numbers, to one array per length. On the hot path: does not allocate per message. */
abstract class KeyWriter {

    /** Returns a message's key, valid until the next call, or null if it has none. */
    abstract byte @Nullable [] key(long sequence);

    static KeyWriter of(Keys keys, long seed) {
        return switch (keys) {
            case Keys.None() -> new None();
            case Keys.Sequential() -> new Sequential();
            case Keys.Drawn drawn -> new Drawn(drawn, seed);
        };
    }

    private static final class None extends KeyWriter {

        @Override
        byte @Nullable [] key(long sequence) {
            return null;
        }
    }

    private static final class Sequential extends KeyWriter {

        private byte[] key = new byte[0];
        private long from;
        private long end;

        @Override
        byte[] key(long sequence) {
            if (sequence >= end || sequence < from) {
                int digits = Decimal.digits(sequence);
                key = new byte[digits];
                from = Decimal.firstOf(digits);
                end = Decimal.firstOf(digits + 1);
            }
            Decimal.write(sequence, key, 0, key.length);
            return key;
        }
    }

    /** Draws a key's number from a message's random numbers. */
    @FunctionalInterface
    private interface Draw {
        int next();
    }

    private static final class Drawn extends KeyWriter {

        private final MessageRandom random;
        private final Draw draw;
        private final byte[] key;

        Drawn(Keys.Drawn keys, long seed) {
            random = new MessageRandom(seed, Purpose.KEY);
            draw = draw(keys, random);
            key = new byte[Decimal.digits(keys.count() - 1L)];
        }

        private static Draw draw(Keys.Drawn keys, UniformRandomProvider random) {
            return switch (keys) {
                case Keys.Single() -> () -> 0;
                case Keys.Uniform(int count) -> () -> random.nextInt(count);
                case Keys.Zipf(int count, double exponent) -> {
                    var ranks = RejectionInversionZipfSampler.of(random, count, exponent);
                    yield () -> ranks.sample() - 1;
                }
                case Keys.HotSet hotSet -> {
                    int hot = hotSet.hot();
                    int others = hotSet.count() - hot;
                    double fraction = hotSet.operationFraction();
                    yield () -> random.nextDouble() < fraction ? random.nextInt(hot) : hot + random.nextInt(others);
                }
            };
        }

        @Override
        byte[] key(long sequence) {
            random.at(sequence);
            Decimal.write(draw.next(), key, 0, key.length);
            return key;
        }
    }
}
