package klt.common.spec.message;

import java.util.Optional;

/** Message keys. Keys from a limited set are numbers from 0, zero-padded to the same length. */
public sealed interface Keys {

    enum Kind {
        NONE,
        SEQUENTIAL,
        SINGLE,
        RANDOM,
        ZIPF,
        HOTSET
    }

    /** Messages have no key. */
    record None() implements Keys {

        @Override
        public int bytesMax(long messages) {
            return 0;
        }
    }

    /** The sequence, in decimal. */
    record Sequential() implements Keys {

        @Override
        public int bytesMax(long messages) {
            return digits(Math.max(0, messages - 1));
        }
    }

    /** Random keys from a limited set. */
    sealed interface Drawn extends Keys {

        /** Returns the number of distinct keys. */
        int count();

        @Override
        default Optional<Integer> cardinality() {
            return Optional.of(count());
        }

        @Override
        default int bytesMax(long messages) {
            return digits(count() - 1L);
        }
    }

    /** All messages have the key 0. */
    record Single() implements Drawn {

        @Override
        public int count() {
            return 1;
        }

        @Override
        public Optional<Integer> cardinality() {
            return Optional.empty();
        }
    }

    /** Each key is equally likely. */
    record Uniform(int count) implements Drawn {}

    /** The probability of key {@code k} is proportional to {@code (k + 1)}<sup>−exponent</sup>: 0 is the most frequent key. */
    record Zipf(int count, double exponent) implements Drawn {}

    /**
     * Many messages have one of a few hot keys, as in YCSB's hotspot distribution. All hot keys are equally likely, as are all other keys.
     *
     * @param count number of keys, at least 2
     * @param dataFraction fraction of keys that are hot; hot keys have the lowest numbers
     * @param operationFraction fraction of messages with a hot key
     */
    record HotSet(int count, double dataFraction, double operationFraction) implements Drawn {

        /** Returns the number of hot keys. There is always at least one hot key and one other key. */
        public int hot() {
            return Math.clamp(Math.round(count * dataFraction), 1, count - 1);
        }
    }

    default Kind kind() {
        return switch (this) {
            case None() -> Kind.NONE;
            case Sequential() -> Kind.SEQUENTIAL;
            case Single() -> Kind.SINGLE;
            case Uniform uniform -> Kind.RANDOM;
            case Zipf zipf -> Kind.ZIPF;
            case HotSet hotSet -> Kind.HOTSET;
        };
    }

    /** Returns the number of distinct keys, or empty if a spec cannot set it. */
    default Optional<Integer> cardinality() {
        return Optional.empty();
    }

    /**
     * Returns the longest key's size in bytes.
     *
     * @param messages the run's message count
     */
    int bytesMax(long messages);

    private static int digits(long number) {
        return Long.toString(number).length();
    }
}
