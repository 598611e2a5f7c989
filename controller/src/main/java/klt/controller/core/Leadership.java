package klt.controller.core;

import java.time.Duration;

/**
 * Who leads, as one controller sees it. Immutable: what was read goes in, what follows from it comes out.
 *
 * <pre>
 * Follows ──nobody leads, and all was read──► Claims ──its own claim is the first of the term──► Leads
 *    ▲                                          │                                                  │
 *    └───────another was first, or is higher────┘           a higher term, or another in this one──┴─► Deposed
 * </pre>
 *
 * <p>At most one controller leads in a term: all read the same log, only the first claim of a term in it wins, and whoever claims had
 * read everything before its claim.
 */
public sealed interface Leadership {

    /** A leader of which nothing new was read for so long, while Kafka answered, is gone: four ticks. */
    long SILENCE_NANOS_MAX = Duration.ofSeconds(4).toNanos();

    /** Kafka answers oftener when it is well; what is beyond is a time in which a leader could not write either. */
    long ANSWER_GAP_NANOS_MAX = Duration.ofSeconds(1).toNanos();

    /** What the control topic says of the lead. */
    sealed interface News {

        long term();

        /**
         * What a record says by its key.
         *
         * @param by who wrote it
         */
        static News of(ControlKey key, String by) {
            return key instanceof ControlKey.Claim(long term, String controller)
                    ? new Claimed(term, controller)
                    : new Led(key.term(), by);
        }

        /** @param by who wants to lead */
        record Claimed(long term, String by) implements News {}

        /**
         * A tick, the state of a run, or that it is about to write them.
         *
         * @param by who leads
         */
        record Led(long term, String by) implements News {}

        /** The leader has ended and said so. */
        record Left(long term) implements News {}
    }

    /**
     * It writes nothing.
     *
     * @param term the highest that is known; 0 while none is
     * @param leader who leads in it, as far as that is known
     * @param silentNanos for so long nothing was read of it
     * @param vacant nobody leads: there is no term yet, its leader has ended, or that was this controller itself
     */
    record Follower(String self, long term, String leader, long silentNanos, boolean vacant) implements Leadership {

        private static Follower of(String self, News news) {
            return switch (news) {
                case News.Claimed claimed -> led(self, claimed.term, claimed.by);
                case News.Led led -> led(self, led.term, led.by);
                case News.Left left -> new Follower(self, left.term, "", 0, true);
            };
        }

        private static Follower led(String self, long term, String by) {
            return new Follower(self, term, by, 0, by.equals(self));
        }

        @Override
        public Leadership read(News news) {
            if (news.term() != term) {
                return news.term() < term ? this : of(self, news);
            }
            return switch (news) {
                case News.Led led -> of(self, led);
                case News.Left left -> new Follower(self, term, leader, 0, true);
                // the first claim has won, this is its winner's again or one that lost
                case News.Claimed claimed -> new Follower(self, term, leader, 0, vacant);
            };
        }

        @Override
        public Leadership quiet(long nanos) {
            long silent = silentNanos + Math.min(nanos, ANSWER_GAP_NANOS_MAX);
            return vacant || silent >= SILENCE_NANOS_MAX
                    ? new Candidate(self, term + 1)
                    : new Follower(self, term, leader, silent, false);
        }

        @Override
        public Follower again() {
            return new Follower(self, term, leader, 0, vacant);
        }
    }

    /** It writes a claim of this term, and reads until it knows whose claim is the first. */
    record Candidate(String self, long term) implements Leadership {

        @Override
        public Leadership read(News news) {
            if (news.term() < term) {
                return this;
            }
            return news.equals(new News.Claimed(term, self)) ? new Leader(self, term) : Follower.of(self, news);
        }

        @Override
        public Leadership quiet(long nanos) {
            return this;
        }

        @Override
        public Follower again() {
            return new Follower(self, term - 1, self, 0, true);
        }
    }

    /** It alone writes in this term. */
    record Leader(String self, long term) implements Leadership {

        @Override
        public Leadership read(News news) {
            Follower other = Follower.of(self, news);
            boolean replaced = news.term() > term || (news instanceof News.Led && news.term() == term && !other.vacant);
            return replaced ? new Fenced(self, other) : this;
        }

        @Override
        public Leadership quiet(long nanos) {
            return this;
        }

        @Override
        public Follower again() {
            return new Follower(self, term, self, 0, true);
        }
    }

    /**
     * It has led, and must write nothing more.
     *
     * @param by who leads now
     */
    record Fenced(String self, Follower by) implements Leadership {

        @Override
        public long term() {
            return by.term;
        }

        @Override
        public Leadership read(News news) {
            return this;
        }

        @Override
        public Leadership quiet(long nanos) {
            return this;
        }

        @Override
        public Follower again() {
            return by;
        }
    }

    /** @param self this controller's id, no other's */
    static Follower begin(String self) {
        return new Follower(self, 0, "", 0, true);
    }

    /** The term that this is about. */
    long term();

    /** News in the order of the control topic. */
    Leadership read(News news);

    /**
     * Kafka has answered that the control topic holds nothing that was not read.
     *
     * @param nanos since it answered last
     */
    Leadership quiet(long nanos);

    /** What holds for one who reads the control topic anew, from its beginning, be it even another topic by now. */
    Follower again();
}
