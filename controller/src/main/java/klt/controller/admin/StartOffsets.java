package klt.controller.admin;

import static klt.common.kafka.Acl.User.CONTROLLER;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import klt.common.spec.consumers.Start;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/** Determines a group's start offsets. Every method waits for Kafka's response. */
final class StartOffsets {

    private StartOffsets() {}

    /**
     * @param ends end offsets before the run, by topic and partition
     * @param now bus time to which relative timestamps refer
     * @return start offsets by topic and partition
     */
    static List<List<Long>> of(Admin admin, List<String> topics, Start start, List<List<Long>> ends, Instant now)
            throws InterruptedException {
        return switch (start) {
            case Start.Latest() -> ends;
            case Start.Earliest() -> TopicOffsets.beginnings(admin, topics);
            case Start.Offset(long offset) -> {
                List<List<Long>> begins = TopicOffsets.beginnings(admin, topics);
                yield each(topics, topic -> at(offset, begins.get(topic), ends.get(topic)));
            }
            case Start.Timestamp timestamp -> since(admin, topics, timestamp.at(), ends);
            case Start.Ago ago -> since(admin, topics, now.minus(ago.time()), ends);
            case Start.BytesBehind(long bytes) -> {
                List<List<Long>> begins = TopicOffsets.beginnings(admin, topics);
                Map<String, Long> sizes = bytes(admin, topics);
                yield each(topics, topic -> {
                    long size = sizes.getOrDefault(topics.get(topic), 0L);
                    return behind((double) bytes / Math.max(1, size), begins.get(topic), ends.get(topic));
                });
            }
        };
    }

    private static List<List<Long>> each(List<String> topics, IntFunction<List<Long>> offsets) {
        return IntStream.range(0, topics.size()).mapToObj(offsets).toList();
    }

    static List<Long> at(long offset, List<Long> begins, List<Long> ends) {
        List<Long> offsets = new ArrayList<>();
        for (int partition = 0; partition < ends.size(); partition++) {
            offsets.add(Math.min(ends.get(partition), Math.max(begins.get(partition), offset)));
        }
        return offsets;
    }

    /**
     * Returns the offsets of the first records at or after a given time. If a partition's last record is older, Kafka returns no offset, so the
     * partition's end is used.
     */
    private static List<List<Long>> since(Admin admin, List<String> topics, Instant at, List<List<Long>> ends)
            throws InterruptedException {
        List<List<Long>> found = TopicOffsets.of(admin, topics, OffsetSpec.forTimestamp(at.toEpochMilli()));
        return each(topics, topic -> {
            List<Long> offsets = new ArrayList<>();
            for (int partition = 0; partition < ends.get(topic).size(); partition++) {
                long offset = found.get(topic).get(partition);
                offsets.add(offset < 0 ? ends.get(topic).get(partition) : offset);
            }
            return offsets;
        });
    }

    /** Takes the same fraction of each partition's newest offsets, because Kafka reports the sizes of partitions but not of records. */
    static List<Long> behind(double part, List<Long> begins, List<Long> ends) {
        List<Long> offsets = new ArrayList<>();
        for (int partition = 0; partition < ends.size(); partition++) {
            long end = ends.get(partition);
            long all = end - begins.get(partition);
            offsets.add(end - Math.min(all, (long) Math.ceil(all * part)));
        }
        return offsets;
    }

    /** Returns each topic's size on the leaders' disks, in bytes. */
    private static Map<String, Long> bytes(Admin admin, List<String> topics) throws InterruptedException {
        Map<TopicPartition, Integer> leaders = new HashMap<>();
        for (TopicDescription topic : TopicAdmin.describeKnown(admin, topics)) {
            topic.partitions().stream()
                    .filter(TopicAdmin::hasLeader)
                    .forEach(partition -> leaders.put(
                            new TopicPartition(topic.name(), partition.partition()),
                            Objects.requireNonNull(partition.leader()).id()));
        }
        Map<Integer, Map<String, LogDirDescription>> logs = TopicAdmin.get(
                admin.describeLogDirs(leaders.values().stream().distinct().toList())
                        .allDescriptions(),
                CONTROLLER.cluster(DESCRIBE));
        Map<String, Long> bytes = new HashMap<>();
        for (var broker : logs.entrySet()) {
            for (LogDirDescription folder : broker.getValue().values()) {
                folder.replicaInfos().forEach((partition, replica) -> {
                    if (Objects.equals(leaders.get(partition), broker.getKey()) && !replica.isFuture()) {
                        bytes.merge(partition.topic(), replica.size(), Long::sum);
                    }
                });
            }
        }
        return bytes;
    }
}
