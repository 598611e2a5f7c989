package klt.common.spec;

import static klt.common.spec.SpecKey.Group.PRODUCER;
import static klt.common.spec.ValueType.bool;
import static klt.common.spec.ValueType.bytes;
import static klt.common.spec.ValueType.decimal;
import static klt.common.spec.ValueType.duration;
import static klt.common.spec.ValueType.integer;
import static klt.common.spec.ValueType.oneOf;
import static klt.common.spec.ValueType.properties;

import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import klt.common.spec.SpecKey.Default;
import klt.common.spec.client.ClientProperties;
import klt.common.spec.input.SpecFields;
import klt.common.spec.limit.Limits;

/** The keys in the {@link SpecKeys} table that determine how Kafka's producers send. */
final class ProducerKeys {

    /** The constants below add themselves to this list, so it must come before them. */
    static final SpecKey.Table TABLE = new SpecKey.Table();

    static final SpecKey<String> ACKS = TABLE.key("producer.acks", oneOf("all", "0", "1"), "all")
            .in(spec -> spec.producer().acks())
            .shown(PRODUCER, "Acks", "Which replicas must have a message before it counts as acked.");
    // without acks=all, idempotence defaults to false, so only an explicit true conflicts
    static final SpecKey<Boolean> IDEMPOTENCE = TABLE.key(
                    "producer.idempotence",
                    bool(),
                    Default.dependent(
                            "true with acks: all, otherwise false",
                            values -> values.get(ACKS).equals("all")))
            .in(spec -> spec.producer().idempotence())
            .shown(PRODUCER, "Idempotence", "The broker drops duplicates and preserves the order.");
    static final SpecKey<String> COMPRESSION = TABLE.key(
                    "producer.compression", oneOf("none", "gzip", "snappy", "lz4", "zstd"), "none")
            .in(spec -> spec.producer().compression())
            .shown(PRODUCER, "Compression", "How each batch is compressed.");
    static final SpecKey<Integer> LINGER_MS = TABLE.key("producer.lingerMs", integer(0, Limits.LINGER_MS_MAX, "ms"), 5)
            .in(spec -> spec.producer().lingerMs())
            .shown(PRODUCER, "Linger", "How long a batch waits for more messages.");
    static final SpecKey<Integer> BATCH_SIZE = TABLE.key("producer.batchSize", bytes(0, Limits.BATCH_BYTES_MAX), 16_384)
            .in(spec -> spec.producer().batchSize())
            .shown(PRODUCER, "Batch size", "Maximum size of a batch for one partition, such as 64kB.");
    static final SpecKey<Long> BUFFER_MEMORY = TABLE.key(
                    "producer.bufferMemory", bytes(1, Limits.BUFFER_BYTES_MAX), 32L << 20)
            .in(spec -> spec.producer().bufferMemory())
            .shown(PRODUCER, "Buffer memory", "Memory of each producer for unsent messages, such as 32MiB.");
    static final SpecKey<Integer> MAX_IN_FLIGHT = TABLE.key(
                    "producer.maxInFlight", integer(1, Limits.IN_FLIGHT_MAX), Limits.IDEMPOTENT_IN_FLIGHT_MAX)
            .in(spec -> spec.producer().maxInFlight())
            .shown(
                    PRODUCER,
                    "Requests in flight",
                    "Maximum number of unacknowledged requests per connection to a broker; at most "
                            + Limits.IDEMPOTENT_IN_FLIGHT_MAX + " with idempotence.");
    static final SpecKey<Integer> REQUEST_TIMEOUT_MS = TABLE.key(
                    "producer.requestTimeoutMs", integer(1, Limits.TIMEOUT_MS_MAX, "ms"), 30_000)
            .in(spec -> spec.producer().requestTimeoutMs())
            .shown(PRODUCER, "Request timeout", "How long a request waits for its response.");
    static final SpecKey<Integer> DELIVERY_TIMEOUT_MS = TABLE.key(
                    "producer.deliveryTimeoutMs", integer(1, Limits.TIMEOUT_MS_MAX, "ms"), 120_000)
            .in(spec -> spec.producer().deliveryTimeoutMs())
            .shown(
                    PRODUCER,
                    "Delivery timeout",
                    "How long a message may take after send(), including retries; at least linger + request timeout.");
    static final SpecKey<Integer> PRODUCERS_PER_WORKER = TABLE.key(
                    "producer.perWorker", integer(1, Limits.PRODUCERS_PER_WORKER_MAX), 1)
            .in(spec -> spec.producer().perWorker())
            .shown(
                    PRODUCER,
                    "Producers per worker",
                    "Number of Kafka producers on each worker; each sends to some of the partitions.");
    static final SpecKey<SortedMap<String, String>> PRODUCER_PROPERTIES = TABLE.key(
                    "producer.properties", properties(ClientProperties.PRODUCER), new TreeMap<>())
            .in(spec -> spec.producer().properties())
            .shown(
                    PRODUCER,
                    "Producer properties",
                    "Further properties of Kafka's producer, such as {send.buffer.bytes: 262144}.");

