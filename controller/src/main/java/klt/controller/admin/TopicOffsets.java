package klt.controller.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import klt.common.text.Counted;
import klt.common.text.Listing;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.TimeoutException;

/** Topic offsets, by topic and partition. Every method requests all topics together and waits for Kafka's response. */
final class TopicOffsets {

    /**
     * Timeout of an offsets request. While a partition has no leader, Kafka's client retries without pausing, so requests need a short
     * timeout and are repeated after a pause.
     */
    static final int TIMEOUT_MS = 5_000;

    private static final int REQUESTS_MAX = 4;

    /** Maximum number of checks for leaderless partitions: about 7 s including pauses, enough to elect new leaders. */
    static final int LEADER_CHECKS_MAX = 8;

    private TopicOffsets() {}

    static List<List<Long>> ends(Admin admin, List<String> topics) throws InterruptedException {
        return of(admin, topics, OffsetSpec.latest());
    }

    /** Returns the log start offsets. */
    static List<List<Long>> beginnings(Admin admin, List<String> topics) throws InterruptedException {
        return of(admin, topics, OffsetSpec.earliest());
    }

    static List<List<Long>> of(Admin admin, List<String> topics, OffsetSpec which) throws InterruptedException {
        Attempt last = Retries.until(
                attempt -> attempt.timeout().isEmpty(),
                REQUESTS_MAX,
                () -> attempt(admin, describeWithLeaders(admin, topics), which));
        if (last.timeout().isPresent()) {
            throw last.timeout().get();
        }
        return last.offsets();
    }

    /** @param timeout present if the offsets request timed out, in which case it is repeated */
    private record Attempt(List<List<Long>> offsets, Optional<TimeoutException> timeout) {}

    private static Attempt attempt(Admin admin, List<TopicDescription> topics, OffsetSpec which)
            throws InterruptedException {
        try {
            return new Attempt(offsets(admin, topics, which), Optional.empty());
        } catch (TimeoutException e) {
            return new Attempt(List.of(), Optional.of(e));
        }
    }

    /** @return the topics with leaders for all partitions */
    private static List<TopicDescription> describeWithLeaders(Admin admin, List<String> topics)
            throws InterruptedException {
        return Retries.on(LeaderNotAvailableException.class, LEADER_CHECKS_MAX, () -> {
            List<TopicDescription> found = TopicAdmin.describeKnown(admin, topics);
            for (TopicDescription topic : found) {
                leaderless(topic).ifPresent(partitions -> {
                    throw new LeaderNotAvailableException(partitions);
                });
            }
            return found;
        });
    }

    /** Describes the leaderless partitions, if any. */
    private static Optional<String> leaderless(TopicDescription topic) {
        List<Integer> leaderless = topic.partitions().stream()
                .filter(partition -> !TopicAdmin.hasLeader(partition))
                .map(TopicPartitionInfo::partition)
                .toList();
        return leaderless.isEmpty()
                ? Optional.empty()
                : Optional.of(Counted.noun(leaderless.size(), "partition") + " " + Listing.of(leaderless) + " of topic "
                        + topic.name() + (leaderless.size() == 1 ? " has" : " have") + " no leader");
    }

    private static List<List<Long>> offsets(Admin admin, List<TopicDescription> topics, OffsetSpec which)
            throws InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (TopicDescription topic : topics) {
            topic.partitions()
                    .forEach(partition -> asked.put(new TopicPartition(topic.name(), partition.partition()), which));
        }
        Map<TopicPartition, ListOffsetsResultInfo> found =
                TopicAdmin.get(admin.listOffsets(asked, new ListOffsetsOptions().timeoutMs(TIMEOUT_MS))
                        .all());
        List<List<Long>> offsets = new ArrayList<>();
        for (TopicDescription topic : topics) {
            List<Long> own = new ArrayList<>();
            for (int partition = 0; partition < topic.partitions().size(); partition++) {
                own.add(Objects.requireNonNull(found.get(new TopicPartition(topic.name(), partition)))
                        .offset());
            }
            offsets.add(own);
        }
        return offsets;
    }
}
