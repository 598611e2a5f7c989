package klt.controller.core.preflight.contents;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import klt.common.spec.RunSpec;
import klt.common.spec.client.TopicNames;
import klt.controller.core.preflight.contents.TopicContents.Evidence;

/**
 * Judges by a sample of records whether the load tester alone has sent to a topic. Both the oldest and the newest records are read, because
 * other producers may have started or stopped sending since the last run. Reading more would take longer without being certain either.
 */
public final class RecordSample {

    /** Maximum number of partitions to read, across all topics. */
    public static final int PARTITIONS_MAX = 100;

    /**
     * The newest record is searched for among this many offsets at a partition's end. The last offsets may be transaction markers, which
     * are not records.
     */
    public static final int NEWEST_OFFSETS = 10;

    private final PastLoads past;

    public RecordSample(PastLoads past) {
        this.past = past;
    }

    /**
     * A record of the sample.
     *
     * @param writtenAt the record's timestamp
     * @param marked whether the record has the load tester's header or the shape of its default values
     */
    public record Sampled(int partition, long offset, Instant writtenAt, boolean marked) {}

    /**
     * The offsets of a partition.
     *
     * @param begin log start offset
     * @param end offset after the last record
     */
    public record Range(int partition, long begin, long end) {

        public boolean isEmpty() {
            return begin >= end;
        }

        /** Returns the offset from which to read the newest record. */
        public long newest() {
            return Math.max(begin, end - NEWEST_OFFSETS);
        }
    }

    /** Returns whether a topic's records need to be sampled. */
    public static boolean isNeeded(RunSpec spec, String topic) {
        return spec.load().sends() && !spec.topic().allowExisting() && !TopicNames.isOfLoadTests(topic);
    }

    /**
     * Chooses the partitions to read: evenly spaced ones among those with records.
     *
     * @param topics the ranges of all partitions, by topic
     * @return the ranges to read, by topic; topics without records are omitted
     */
    public static Map<String, List<Range>> chosen(Map<String, List<Range>> topics) {
        int each = Math.max(1, PARTITIONS_MAX / Math.max(1, topics.size()));
        Map<String, List<Range>> chosen = new LinkedHashMap<>();
        topics.forEach((topic, ranges) -> {
            List<Range> filled =
                    ranges.stream().filter(range -> !range.isEmpty()).toList();
            int count = Math.min(each, filled.size());
            List<Range> some = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                some.add(filled.get((int) ((long) i * filled.size() / count)));
            }
            if (!some.isEmpty()) {
                chosen.put(topic, List.copyOf(some));
            }
        });
        return chosen;
    }

    /**
     * Judges a topic that may hold records.
     *
     * @param records the sample, possibly incomplete
     * @param error why the sample is incomplete; empty if it is complete
     */
    public TopicContents judge(String topic, List<Sampled> records, Optional<String> error) {
        Predicate<Instant> ofPastLoad = past.sentTo(topic);
        List<Sampled> others = records.stream()
                .filter(record -> !record.marked() && !ofPastLoad.test(record.writtenAt()))
                .toList();
        if (!others.isEmpty()) {
            Sampled first = others.getFirst();
            return new TopicContents.Others(
                    first.partition(), first.offset(), first.writtenAt(), others.size() < records.size());
        }
        if (error.isPresent()) {
            return new TopicContents.Unreadable(error.get(), evidence(topic, records));
        }
        // a topic may hold nothing but transaction markers
        return records.isEmpty() ? new TopicContents.Empty() : new TopicContents.Own();
    }

    private Evidence evidence(String topic, List<Sampled> own) {
        if (!own.isEmpty()) {
            return Evidence.SAMPLE;
        }
        return past.anySentTo(topic) ? Evidence.STORED_RUN : Evidence.NONE;
    }
}
