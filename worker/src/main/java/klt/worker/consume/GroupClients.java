package klt.worker.consume;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import klt.common.kafka.KafkaSettings;
import klt.common.spec.RunSpec;
import klt.common.spec.consumers.ConsumerClient;
import klt.common.spec.consumers.Group;
import klt.common.spec.consumers.GroupProtocol;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Opens clients for consumer groups and share groups, with a spec's settings.
 *
 * @param worker this worker's id
 * @param rack this worker's rack; consumers fetch from a replica there if the brokers' replica selector allows it
 */
public record GroupClients(KafkaSettings kafka, String worker, Optional<String> rack) {

    /** A share group member fetches only as many records as it can process within this time, a third of the default lock time. */
    private static final Duration LOCK_PART = Duration.ofSeconds(10);

    /** Maximum age of the consumers' metadata, unless a client setting overrides it; Kafka's own default is five minutes. */
    private static final int METADATA_AGE_MS_MAX = 10_000;

    /** Returns the same for the cluster that a run loads. */
    GroupClients ofRun(RunSpec.Topic topic) {
        return new GroupClients(kafka.ofRun(topic.cluster()), worker, rack);
    }

    /**
     * @param name the member's name
     * @param topics number of topics read by the member
     */
    Consumer<byte[], byte[]> consumer(String name, String group, Group spec, int topics) {
        return new KafkaConsumer<>(
                ofConsumerGroup(name, group, spec, topics), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** @param name the member's name */
    ShareConsumer<byte[], byte[]> shareConsumer(String name, String group, Group spec) {
        return new KafkaShareConsumer<>(
                ofShareGroup(name, group, spec), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    Admin admin(String name) {
        return Admin.create(kafka.targetClient(worker + "-" + name));
    }

    Map<String, Object> ofConsumerGroup(String name, String group, Group spec, int topics) {
        Map<String, Object> properties = common(name, group, spec.client());
        properties.put(
                ConsumerConfig.GROUP_PROTOCOL_CONFIG, spec.protocol().name().toLowerCase(Locale.ROOT));
        properties.put(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, spec.isolation().name().toLowerCase(Locale.ROOT));
        // the member itself determines where to start and what to commit
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        if (topics > 1 && spec.protocol() == GroupProtocol.CLASSIC) {
            // the default, the range assignor, would give the first partitions of every topic to the same member
            properties.putIfAbsent(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(RoundRobinAssignor.class.getName()));
        }
        return properties;
    }

    /**
     * Returns the consumer properties, including the maximum number of records per fetch. Records not acknowledged in time go to another
     * member, so a member fetches no more than it can process in a fraction of that time.
     */
    Map<String, Object> ofShareGroup(String name, String group, Group spec) {
        Map<String, Object> properties = common(name, group, spec.client());
        long processable = spec.microsPerRecord() == 0
                ? Long.MAX_VALUE
                : Math.max(1, (long) (LOCK_PART.toNanos() / 1e3 / spec.microsPerRecord()));
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, (int)
                Math.min(spec.client().maxPollRecords(), processable));
        properties.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        properties.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        return properties;
    }

    private Map<String, Object> common(String name, String group, ConsumerClient spec) {
        Map<String, Object> properties = kafka.targetClient(worker + "-" + name);
        // consumers must discover new partitions within the run's time limit for catching up
        properties.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MS_MAX);
        rack.ifPresent(id -> properties.put(ConsumerConfig.CLIENT_RACK_CONFIG, id));
        properties.putAll(spec.properties());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, spec.maxPollRecords());
        properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, spec.fetchMinBytes());
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, spec.fetchMaxWaitMs());
        return properties;
    }
}
