package klt.controller.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import klt.common.kafka.KafkaSettings;
import klt.common.spec.RunSpec;
import klt.controller.core.preflight.contents.PastLoads;
import klt.controller.core.preflight.contents.RecordSample;
import klt.controller.core.preflight.contents.RecordSample.Range;
import klt.controller.core.preflight.contents.TopicContents;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;

/**
 * Determines what existing topics hold, as far as a run's check needs it: whether there is any record if the run only reads, otherwise
 * whether other producers have sent records. Every method waits for Kafka.
 */
public final class ContentsInspector {

    private final Admin admin;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final PastLoads past;

    /** @param cluster settings for the cluster that the admin client is connected to */
    public ContentsInspector(Admin admin, KafkaSettings cluster, PastLoads past) {
        this.admin = admin;
        consumers = RecordSampler.consumers(cluster);
        this.past = past;
    }

    /**
     * Returns the contents of topics, by topic; topics that are not checked are omitted.
     *
     * @param existing the run's topics that exist
     * @param created names of the topics created by the run
     * @throws KafkaException if Kafka does not return the topics' offsets
     */
    Map<String, TopicContents> of(RunSpec spec, List<TopicDescription> existing, List<String> created)
            throws InterruptedException {
        boolean sends = spec.load().sends();
        List<String> checked = existing.stream()
                .filter(topic -> topic.partitions().stream().allMatch(TopicAdmin::hasLeader))
                .map(TopicDescription::name)
                .filter(topic -> !sends || (RecordSample.isNeeded(spec, topic) && !created.contains(topic)))
                .toList();
        if (checked.isEmpty()) {
            return Map.of();
        }
        Map<String, List<Range>> ranges = ranges(checked);
        Map<String, TopicContents> contents = new HashMap<>();
        ranges.forEach((topic, all) -> {
            if (all.stream().allMatch(Range::isEmpty)) {
                contents.put(topic, new TopicContents.Empty());
            }
        });
        Map<String, List<Range>> chosen = RecordSample.chosen(ranges);
        if (sends && !chosen.isEmpty()) {
            RecordSample sample = new RecordSample(past);
            RecordSampler.read(consumers, chosen)
                    .forEach((topic, read) -> contents.put(topic, sample.judge(topic, read.records(), read.error())));
        }
        return contents;
    }

    private Map<String, List<Range>> ranges(List<String> topics) throws InterruptedException {
        List<List<Long>> ends = TopicOffsets.ends(admin, topics);
        List<List<Long>> beginnings = TopicOffsets.beginnings(admin, topics);
        Map<String, List<Range>> ranges = new LinkedHashMap<>();
        for (int topic = 0; topic < topics.size(); topic++) {
            List<Long> begin = beginnings.get(topic);
            List<Long> end = ends.get(topic);
            List<Range> own = new ArrayList<>();
            // partitions may be added between the two requests
            for (int partition = 0; partition < Math.min(begin.size(), end.size()); partition++) {
                own.add(new Range(partition, begin.get(partition), end.get(partition)));
            }
            ranges.put(Objects.requireNonNull(topics.get(topic)), own);
        }
        return ranges;
    }
}
