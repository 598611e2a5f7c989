package klt.common.spec;

import static klt.common.spec.SpecKey.Group.CONSUMERS;
import static klt.common.spec.SpecKey.Group.LOAD;
import static klt.common.spec.SpecKey.Group.OBJECTIVES;
import static klt.common.spec.SpecKey.Group.PRODUCER;
import static klt.common.spec.SpecKey.Group.TOPIC;
import static klt.common.spec.SpecKey.Group.WORKERS;
import static klt.common.spec.TextTypes.text;
import static klt.common.spec.ValueType.bool;
import static klt.common.spec.ValueType.bytes;
import static klt.common.spec.ValueType.duration;
import static klt.common.spec.ValueType.integer;
import static klt.common.spec.ValueType.oneOf;
import static klt.common.spec.ValueType.properties;
import static klt.common.spec.ValueType.rate;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import klt.common.spec.RunSpec.ControllerLossPolicy;
import klt.common.spec.RunSpec.GroupProtocol;
import klt.common.spec.RunSpec.Isolation;
import klt.common.spec.RunSpec.Start;
import klt.common.spec.RunSpec.TopicDeletion;
import klt.common.spec.SpecKey.Default;
import klt.common.spec.SpecKey.Draft;
import klt.common.spec.client.ClientProperties;
import klt.common.spec.client.TopicProperties;
import klt.common.spec.load.Rate;

/**
 * The table of a spec's keys, in the order in which they are read, written and documented. The reader, the writer, the contract of the HTTP
 * API, the reference, the console's form and the command line's help are derived from it. A new key is a constant here, in
 * {@link LoadKeys} or in {@link MessageKeys}, and a component of {@link RunSpec}.
 */
final class SpecKeys {

    /** Filled by the constants below, so it must stay above them. */
    private static final SpecKey.Table TABLE = new SpecKey.Table();

    static final SpecKey<String> NAME = key("name", text(Limits.NAME_LENGTH_MAX, SpecRules::name), "load test")
            .in(RunSpec::name)
            .shown(LOAD, "Name", "A name that identifies the run in lists.");

    static final SpecKey<String> TOPIC_NAME = key(
                    "topic.name", text(SpecRules.TOPIC_LENGTH_MAX, SpecRules::topicName), "loadtest")
            .in(spec -> spec.topic().name())
            .shown(LOAD, "Topic", "The topic is created if it does not exist, otherwise used as is.");
    static final SpecKey<Integer> PARTITIONS = key("topic.partitions", integer(1, Limits.PARTITIONS_MAX), 6)
            .in(spec -> spec.topic().partitions())
            .shown(TOPIC, "Partitions", "Number of partitions, if the run creates the topic.");
    static final SpecKey<Integer> REPLICATION = key("topic.replication", integer(1, Limits.REPLICATION_MAX), 1)
            .in(spec -> spec.topic().replication())
            .shown(TOPIC, "Replication factor", "Number of replicas, if the run creates the topic.");
    static final SpecKey<SortedMap<String, String>> TOPIC_CONFIG = key(
                    "topic.config", properties(TopicProperties.TOPIC), new TreeMap<>())
            .in(spec -> spec.topic().config())
            .shown(
                    TOPIC,
                    "Topic settings",
                    "Settings of the topic, if the run creates it, such as {retention.ms: 3600000}.");
    static final SpecKey<TopicDeletion> TOPIC_DELETE = key(
                    "topic.delete", oneOf(TopicDeletion.class), TopicDeletion.NEVER)
            .in(spec -> spec.topic().delete())
            .shown(
                    TOPIC,
                    "Delete the topic",
                    "After the run, if the run created the topic and no acked message is missing or damaged in it.");

    static {
        TABLE.add(LoadKeys.TABLE);
        TABLE.add(MessageKeys.TABLE);
    }