    static final SpecKey<Integer> TRANSACTION_MESSAGES = TABLE.key(
                    "transactions.messages",
                    integer(1, Limits.TRANSACTION_MESSAGES_MAX),
                    Default.none("none; this or transactions.interval makes a run transactional", 1))
            .either(spec -> spec.transactions().flatMap(RunSpec.Transactions::messages))
            .shown(PRODUCER, "Messages per transaction", "A worker ends a transaction after this many messages.");
    static final SpecKey<Duration> TRANSACTION_INTERVAL = TABLE.key(
                    "transactions.interval",
                    duration(Duration.ofMillis(1), Limits.TRANSACTION_TIMEOUT_MAX),
                    Default.none(
                            "none; this or transactions.messages makes a run transactional", Duration.ofSeconds(1)))
            .either(spec -> spec.transactions().flatMap(RunSpec.Transactions::interval))
            .shown(
                    PRODUCER,
                    "Time per transaction",
                    "Time from the first message of a transaction until its worker ends it, such as 100ms.");
    static final SpecKey<Double> TRANSACTION_ABORT_SHARE = TABLE.key("transactions.abortShare", decimal(0, 1), 0.0)
            .either(spec -> spec.transactions().map(RunSpec.Transactions::abortShare))
            .shown(PRODUCER, "Aborted share", "Fraction of the transactions that are aborted on purpose.");
    static final SpecKey<Duration> TRANSACTION_TIMEOUT = TABLE.key(
                    "transactions.timeout",
                    duration(Duration.ofSeconds(1), Limits.TRANSACTION_TIMEOUT_MAX),
                    Duration.ofSeconds(60))
            .either(spec -> spec.transactions().map(RunSpec.Transactions::timeout))
            .shown(
                    PRODUCER,
                    "Transaction timeout",
                    "The broker aborts a transaction that is open for this long; a worker ends it after half of that time.");

    private ProducerKeys() {}

    /** Checks the rules between the producer keys. */
    static void checkProducer(SpecValues values, SpecFields fields) {
        boolean idempotence = values.get(IDEMPOTENCE);
        if (idempotence && !values.get(ACKS).equals("all")) {
            fields.error(IDEMPOTENCE.name(), "needs acks: all");
        }
        if (idempotence && values.get(MAX_IN_FLIGHT) > Limits.IDEMPOTENT_IN_FLIGHT_MAX) {
            fields.error(
                    MAX_IN_FLIGHT.name(),
                    "must be at most " + Limits.IDEMPOTENT_IN_FLIGHT_MAX + " with idempotence: true");
        }
        if (values.get(DELIVERY_TIMEOUT_MS) < values.get(LINGER_MS) + values.get(REQUEST_TIMEOUT_MS)) {
            fields.error(DELIVERY_TIMEOUT_MS.name(), "must be at least lingerMs + requestTimeoutMs");
        }
    }

    /** Checks the rules between the transaction keys, and between them and the producer keys. */
    static void checkTransactions(SpecValues values, SpecFields fields) {
        SpecKey<?> first = TRANSACTION_MESSAGES;
        if (!values.has(first) && !values.has(TRANSACTION_INTERVAL)) {
            Stream.of(TRANSACTION_ABORT_SHARE, TRANSACTION_TIMEOUT)
                    .filter(values::has)
                    .forEach(key -> fields.error(
                            key.name(), "has no effect without transactions.messages or transactions.interval"));
            return;
        }
        String field = values.has(first) ? first.name() : TRANSACTION_INTERVAL.name();
        if (!values.get(IDEMPOTENCE)) {
            fields.error(field, "needs producer.idempotence: true");
        }
        if (values.get(PRODUCERS_PER_WORKER) > 1) {
            fields.error(field, "needs producer.perWorker: 1; add workers for more transactional producers");
        }
    }
}
