package klt.controller.core.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.controller.core.run.Event.TopicState;

/**
 * Detects changes to one of a run's topics from its descriptions. A topic that was deleted and re-created has the same name but a different
 * id.
 */
final class RunTopic {

    /**
     * Number of consecutive responses without the topic before it counts as deleted. A newly started broker may not know an existing topic.
     */
    static final int ABSENT_MAX = 2;

    /** A change to the topic. */
    sealed interface Change {

        /** Returns the arguments of the change's event. */
        Args args();

        /** Partitions were added. */
        record Grown(int partitions, Args args) implements Change {}

        /** Partitions were added, but the run does not use them. */
        record GrownUnused(Args args) implements Change {}

        /** Some of the run's records were deleted. */
        record Cut(Args args) implements Change {}

        /** The topic was deleted or replaced. */
        record Lost(Args args) implements Change {}
    }

    private static final String TOPIC = "topic";

    private final String name;
    private final boolean growing;
    private Optional<String> id;
    private int absent;
    private boolean cut;
    /** the last reported partition count; 0 before any change */
    private int grown;

    /**
     * @param growing whether the run uses added partitions
     * @param id the topic's id; empty if not known yet
     */
    RunTopic(String name, boolean growing, Optional<String> id) {
        this.name = name;
        this.growing = growing;
        this.id = id;
    }

    /** Returns the topic's id, or empty until Kafka has described the topic. */
    Optional<String> id() {
        return id;
    }

    /** Returns whether the last response lacked the topic, which may be temporary. */
    boolean isAbsent() {
        return absent > 0;
    }

    /** Called when Kafka did not respond, so that the topic's state is unknown. */
    void unanswered() {
        absent = 0;
    }

    /**
     * @param seen the topic's description; empty if the topic is absent
     * @param from offset of the run's first record, by partition
     * @return the changes since the last response
     */
    List<Change> seen(Optional<TopicState> seen, List<Long> from) {
        if (seen.isEmpty()) {
            absent++;
            return absent < ABSENT_MAX ? List.of() : List.of(new Change.Lost(Args.of(TOPIC, name)));
        }
        absent = 0;
        return changes(seen.get(), from);
    }

    private List<Change> changes(TopicState seen, List<Long> from) {
        int partitions = seen.begins().size();
        String known = id.orElse(seen.id());
        id = Optional.of(known);
        // topics cannot lose partitions, so one with fewer is a different topic
        if (!known.equals(seen.id()) || partitions < from.size()) {
            return List.of(new Change.Lost(
                    Args.of(TOPIC, name, "partitionsAfter", partitions, "partitionsBefore", from.size())));
        }
        List<Change> changes = new ArrayList<>();
        if (partitions > Math.max(from.size(), grown)) {
            grown = partitions;
            Args args =
                    Args.of(TOPIC, name, "partitionsAdded", partitions - from.size(), "partitionsBefore", from.size());
            changes.add(growing ? new Change.Grown(partitions, args) : new Change.GrownUnused(args.and("used", false)));
        }
        cutOf(seen, from).ifPresent(changes::add);
        return changes;
    }

    /**
     * Returns the loss of records, if any. It is reported only once, because retention that has started to delete records will continue.
     */
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
        return Optional.of(new Change.Cut(Args.of(TOPIC, name, "offsets", offsets, "cut", cutPartitions)));
    }
}
