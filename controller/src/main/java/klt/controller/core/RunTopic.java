package klt.controller.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import klt.common.text.Counted;
import klt.common.text.Listing;
import klt.controller.core.Event.TopicState;

/**
 * The topic of one run as Kafka describes it again and again while the run goes on: when to ask, and what a change means. A topic that is
 * deleted and created again has the same name and another id.
 */
final class RunTopic {

    /** From one answer to the next question: what happens to a topic is known well within ten seconds. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(3);

    /** A question that is not answered for so long is asked again. */
    static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    /** A broker that has just started may not know a topic that is there: it is deleted when so many answers in a row say so. */
    static final int ABSENT_MAX = 2;

    /** What has happened to it. */
    sealed interface Change {

        String words();

        /** It has more partitions. */
        record Grown(int partitions, String words) implements Change {}

        /** Records of the run were deleted. */
        record Cut(String words) implements Change {}

        /** It is not the topic any more to which the run has sent. */
        record Gone(String words) implements Change {}
    }

    private final String name;
    private Optional<String> id;
    private Optional<Instant> askedAt = Optional.empty();
    private Optional<Instant> answeredAt = Optional.empty();
    private int absent;
    private boolean cut;

    /** @param id as far as it is known */
    RunTopic(String name, Optional<String> id) {
        this.name = name;
        this.id = id;
    }

    /** Empty before the first answer. */
    Optional<String> id() {
        return id;
    }

    /** It is time to ask. */
    boolean isDue(Instant now) {
        if (askedAt.isPresent()) {
            return now.isAfter(askedAt.get().plus(ANSWER_MAX));
        }
        // one that is absent is asked for again at once
        return absent > 0
                || answeredAt
                        .map(answered -> !now.isBefore(answered.plus(LOOK_EVERY)))
                        .orElse(true);
    }

    /** The last answer was that it is absent, which may pass. */
    boolean isAbsent() {
        return absent > 0;
    }

    /** An answer is to come. */
    boolean isAsked(Instant now) {
        return askedAt.filter(asked -> !now.isAfter(asked.plus(ANSWER_MAX))).isPresent();
    }

    void asked(Instant now) {
        askedAt = Optional.of(now);
    }

    /** Kafka did not answer, which says nothing of the topic. */
    void unanswered(Instant now) {
        absent = 0;
        answered(now);
    }

    private void answered(Instant now) {
        askedAt = Optional.empty();
        answeredAt = Optional.of(now);
    }

    /**
     * @param seen empty when the topic is absent
     * @param from by partition, where the run began
     * @return what has changed since the last answer
     */
    List<Change> seen(Optional<TopicState> seen, List<Long> from, Instant now) {
        answered(now);
        if (seen.isEmpty()) {
            absent++;
            return absent < ABSENT_MAX ? List.of() : List.of(new Change.Gone(deleted()));
        }
        absent = 0;
        return changes(seen.get(), from);
    }

    private String deleted() {
        return "topic " + name + " was deleted during the run";
    }

    private List<Change> changes(TopicState seen, List<Long> from) {
        int partitions = seen.begins().size();
        String known = id.orElse(seen.id());
        id = Optional.of(known);
        // no topic can lose partitions: one that has fewer is another
        if (!known.equals(seen.id()) || partitions < from.size()) {
            return List.of(new Change.Gone(deleted() + " and created again: it has "
                    + Counted.of(partitions, "partition") + " now and had " + from.size()));
        }
        List<Change> changes = new ArrayList<>();
        if (partitions > from.size()) {
            changes.add(new Change.Grown(
                    partitions,
                    "topic " + name + " has " + partitions + " partitions now and had " + from.size()
                            + ": the new ones count from their beginning"));
        }
        cutOf(seen, from).ifPresent(changes::add);
        return changes;
    }

    /** Said once: retention that begins to delete goes on with it. */
    private Optional<Change> cutOf(TopicState seen, List<Long> from) {
        List<Integer> cutPartitions = new ArrayList<>();
        long offsets = 0;
        for (int partition = 0; partition < from.size(); partition++) {
            long missing = seen.begins().get(partition) - from.get(partition);
            if (missing > 0) {
                cutPartitions.add(partition);
                offsets += missing;
            }
        }
        if (cut || cutPartitions.isEmpty()) {
            return Optional.empty();
        }
        cut = true;
        return Optional.of(new Change.Cut(String.format(
                Locale.ROOT,
                "topic %s lost %,d offsets of the run to retention or a deletion of records (partitions %s): what was not"
                        + " read before cannot be verified",
                name,
                offsets,
                Listing.of(cutPartitions))));
    }
}