    static final SpecKey<String> ACKS = key("producer.acks", oneOf("all", "0", "1"), "all")
            .in(spec -> spec.producer().acks())
            .shown(PRODUCER, "Acks", "Which replicas must have a message before it counts as acked.");
    // without acks=all Kafka cannot be idempotent, so only an explicit setting can conflict
    static final SpecKey<Boolean> IDEMPOTENCE = key(
                    "producer.idempotence",
                    bool(),
                    Default.dependent(
                            "true with acks: all, otherwise false",
                            values -> values.get(ACKS).equals("all")))
            .in(spec -> spec.producer().idempotence())
            .shown(PRODUCER, "Idempotence", "The broker drops duplicates and keeps the order.");
    static final SpecKey<String> COMPRESSION = key(
                    "producer.compression", oneOf("none", "gzip", "snappy", "lz4", "zstd"), "none")
            .in(spec -> spec.producer().compression())
            .shown(PRODUCER, "Compression", "How each batch is compressed.");
    static final SpecKey<Integer> LINGER_MS = key("producer.lingerMs", integer(0, Limits.LINGER_MS_MAX, "ms"), 5)
            .in(spec -> spec.producer().lingerMs())
            .shown(PRODUCER, "Linger", "How long a batch waits for more messages.");
    static final SpecKey<Integer> BATCH_SIZE = key("producer.batchSize", bytes(0, Limits.BATCH_BYTES_MAX), 16_384)
            .in(spec -> spec.producer().batchSize())
            .shown(PRODUCER, "Batch size", "Maximum size of a batch for one partition, such as 64kB.");
    static final SpecKey<Long> BUFFER_MEMORY = key(
                    "producer.bufferMemory", bytes(1, Limits.BUFFER_BYTES_MAX), 32L << 20)
            .in(spec -> spec.producer().bufferMemory())
            .shown(PRODUCER, "Buffer memory", "Memory for a worker's unsent messages, such as 32MiB.");
    static final SpecKey<Integer> MAX_IN_FLIGHT = key(
                    "producer.maxInFlight", integer(1, Limits.IN_FLIGHT_MAX), Limits.IDEMPOTENT_IN_FLIGHT_MAX)
            .in(spec -> spec.producer().maxInFlight())
            .shown(
                    PRODUCER,
                    "Requests in flight",
                    "Maximum number of unanswered requests to a broker; at most " + Limits.IDEMPOTENT_IN_FLIGHT_MAX
                            + " with idempotence.");
    static final SpecKey<Integer> REQUEST_TIMEOUT_MS = key(
                    "producer.requestTimeoutMs", integer(1, Limits.TIMEOUT_MS_MAX, "ms"), 30_000)
            .in(spec -> spec.producer().requestTimeoutMs())
            .shown(PRODUCER, "Request timeout", "How long a request waits for its response.");
    static final SpecKey<Integer> DELIVERY_TIMEOUT_MS = key(
                    "producer.deliveryTimeoutMs", integer(1, Limits.TIMEOUT_MS_MAX, "ms"), 120_000)
            .in(spec -> spec.producer().deliveryTimeoutMs())
            .shown(
                    PRODUCER,
                    "Delivery timeout",
                    "How long a message may take after send(), retries included; at least linger + request timeout.");
    static final SpecKey<SortedMap<String, String>> PRODUCER_PROPERTIES = key(
                    "producer.properties", properties(ClientProperties.PRODUCER), new TreeMap<>())
            .in(spec -> spec.producer().properties())
            .shown(
                    PRODUCER,
                    "Producer properties",
                    "Further properties of Kafka's producer, such as {send.buffer.bytes: 262144}.");

    static final SpecKey<Integer> WORKERS_EXPECTED = key("workers.expected", integer(1, Limits.WORKERS_MAX), 1)
            .in(spec -> spec.workers().expected())
            .shown(WORKERS, "Workers expected", "The run starts when this many workers are ready.");
    static final SpecKey<Duration> WORKERS_TIMEOUT = key(
                    "workers.timeout", duration(Duration.ofSeconds(1), Duration.ofHours(1)), Duration.ofSeconds(60))
            .in(spec -> spec.workers().timeout())
            .shown(
                    WORKERS,
                    "Worker timeout",
                    "The run fails if too few workers are ready within this time, such as 5m.");
    static final SpecKey<ControllerLossPolicy> LAPSE = key(
                    "workers.lapse", oneOf(ControllerLossPolicy.class), ControllerLossPolicy.CONTINUE)
            .in(spec -> spec.workers().lapse())
            .shown(
                    WORKERS,
                    "Without a controller",
                    "Whether workers without a controller send for another 30 s, or stop after 5 s, before their shards are reassigned.");

