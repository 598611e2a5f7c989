package klt.controller.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import klt.common.spec.consumers.Start;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** The offsets at which a group starts. Every method waits for Kafka's answer. */
final class StartOffsets {

    private StartOffsets() {}

    /**
     * @param ends of the topic before the run, by partition
     * @param now bus time that relative timestamps refer to
     * @return by partition
     */
    static List<Long> of(Admin admin, String topic, Start start, List<Long> ends, Instant now)
            throws InterruptedException {
        return switch (start) {
            case Start.Latest() -> ends;
            case Start.Earliest() -> TopicAdmin.beginnings(admin, topic);
            case Start.Offset(long offset) -> at(offset, TopicAdmin.beginnings(admin, topic), ends);
            case Start.Timestamp timestamp -> since(admin, topic, timestamp.at(), ends);
            case Start.Ago ago -> since(admin, topic, now.minus(ago.time()), ends);
            case Start.BytesBehind(long bytes) ->
                behind((double) bytes / Math.max(1, bytes(admin, topic)), TopicAdmin.beginnings(admin, topic), ends);
        };
    }

    static List<Long> at(long offset, List<Long> begins, List<Long> ends) {
        List<Long> offsets = new ArrayList<>();
        for (int partition = 0; partition < ends.size(); partition++) {
            offsets.add(Math.min(ends.get(partition), Math.max(begins.get(partition), offset)));
        }
        return offsets;
    }

    /** Kafka has no offset for a time after the last record of a partition. */
    private static List<Long> since(Admin admin, String topic, Instant at, List<Long> ends)
            throws InterruptedException {
        List<Long> found = TopicAdmin.offsets(admin, topic, OffsetSpec.forTimestamp(at.toEpochMilli()));
        List<Long> offsets = new ArrayList<>();
        for (int partition = 0; partition < ends.size(); partition++) {
            offsets.add(found.get(partition) < 0 ? ends.get(partition) : found.get(partition));
        }
        return offsets;
    }

    /** The newest part of the offsets of each partition: Kafka reports the size of a partition, not that of each record. */
    static List<Long> behind(double part, List<Long> begins, List<Long> ends) {
        List<Long> offsets = new ArrayList<>();
        for (int partition = 0; partition < ends.size(); partition++) {
            long end = ends.get(partition);
            long all = end - begins.get(partition);
            offsets.add(end - Math.min(all, (long) Math.ceil(all * part)));
        }
        return offsets;
    }

    /** Bytes of the topic on the leaders' disks. */
    private static long bytes(Admin admin, String topic) throws InterruptedException {
        Map<TopicPartition, Integer> leaders = new HashMap<>();
        TopicAdmin.describeKnown(admin, topic).partitions().stream()
                .filter(TopicAdmin::hasLeader)
                .forEach(partition -> leaders.put(
                        new TopicPartition(topic, partition.partition()),
                        Objects.requireNonNull(partition.leader()).id()));
        Map<Integer, Map<String, LogDirDescription>> logs = TopicAdmin.get(
                admin.describeLogDirs(leaders.values().stream().distinct().toList())
                        .allDescriptions());
        long bytes = 0;
        for (var broker : logs.entrySet()) {
            for (LogDirDescription folder : broker.getValue().values()) {
                for (var replica : folder.replicaInfos().entrySet()) {
                    boolean leads = Objects.equals(leaders.get(replica.getKey()), broker.getKey());
                    bytes += leads && !replica.getValue().isFuture()
                            ? replica.getValue().size()
                            : 0;
                }
            }
        }
        return bytes;
    }
}
