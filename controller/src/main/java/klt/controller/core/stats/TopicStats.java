package klt.controller.core.stats;

import java.util.List;
import java.util.stream.Stream;
import klt.common.histogram.LatencyAggregate;
import klt.common.histogram.LatencySummary;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.StatusRecord.TopicInterval;

/** The workers' reports on each topic of a run with several topics, excluding the warm-up. */
public final class TopicStats {

    /** A topic. */
    public static final class Topic {

        private OutcomeCounts outcomes = OutcomeCounts.NONE;
        private long payloadBytes;
        private final LatencyAggregate responseTime = new LatencyAggregate();

        private void add(TopicInterval part) {
            outcomes = outcomes.plus(new OutcomeCounts(
                    part.outcomes().acked(),
                    part.outcomes().failed(),
                    part.outcomes().indeterminate(),
                    part.outcomes().aborted(),
                    0));
            payloadBytes += part.payloadBytes();
            responseTime.add(part.responseTime(), part.unanswered());
        }

        /** Returns the outcome counts, without the number of repairs. */
        public OutcomeCounts outcomes() {
            return outcomes;
        }

        /** Returns the total size of acked values in bytes. */
        public long payloadBytes() {
            return payloadBytes;
        }

        /** Returns the measured messages' response time. */
        public LatencySummary responseTime() {
            return responseTime.summary();
        }
    }

    private final List<Topic> topics;

    /** @param count number of topics; a single topic is not tracked because its figures equal the run's */
    TopicStats(int count) {
        topics = count == 1
                ? List.of()
                : Stream.generate(Topic::new).limit(count).toList();
    }

    /** @param parts each topic's outcomes in an interval; unknown topics are ignored */
    void add(List<TopicInterval> parts) {
        parts.stream()
                .filter(part -> part.topic() < topics.size())
                .forEach(part -> topics.get(part.topic()).add(part));
    }

    /** Returns the topics' figures in spec order, or an empty list if there is only one topic. */
    public List<Topic> topics() {
        return topics;
    }

    /** Returns the number of messages accepted by Kafka across all topics. */
    public long accepted() {
        return topics.stream().mapToLong(topic -> topic.outcomes.accepted()).sum();
    }
}