    static final SpecKey<Integer> GROUPS = key("consumers.groups", integer(0, Limits.GROUPS_MAX), 0)
            .in(spec -> spec.consumers().groups())
            .shown(CONSUMERS, "Groups", "Number of groups, each of which reads every message; 0 for none.");
    static final SpecKey<Integer> MEMBERS = key("consumers.members", integer(1, Limits.GROUP_MEMBERS_MAX), 1)
            .in(spec -> spec.consumers().members())
            .shown(CONSUMERS, "Members per group", "Consumers of each group, spread over the workers.");
    static final SpecKey<GroupProtocol> PROTOCOL = key(
                    "consumers.protocol", oneOf(GroupProtocol.class), GroupProtocol.CLASSIC)
            .in(spec -> spec.consumers().protocol())
            .shown(
                    CONSUMERS,
                    "Group protocol",
                    "consumer (KIP-848) needs Kafka 4.0 or newer; share (KIP-932) needs Kafka 4.2 or newer.");
    static final SpecKey<Isolation> ISOLATION = key(
                    "consumers.isolation", oneOf(Isolation.class), Isolation.READ_UNCOMMITTED)
            .in(spec -> spec.consumers().isolation())
            .shown(CONSUMERS, "Isolation", "Whether messages of open and aborted transactions are read.");
    static final SpecKey<Start> START = key("consumers.start", oneOf(Start.class), Start.LATEST)
            .in(spec -> spec.consumers().start())
            .shown(
                    CONSUMERS,
                    "Start at",
                    "Whether a group starts at the end of the topic before the run, or at the beginning.");
    static final SpecKey<Boolean> BACKLOG = key("consumers.backlog", bool(), false)
            .in(spec -> spec.consumers().backlog())
            .shown(
                    CONSUMERS,
                    "Backlog",
                    "Members start once all messages are sent, and are timed until they have caught up.");
    static final SpecKey<Integer> PROCESSING_MICROS = key(
                    "consumers.processingMicros", integer(0, Limits.PROCESSING_MICROS_MAX, "µs"), 0)
            .in(spec -> spec.consumers().processingMicros())
            .shown(CONSUMERS, "Processing", "Simulated processing time per record.");
    static final SpecKey<Rate> CONSUMERS_RATE = key("consumers.rate", rate("records"), new Rate.Max())
            .in(spec -> spec.consumers().rate())
            .shown(CONSUMERS, "Rate per group", "Records per second of each group, such as 5000 or max.");
    static final SpecKey<Integer> MAX_POLL_RECORDS = key(
                    "consumers.maxPollRecords", integer(1, Limits.POLL_RECORDS_MAX), 500)
            .in(spec -> spec.consumers().client().maxPollRecords())
            .shown(CONSUMERS, "Max. records per poll", "Maximum number of records that a poll returns.");
    static final SpecKey<Integer> FETCH_MIN_BYTES = key("consumers.fetchMinBytes", bytes(1, Limits.FETCH_BYTES_MAX), 1)
            .in(spec -> spec.consumers().client().fetchMinBytes())
            .shown(
                    CONSUMERS,
                    "Min. fetch size",
                    "Minimum amount of data that the broker gathers before it answers a fetch.");
    static final SpecKey<Integer> FETCH_MAX_WAIT_MS = key(
                    "consumers.fetchMaxWaitMs", integer(0, Limits.FETCH_WAIT_MS_MAX, "ms"), 500)
            .in(spec -> spec.consumers().client().fetchMaxWaitMs())
            .shown(CONSUMERS, "Max. fetch wait", "Maximum time that the broker waits for the minimum fetch size.");
    static final SpecKey<SortedMap<String, String>> CONSUMER_PROPERTIES = key(
                    "consumers.properties", properties(ClientProperties.CONSUMER), new TreeMap<>())
            .in(spec -> spec.consumers().client().properties())
            .shown(
                    CONSUMERS,
                    "Consumer properties",
                    "Further properties of Kafka's consumers, such as {max.partition.fetch.bytes: 4194304}.");
    static final SpecKey<Duration> CATCH_UP = key(
                    "consumers.catchUp", duration(Duration.ofSeconds(1), Duration.ofDays(1)), Duration.ofSeconds(60))
            .in(spec -> spec.consumers().catchUp())
            .shown(
                    CONSUMERS,
                    "Time to catch up",
                    "How long the groups may take to catch up after the last message, such as 60s or 10m.");

    static final SpecKey<RunSpec.Verification> VERIFICATION = key(
                    "verification", oneOf(RunSpec.Verification.class), RunSpec.Verification.NONE)
            .in(RunSpec::verification)
            .shown(
                    OBJECTIVES,
                    "Verification",
                    "Whether messages are read back and checked: after all are sent, or during the run.");
    static final SpecKey<List<Objective>> OBJECTIVES_LIST = key(
                    "objectives",
                    ValueType.objectives(),
                    Default.dependent(
                            "for each metric not listed: errors<1%, and rate>=99% if there is a rate and the schedule takes 1s or more",
                            values -> List.of()))
            .in(RunSpec::objectives)
            .shown(
                    OBJECTIVES,
                    "Objectives",
                    "Bounds that the run must meet, such as response.p99<20ms; an empty list disables them.");

    private SpecKeys() {}

    /** All keys, grouped by section. */
    static List<SpecKey<?>> all() {
        return TABLE.keys();
    }

    private static <T> Draft<T> key(String path, ValueType<T> type, T byDefault) {
        return TABLE.key(path, type, byDefault);
    }

    private static <T> Draft<T> key(String path, ValueType<T> type, Default<T> byDefault) {
        return TABLE.key(path, type, byDefault);
    }
}
