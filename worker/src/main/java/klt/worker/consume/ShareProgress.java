package klt.worker.consume;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import klt.common.kafka.Acl;
import klt.common.kafka.PartitionNumbers;
import klt.common.text.ErrorMessage;
import klt.worker.core.Reason;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * A share group's progress and membership, which only the group's coordinator knows. Methods do not wait for Kafka; results are received on
 * the admin client's thread.
 */
final class ShareProgress implements AutoCloseable {

    private final Admin admin;
    private final String group;
    private final PartitionNumbers numbers;
    private final IntSupplier partitionsOfTopics;
    private final Set<TopicPartition> keys = ConcurrentHashMap.newKeySet();
    private final GroupPlaces places;
    private final List<Acl> needed;
    private final AtomicBoolean pending = new AtomicBoolean();
    private volatile boolean begun;
    private volatile int members;
    private volatile int partitions;
    private volatile Optional<String> trouble = Optional.empty();

    /**
     * @param admin admin client, closed together with this object
     * @param needed the ACLs that a member needs, which include those for its progress
     * @param numbers the partition numbers
     * @param partitions partition count, which may grow
     * @param begin for each partition, by number, the group's start offset; empty for the beginning of the topics
     */
    ShareProgress(
            Admin admin,
            String group,
            PartitionNumbers numbers,
            IntSupplier partitions,
            Optional<List<Long>> begin,
            GroupPlaces places,
            List<Acl> needed) {
        this.needed = List.copyOf(needed);
        this.admin = admin;
        this.group = group;
        this.numbers = numbers;
        this.places = places;
        partitionsOfTopics = partitions;
        grow(partitions.getAsInt());
        begin.ifPresent(offsets -> {
            for (int number = 0; number < keys.size(); number++) {
                places.begin(number, number < offsets.size() ? offsets.get(number) : 0L);
            }
            begun = true;
        });
    }

    private void grow(int count) {
        for (int number = keys.size(); number < count; number++) {
            keys.add(numbers.at(number));
        }
    }

    /** Adds new partitions, which are initially empty. */
    private void takeAdded() {
        int before = keys.size();
        grow(partitionsOfTopics.getAsInt());
        for (int partition = before; begun && partition < keys.size(); partition++) {
            places.begin(partition, 0);
        }
    }

    int members() {
        return members;
    }

    /** Returns the number of partitions assigned to at least one member. */
    int partitions() {
        return partitions;
    }

    /** Returns why the progress is unknown, if it is. */
    Optional<String> trouble() {
        return trouble;
    }

    /** Requests the progress, unless the last request is still pending. */
    void look() {
        if (!pending.compareAndSet(false, true)) {
            return;
        }
        takeAdded();
        if (!begun) {
            ask(offsets(OffsetSpec.earliest()).thenAccept(this::begin));
            return;
        }
        // read the end offsets first, because records acknowledged in the meantime can only increase the progress
        ask(offsets(OffsetSpec.latest())
                .thenCompose(ends -> admin.listShareGroupOffsets(
                                Map.of(group, new ListShareGroupOffsetsSpec().topicPartitions(List.copyOf(keys))))
                        .partitionsToOffsetInfo(group)
                        .toCompletionStage()
                        .thenAccept(known -> reach(ends, known)))
                .thenCompose(done -> Objects.requireNonNull(admin.describeShareGroups(List.of(group))
                                .describedGroups()
                                .get(group))
                        .toCompletionStage())
                .thenAccept(this::describe));
    }

    private CompletionStage<Map<TopicPartition, ListOffsetsResultInfo>> offsets(OffsetSpec which) {
        return admin.listOffsets(keys.stream().collect(Collectors.toMap(Function.identity(), key -> which)))
                .all()
                .toCompletionStage();
    }

    private void ask(CompletionStage<Void> answers) {
        var unused = answers.whenComplete((done, failure) -> {
            // the group does not exist until its first member has joined
            trouble = Optional.ofNullable(failure)
                    .map(ErrorMessage::unwrapped)
                    .filter(error ->
                            !(error instanceof GroupIdNotFoundException || error instanceof RetriableException))
                    .map(error -> Reason.of(error, needed));
            pending.set(false);
        });
    }

    private void begin(Map<TopicPartition, ListOffsetsResultInfo> first) {
        first.forEach((key, offset) -> places.begin(number(key), offset.offset()));
        begun = true;
    }

    private void reach(
            Map<TopicPartition, ListOffsetsResultInfo> ends, Map<TopicPartition, SharePartitionOffsetInfo> known) {
        known.forEach((key, info) -> info.lag().ifPresent(lag -> {
            long end = Objects.requireNonNull(ends.get(key)).offset();
            // computed as if the group processed records in order; the lag, which is read after the end offset, may
            // exceed it
            places.reach(number(key), Math.max(0, end - lag), end);
        }));
    }

    /** Returns a partition's number. */
    private int number(TopicPartition key) {
        return numbers.number(key.topic(), key.partition()).orElseThrow();
    }

    private void describe(ShareGroupDescription description) {
        Set<TopicPartition> read = new HashSet<>();
        description.members().forEach(member -> read.addAll(member.assignment().topicPartitions()));
        members = description.members().size();
        read.retainAll(keys);
        partitions = read.size();
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
