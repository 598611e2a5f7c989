package klt.common.schedule;

/** How messages' fire times are spaced at a given rate. */
public sealed interface Arrivals {

    Arrivals UNIFORM = new Uniform();

    enum Kind {
        UNIFORM,
        POISSON;

        /** @param seed seed of random arrivals */
        public Arrivals with(long seed) {
            return switch (this) {
                case UNIFORM -> Arrivals.UNIFORM;
                case POISSON -> new Poisson(seed);
            };
        }
    }

    Kind kind();

    /** Message {@code n} is due when {@code n} messages should have been sent. */
    record Uniform() implements Arrivals {

        @Override
        public Kind kind() {
            return Kind.UNIFORM;
        }
    }

    /**
     * The intervals between messages are independent and exponential, as with many independent clients.
     *
     * @param seed seed of the random intervals; the same seed gives the same arrivals
     */
    record Poisson(long seed) implements Arrivals {

        @Override
        public Kind kind() {
            return Kind.POISSON;
        }
    }
}
