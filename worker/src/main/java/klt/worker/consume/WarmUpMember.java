package klt.worker.consume;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import klt.common.clock.Ticker;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.Consumed;
import klt.common.spec.RunSpec;
import klt.common.spec.consumers.Group;
import klt.worker.clock.BusTime;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads messages with the code used by a run's consumers: Kafka's consumer, the header reader and the measurements. Joins no group, and
 * runs on the thread that calls {@link #read}.
 */
public final class WarmUpMember extends Member {

    private static final Duration POLL = Duration.ofMillis(20);

    private final String bootstrap;
    private final List<Long> ends;
    private final long deadlineNanos;

    /**
     * @param group the group whose settings to use
     * @param bootstrap address of the server with the messages, which uses neither TLS nor authentication
     * @param ends each partition's end offset
     * @param deadlineNanos ticker time at which reading must end
     */
    public WarmUpMember(
            String run,
            RunSpec spec,
            Group group,
            String bootstrap,
            List<Long> ends,
            long deadlineNanos,
            BusTime busTime,
            Ticker ticker) {
        super(
                "warm-up",
                new Setting(run, spec, PartitionNumbers.ofFirst(spec.topic(), ends.size()), group, busTime, ticker),
                new GroupMeter(run, 0, new LongAdder(), new LongAdder(), new LongAdder()));
        this.bootstrap = bootstrap;
        this.ends = List.copyOf(ends);
        this.deadlineNanos = deadlineNanos;
    }

    @Override
    int members() {
        return 1;
    }

    @Override
    int partitions() {
        return ends.size();
    }

    @Override
    void forget() {}

    @Override
    public void read() {
        List<TopicPartition> all = IntStream.range(0, ends.size())
                .mapToObj(partition -> setting.partitions().at(partition))
                .toList();
        try (var consumer =
                new KafkaConsumer<>(properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(all);
            all.forEach(partition -> consumer.seek(partition, 0));
            while (ticker.nanos() - deadlineNanos < 0
                    && all.stream().anyMatch(key -> consumer.position(key) < ends.get(key.partition()))) {
                var some = consumer.poll(POLL);
                long now = ticker.nanos();
                some.forEach(record -> take(record, now));
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, long nowNanos) {
        count(record);
        if (meter.places().take(record.partition(), record.offset())) {
            measure(record, nowNanos);
        }
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "warm-up");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Kafka has a separate consumer class for each protocol
        properties.put(
                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                setting.group().protocol().name().toLowerCase(Locale.ROOT));
        return properties;
    }

    /** Returns this member's measurements. */
    public Consumed consumed() {
        return meter.consumed(0, members(), partitions(), Optional.empty(), Optional.empty());
    }
}
