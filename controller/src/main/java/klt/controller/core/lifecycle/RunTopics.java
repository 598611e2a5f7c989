package klt.controller.core.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import klt.common.kafka.PartitionNumbers;
import klt.controller.core.run.Event.TopicState;

/** Decides when to request descriptions of a run's topics, and detects changes to the topics. */
final class RunTopics {

    /** Time from a response to the next request, short enough to detect changes well within ten seconds. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(3);

    /** Time after which a request without a response is repeated. */
    static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final List<RunTopic> topics;
    private Optional<Instant> askedAt = Optional.empty();
    private Optional<Instant> answeredAt = Optional.empty();

    /** @param ids the topics' ids; empty if not known yet */
    RunTopics(List<String> names, List<String> ids) {
        boolean growing = names.size() == 1;
        topics = IntStream.range(0, names.size())
                .mapToObj(topic -> new RunTopic(
                        names.get(topic), growing, ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(topic))))
                .toList();
    }

    /** Returns the topics' ids, or empty until all are known. */
    List<String> ids() {
        List<String> ids = topics.stream().flatMap(topic -> topic.id().stream()).toList();
        return ids.size() < topics.size() ? List.of() : ids;
    }

    /** Returns whether a request is due. */
    boolean isDue(Instant now) {
        if (askedAt.isPresent()) {
            return now.isAfter(askedAt.get().plus(ANSWER_MAX));
        }
        // if a topic is absent, repeat the request immediately
        return isAnyAbsent()
                || answeredAt
                        .map(answered -> !now.isBefore(answered.plus(LOOK_EVERY)))
                        .orElse(true);
    }

    /** Returns whether the last response lacked a topic, which may be temporary. */
    boolean isAnyAbsent() {
        return topics.stream().anyMatch(RunTopic::isAbsent);
    }

    /** Returns whether a request is waiting for its response. */
    boolean isAsked(Instant now) {
        return askedAt.filter(asked -> !now.isAfter(asked.plus(ANSWER_MAX))).isPresent();
    }

    void asked(Instant now) {
        askedAt = Optional.of(now);
    }

    /** Called when Kafka did not respond, so that the topics' state is unknown. */
    void unanswered(Instant now) {
        topics.forEach(RunTopic::unanswered);
        answered(now);
    }

    private void answered(Instant now) {
        askedAt = Optional.empty();
        answeredAt = Optional.of(now);
    }

    /**
     * @param seen the topics' descriptions; empty for an absent topic
     * @param from offset of the run's first record, by partition number
     * @return the changes since the last response
     */
    List<RunTopic.Change> seen(
            List<Optional<TopicState>> seen, PartitionNumbers partitions, List<Long> from, Instant now) {
        answered(now);
        List<RunTopic.Change> changes = new ArrayList<>();
        for (int topic = 0; topic < topics.size(); topic++) {
            changes.addAll(topics.get(topic).seen(seen.get(topic), partitions.of(topic, from)));
        }
        return changes;
    }
}
