package klt.worker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import klt.common.protocol.Consumed;
import klt.common.protocol.ContestedRangeReport;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.ReportRefused;
import klt.common.protocol.RunPhase;
import klt.common.protocol.RunProgress;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.StatusRecord.Bye;
import klt.common.protocol.StatusRecord.GrantProgress;
import klt.common.protocol.StatusRecord.Heartbeat;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.BusTopics;
import klt.common.protocol.topics.Decoded;
import klt.common.protocol.topics.Envelope;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** What a controller would do, driven by a test: creates topics, writes desired states, reads the workers' reports. */
public final class ControlSide implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private final String bootstrap;
    private final BusTopics topics;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Heartbeat> heartbeats = new HashMap<>();
    private final List<Interval> intervals = new ArrayList<>();
    private final Map<String, Bye> byes = new HashMap<>();
    private final List<Long> numbers = new ArrayList<>();
    /** reports about ledgers and audits */
    private final List<Envelope<StatusRecord>> reports = new ArrayList<>();

    private final AtomicLong number = new AtomicLong();
    private final AtomicLong ticks = new AtomicLong();
    private volatile List<String> countedOn = List.of();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
    private boolean ticking;
    private boolean following;

    public ControlSide(String bootstrap, String prefix) {
        this.bootstrap = bootstrap;
        topics = BusTopics.withPrefix(prefix);
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap);
        admin = Admin.create(settings);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        consumer = consumer();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "allow.auto.create.topics", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    public ControlSide createBus() throws Exception {
        for (BusTopics.Definition topic : topics.definitions()) {
            create(topic.name(), 1, topic.settings());
        }
        return this;
    }

    public void create(String topic, int partitions, Map<String, String> settings) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)))
                .all()
                .get();
    }

    /** Deletes the control topic and creates it again. */
    public void recreateControl() throws Exception {
        admin.deleteTopics(List.of(topics.control())).all().get();
        create(topics.control(), 1, Map.of());
    }

    public List<String> topicNames() throws Exception {
        return List.copyOf(admin.listTopics().names().get());
    }

    /** The settings with which a worker connects. */
    public Map<String, String> environment(String name) {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                bootstrap,
                "CONTROL_TOPIC_PREFIX",
                topics.control().replace("-control", ""),
                "WORKER_NAME",
                name,
                "METRICS_HOST",
                "127.0.0.1",
                "METRICS_PORT",
                "0");
    }

    public void publish(DesiredRun run) throws Exception {
        write("1/run/" + run.run(), encoded(run));
    }

    /** A tick that lists some workers. */
    public void tick(String... workers) throws Exception {
        write("1/tick", encoded(new ControlRecord.Tick(List.of(workers))));
        ticks.incrementAndGet();
    }

    /** From now on, a tick per second lists exactly these workers, as written by a controller to which they belong. */
    public void countOn(List<String> workers) {
        countedOn = List.copyOf(workers);
        if (!ticking) {
            ticking = true;
            var unused = ticker.scheduleWithFixedDelay(this::tickAsCountedOn, 0, 1, TimeUnit.SECONDS);
        }
    }

    private void tickAsCountedOn() {
        try {
            tick(countedOn.toArray(String[]::new));
        } catch (Exception e) {
            throw new IllegalStateException("no more ticks", e);
        }
    }

    /** Stops the ticks. */
    public void stopTicks() {
        ticker.shutdownNow();
    }

    /** Waits until this many more ticks are written. */
    public void awaitTicks(int count) {
        long last = ticks.get() + count;
        await(count + " more ticks", () -> ticks.get() >= last);
    }

    /** Waits until a worker has read a tick that is written after this call. */
    public void awaitTick(String worker) {
        long next = number.get();
        await("another tick", () -> heartbeat(worker).lastTick() >= next);
    }

    /** @param record number of the tick's record */
    public void tick(long term, long record, List<String> workers) throws Exception {
        write(
                term + "/tick",
                BusCodec.CONTROL.encode(new Envelope<>(term, "controller", record, new ControlRecord.Tick(workers))));
    }

    private byte[] encoded(ControlRecord record) {
        return BusCodec.CONTROL.encode(new Envelope<>(1, "controller", number.getAndIncrement(), record));
    }

    public void write(String key, byte @Nullable [] value) throws Exception {
        producer.send(new ProducerRecord<>(topics.control(), 0, key.getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    /** A bus time slightly ahead, at which a controller would set a start. */
    public static Instant soon() {
        return Instant.now().plusMillis(1_500);
    }

    /** Reads the status topic until a condition holds. */
    public void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + DEADLINE + ": " + what + "; last heartbeats: " + heartbeats);
            }
            readStatus();
        }
    }

    private void readStatus() {
        if (!following) {
            TopicPartition partition = new TopicPartition(topics.status(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            following = true;
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            if (BusCodec.STATUS.decode(record.value())
                    instanceof Decoded.Good<StatusRecord>(Envelope<StatusRecord> envelope)) {
                numbers.add(envelope.number());
                switch (envelope.body()) {
                    case Heartbeat heartbeat -> heartbeats.put(envelope.writer(), heartbeat);
                    case Interval interval -> intervals.add(interval);
                    case Bye bye -> byes.put(envelope.writer(), bye);
                    case SendLedgerReport evidence -> reports.add(envelope);
                    case PartitionAuditReport audited -> reports.add(envelope);
                    case ContestedRangeReport seen -> reports.add(envelope);
                    case Consumed consumed -> reports.add(envelope);
                    case GroupPositions positions -> reports.add(envelope);
                    case ReportRefused refused -> reports.add(envelope);
                }
            }
        }
    }

    /** The workers' reports of one kind, by worker. */
    public <T extends StatusRecord> Map<String, List<T>> reportsBy(Class<T> kind) {
        Map<String, List<T>> by = new HashMap<>();
        reports.stream()
                .filter(envelope -> kind.isInstance(envelope.body()))
                .forEach(envelope -> by.computeIfAbsent(envelope.writer(), writer -> new ArrayList<>())
                        .add(kind.cast(envelope.body())));
        return by;
    }

    /** The workers' reports of one kind about messages that they sent or found, in order. */
    public <T extends StatusRecord> List<T> reports(Class<T> kind) {
        return reports.stream()
                .map(Envelope::body)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /**
     * Waits until a worker has reported, and returns its id.
     *
     * @param before its earlier ids
     */
    public String awaitWorker(String name, String... before) {
        await("a heartbeat of " + name, () -> workerId(name, before).isPresent());
        return workerId(name, before).orElseThrow();
    }

    private Optional<String> workerId(String name, String... before) {
        return heartbeats.keySet().stream()
                .filter(id -> id.startsWith(name + ".") && !List.of(before).contains(id))
                .findFirst();
    }

    public void awaitState(String run, RunState state, String... workers) {
        for (String worker : workers) {
            await(
                    worker + " is " + state,
                    () -> progress(run, worker).map(p -> p.state() == state).orElse(false));
        }
    }

    /** Waits until workers have completed all messages of their grants, drains the run, and waits until they have finished. */
    public void finish(DesiredRun run, String... workers) throws Exception {
        awaitOver(run.run(), workers);
        publish(TestRuns.in(RunPhase.DRAINING, run));
        awaitState(run.run(), RunState.FINISHED, workers);
    }

    /** Waits until all messages of the workers' grants are completed. */
    public void awaitOver(String run, String... workers) {
        for (String worker : workers) {
            await(
                    worker + " has nothing left to do",
                    () -> progress(run, worker)
                            .map(p ->
                                    !p.grants().isEmpty() && p.grants().stream().allMatch(GrantProgress::isOver))
                            .orElse(false));
        }
    }

    /** A worker's last report on a run. */
    public Optional<RunProgress> progress(String run, String worker) {
        return Optional.ofNullable(heartbeats.get(worker)).stream()
                .flatMap(heartbeat -> heartbeat.runs().stream())
                .filter(progress -> progress.run().equals(run))
                .findFirst();
    }

    public Heartbeat heartbeat(String worker) {
        return Optional.ofNullable(heartbeats.get(worker)).orElseThrow();
    }

    public List<Interval> intervals(String run) {
        return intervals.stream().filter(i -> i.run().equals(run)).toList();
    }

    public Optional<Bye> bye(String worker) {
        return Optional.ofNullable(byes.get(worker));
    }

    /** The numbers of all status records, in order. */
    public List<Long> numbers() {
        return List.copyOf(numbers);
    }

    /** Every record of a topic, up to its current end. */
    public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> reader = consumer()) {
            List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> reader.position(p) < ends.getOrDefault(p, 0L))) {
                reader.poll(POLL).forEach(records::add);
            }
        }
        return records;
    }

    /** The sequences of raw values, sorted. */
    public List<Long> sequences(String topic) {
        return readAll(topic).stream()
                .map(record -> ByteBuffer.wrap(record.value()).getLong())
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        ticker.close();
        producer.close();
        consumer.close();
        admin.close();
    }
}
