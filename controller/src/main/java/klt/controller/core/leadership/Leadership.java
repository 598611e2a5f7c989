package klt.controller.core.leadership;

import java.time.Duration;
import klt.common.protocol.topics.ControlKey;

/**
 * Leadership as seen by one controller. Immutable: each record read yields the next state.
 *
 * <pre>
 * Follower ──no leader, and all was read──► Candidate ──its own claim is the first of the term──► Leader
 *    ▲                                          │                                                   │
 *    └──another was first, or a higher term─────┘       a higher term, or another leader in this one┴─► Fenced
 * </pre>
 *
 * <p>At most one controller leads in a term: all controllers read the same log, only the first claim of a term wins, and a controller
 * claims only after reading everything before its claim.
 */
public sealed interface Leadership {

    /** A leader is considered lost if none of its records are read for this long, four ticks, while Kafka responds. */
    long SILENCE_NANOS_MAX = Duration.ofSeconds(4).toNanos();

    /**
     * Maximum time between two of Kafka's responses that counts as silence from the leader. A healthy Kafka responds more often, and a
     * leader cannot write while Kafka does not respond.
     */
    long ANSWER_GAP_NANOS_MAX = Duration.ofSeconds(1).toNanos();

    /** A record on the control topic that concerns leadership. */
    sealed interface News {

        long term();

        /**
         * Derives from a record's key what it says about leadership.
         *
         * @param by id of the controller that wrote the record
         */
        static News of(ControlKey key, String by) {
            return key instanceof ControlKey.Claim(long term, String controller)
                    ? new Claimed(term, controller)
                    : new Led(key.term(), by);
        }

        /** @param by the candidate's id */
        record Claimed(long term, String by) implements News {}

        /**
         * A tick, a run's state, or the announcement that the leader is about to write these.
         *
         * @param by the leader's id
         */
        record Led(long term, String by) implements News {}

        /** The leader has shut down with a goodbye. */
        record Left(long term) implements News {}
    }

    /**
     * Does not write.
     *
     * @param term the highest known term; 0 if none is known
     * @param leader that term's leader; empty if unknown
     * @param silentNanos time since the leader's last record was read
     * @param vacant whether no controller leads, because there is no term yet, the leader has shut down, or the leader was this controller
     */
    record Follower(String self, long term, String leader, long silentNanos, boolean vacant) implements Leadership {

        /** Describes why this controller does not lead. */
        public String status() {
            return vacant ? "no controller leads" : "on standby: controller " + leader + " leads in term " + term;
        }

        private static Follower of(String self, News message) {
            return switch (message) {
                case News.Claimed claimed -> led(self, claimed.term, claimed.by);
                case News.Led led -> led(self, led.term, led.by);
                case News.Left left -> new Follower(self, left.term, "", 0, true);
            };
        }

        private static Follower led(String self, long term, String by) {
            return new Follower(self, term, by, 0, by.equals(self));
        }

        @Override
        public Leadership read(News message) {
            if (message.term() != term) {
                return message.term() < term ? this : of(self, message);
            }
            return switch (message) {
                case News.Led led -> of(self, led);
                case News.Left left -> new Follower(self, term, leader, 0, true);
                // the first claim has won, so this one either repeats it or has lost
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

    /** Writes a claim in this term, and reads until it knows which claim was first. */
    record Candidate(String self, long term) implements Leadership {

        @Override
        public Leadership read(News message) {
            if (message.term() < term) {
                return this;
            }
            return message.equals(new News.Claimed(term, self)) ? new Leader(self, term) : Follower.of(self, message);
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

    /** The only writer in this term. */
    record Leader(String self, long term) implements Leadership {

        @Override
        public Leadership read(News message) {
            Follower other = Follower.of(self, message);
            boolean replaced =
                    message.term() > term || (message instanceof News.Led && message.term() == term && !other.vacant);
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
     * Was the leader, and must no longer write.
     *
     * @param by the new leader's id
     */
    record Fenced(String self, Follower by) implements Leadership {

        @Override
        public long term() {
            return by.term;
        }

        @Override
        public Leadership read(News message) {
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

    /** @param self this controller's unique id */
    static Follower begin(String self) {
        return new Follower(self, 0, "", 0, true);
    }

    /** Returns the current term. */
    long term();

    /** Applies the next record, in the order of the control topic. */
    Leadership read(News message);

    /**
     * Called when Kafka has responded that the control topic has no unread records.
     *
     * @param nanos time since Kafka's previous response
     */
    Leadership quiet(long nanos);

    /** Returns the initial state for rereading the control topic from its beginning, even if the topic has been replaced. */
    Follower again();
}
