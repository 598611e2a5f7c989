package klt.controller.bus;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import klt.common.clock.Ticker;
import klt.common.kafka.KafkaSettings;
import klt.common.protocol.BusCodec;
import klt.common.protocol.BusTopics;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.Decoded;
import klt.common.protocol.Envelope;
import klt.common.protocol.RunPhase;
import klt.controller.core.Event;
import klt.controller.report.Report;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to Kafka under one term: the clients, what was read to begin with, and the reading of the bus. One thread owns it. */
final class BusSession implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CATCH_UP_MAX = Duration.ofSeconds(60);
    private static final Duration ADMIN_CLOSE_MAX = Duration.ofSeconds(1);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);
    private static final int ADMIN_TIMEOUT_MS = 10_000;
    private static final int REQUEST_TIMEOUT_MS = 5_000;

    /** The event loop sends, and it must not wait for Kafka. */
    private static final int SEND_BLOCK_MS_MAX = 200;

    /** When so many ticks of the term came back, its runs are written, and the records of older terms can go: a worker must never see none. */
    private static final int TICKS_UNTIL_TAKEN_OVER = 3;

    private static final long KNOWN_FOR_EVER_MS = Duration.ofDays(365).toMillis();

    /** A report of a thousand rows is under a megabyte of JSON; the topic holds it compressed. */
    private static final int DOCUMENT_BYTES_MAX = 8 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(BusSession.class);

    private final BusTopics topics;
    private final EventLoop loop;
    private final RunStore store;
    private final Map<Decoded.Kind, LongAdder> skipped;
    private final Ticker ticker;
    private final Admin targetAdmin;
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final String writer;
    private final List<Report> unended = new ArrayList<>();
    /** the keys on the control topic that hold a record, of all terms */
    private final Map<String, Long> termsByKey = new LinkedHashMap<>();

    private final Outbox outbox;
    private final long term;
    private int ticksRead;

    private BusSession(
            KafkaSettings settings,
            BusTopics topics,
            EventLoop loop,
            RunStore store,
            Reporter reporter,
            Ticker ticker,
            String writer,
            Map<Decoded.Kind, LongAdder> skipped) {
        this.topics = topics;
        this.loop = loop;
        this.store = store;
        this.skipped = skipped;
        this.ticker = ticker;
        this.writer = writer;
        targetAdmin = Admin.create(adminSettings(settings.targetClient("klt-controller-target")));
        consumer = new KafkaConsumer<>(consumerSettings(settings));
        producer = new KafkaProducer<>(producerSettings(settings));
        try {
            readState();
            readControl();
            // now, so that no later send waits for it
            learn(topics.control());
            learn(topics.state());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        term = termsByKey.values().stream().mapToLong(Long::longValue).max().orElse(0) + 1;
        outbox = new Outbox(
                term, writer, topics, producer, targetAdmin, settings.target(), loop, store, reporter, ticker);
    }

    /** @throws org.apache.kafka.common.KafkaException when Kafka cannot be reached or used */
    static BusSession open(
            KafkaSettings settings,
            BusTopics topics,
            EventLoop loop,
            RunStore store,
            Reporter reporter,
            Ticker ticker,
            String writer,
            Map<Decoded.Kind, LongAdder> skipped)
            throws InterruptedException {
        Admin admin = Admin.create(adminSettings(settings.controlClient("klt-controller-admin")));
        try {
            TopicAdmin.prepareBus(admin, topics).forEach(warning -> LOG.warn("{}; it works all the same", warning));
        } finally {
            // without a limit it would wait for calls that nobody waits for
            admin.close(ADMIN_CLOSE_MAX);
        }
        return new BusSession(settings, topics, loop, store, reporter, ticker, writer, skipped);
    }

    private static Map<String, Object> adminSettings(Map<String, Object> client) {
        client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
        return client;
    }

    private static Map<String, Object> consumerSettings(KafkaSettings settings) {
        Map<String, Object> client = settings.controlClient("klt-controller-reader");
        client.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        client.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return client;
    }

    private static Map<String, Object> producerSettings(KafkaSettings settings) {
        Map<String, Object> client = settings.controlClient("klt-controller-writer");
        client.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        client.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        client.put(ProducerConfig.ACKS_CONFIG, "all");
        client.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        client.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        client.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        client.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, SEND_BLOCK_MS_MAX);
        // a topic that is written seldom must not be forgotten: the next send would wait for Kafka
        client.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, KNOWN_FOR_EVER_MS);
        client.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DOCUMENT_BYTES_MAX);
        // a record is tried until it is written: ticks stall with Kafka, and a report is never given up
        client.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        return client;
    }

    /** Makes the producer know a topic. */
    private void learn(String topic) {
        long deadline = ticker.nanos() + CATCH_UP_MAX.toNanos();
        while (true) {
            try {
                producer.partitionsFor(topic);
                return;
            } catch (TimeoutException e) {
                if (ticker.nanos() > deadline) {
                    throw e;
                }
            }
        }
    }

    private void readState() {
        readToEnd(topics.state(), record -> {
            if (record.key() != null) {
                String id = new String(record.key(), StandardCharsets.UTF_8);
                unended.removeIf(report -> report.id().equals(id));
                store.load(id, record.value())
                        .filter(run -> !run.report().phase().isEnded())
                        .ifPresent(run -> unended.add(run.report()));
            }
        });
    }

    private void readControl() {
        readToEnd(topics.control(), record -> {
            String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                termsByKey.remove(key);
                return;
            }
            decode(BusCodec.CONTROL, record).ifPresent(envelope -> termsByKey.put(key, envelope.term()));
        });
    }

    private void readToEnd(String topic, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
        TopicPartition partition = new TopicPartition(topic, BusTopics.PARTITION);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end =
                Objects.requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
        long deadline = ticker.nanos() + CATCH_UP_MAX.toNanos();
        while (consumer.position(partition) < end) {
            if (ticker.nanos() > deadline) {
                throw new TimeoutException(
                        "reading " + topic + " to its end took over " + CATCH_UP_MAX.toSeconds() + " s");
            }
            consumer.poll(POLL).forEach(each);
        }
    }

    /** Goes on with the runs that an earlier controller left. */
    void recover() {
        loop.connect(outbox::execute);
        for (Report report : unended) {
            loop.post(new Event.Recovered(
                    report.id(),
                    report.spec(),
                    report.timing().createdAt(),
                    report.phase() == RunPhase.QUEUED
                            && termsByKey.keySet().stream().noneMatch(key -> key.endsWith("/run/" + report.id())),
                    Optional.empty()));
        }
    }

    /** Takes the term: ticks begin, and live runs are written under the new term. */
    void begin() {
        loop.connect(outbox::execute);
        loop.post(new Event.TermTaken());
        LOG.info("controller {} leads in term {}", writer, term);
    }

    /** Reads the bus until {@link #wakeUp}. */
    void read() {
        TopicPartition control = new TopicPartition(topics.control(), BusTopics.PARTITION);
        TopicPartition status = new TopicPartition(topics.status(), BusTopics.PARTITION);
        consumer.assign(List.of(control, status));
        // what was said before this term is of no use: heartbeats are totals and come again within a second
        consumer.seekToEnd(List.of(control, status));
        try {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.topic().equals(topics.control())) {
                        onControl(record);
                    } else {
                        decode(BusCodec.STATUS, record)
                                .ifPresent(envelope -> loop.post(new Event.StatusRead(envelope)));
                    }
                }
            }
        } catch (WakeupException e) {
            LOG.info("reading ends");
        }
    }

    private void onControl(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        Optional<Envelope<ControlRecord>> envelope = decode(BusCodec.CONTROL, record);
        if (envelope.isPresent()
                && envelope.get().writer().equals(writer)
                && envelope.get().term() == term
                && envelope.get().body() instanceof ControlRecord.Tick tick) {
            loop.post(new Event.TickRead(tick.number()));
            if (++ticksRead == TICKS_UNTIL_TAKEN_OVER) {
                termsByKey.keySet().forEach(outbox::retire);
            }
        }
    }

    private <T> Optional<Envelope<T>> decode(BusCodec<T> codec, ConsumerRecord<byte[], byte[]> record) {
        return switch (codec.decode(record.value())) {
            case Decoded.Good<T> good -> Optional.of(good.envelope());
            case Decoded.Bad<T> bad -> {
                LongAdder count = skipped.computeIfAbsent(bad.kind(), kind -> new LongAdder());
                if (count.sum() == 0) {
                    LOG.warn(
                            "skipped a record at {}-{} offset {}: {} ({}); more of this kind are only counted",
                            record.topic(),
                            record.partition(),
                            record.offset(),
                            bad.kind(),
                            bad.detail());
                }
                count.increment();
                yield Optional.empty();
            }
        };
    }

    void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        loop.disconnect();
        producer.close(CLOSE_MAX);
        consumer.close(CloseOptions.timeout(CLOSE_MAX));
        targetAdmin.close(CLOSE_MAX);
    }
}
