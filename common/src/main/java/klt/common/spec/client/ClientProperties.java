package klt.common.spec.client;

import static java.util.Map.entry;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import klt.common.text.EditDistance;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/**
 * The properties of one kind of Kafka client: which ones a spec may set, and why it must not set the others. This is an allowlist, because
 * any user can submit a spec, and some properties load classes, read files or open URLs. Every property in the client library is either
 * allowed or has a reason for its rejection. If a new version of the library adds a property, it is rejected, and a test fails, until the
 * property is listed.
 */
public final class ClientProperties implements AllowedProperties {

    private static final String LOADS_CLASSES = "is rejected: it loads classes";
    private static final String IDENTIFIES = "is rejected: the load tester gives each client its own";
    private static final String BYTES =
            "is rejected: it loads a class, and the load tester sends its messages as bytes";
    private static final String OF_WORKER =
            "is rejected: the workers' environment determines how they reach Kafka (KAFKA_CLIENT_…)";
    private static final String SECURITY =
            "is rejected: it can load classes, read files or open URLs; set it in the workers'"
                    + " environment (KAFKA_CLIENT_…)";
    private static final String METRICS = "is rejected: the load tester reads the client's metrics";
    private static final String POSITIONS = "is rejected: the load tester controls what consumers read and commit";
    private static final String TWO_PHASE = "is rejected: the load tester ends every transaction itself";

    /** Name prefixes of security settings. */
    private static final List<String> SECURITY_PREFIXES = List.of("sasl.", "security.", "ssl.");

    private static final List<String> ALLOWED = List.of(
            "connections.max.idle.ms",
            "enable.metrics.push",
            "metadata.max.age.ms",
            "metadata.recovery.rebootstrap.trigger.ms",
            "metadata.recovery.strategy",
            "receive.buffer.bytes",
            "reconnect.backoff.max.ms",
            "reconnect.backoff.ms",
            "retry.backoff.max.ms",
            "retry.backoff.ms",
            "send.buffer.bytes",
            "socket.connection.setup.timeout.max.ms",
            "socket.connection.setup.timeout.ms");

    private static final Map<String, String> REFUSED = Map.ofEntries(
            entry("bootstrap.servers", OF_WORKER),
            entry("client.dns.lookup", OF_WORKER),
            entry("client.id", IDENTIFIES),
            entry("config.providers", LOADS_CLASSES),
            entry("interceptor.classes", LOADS_CLASSES),
            entry("metric.reporters", LOADS_CLASSES),
            entry("metrics.num.samples", METRICS),
            entry("metrics.recording.level", METRICS),
            entry("metrics.sample.window.ms", METRICS));

    public static final ClientProperties PRODUCER = new ClientProperties(
            "producer",
            ProducerConfig.configDef(),
            List.of(
                    "compression.gzip.level",
                    "compression.lz4.level",
                    "compression.zstd.level",
                    "max.request.size",
                    "metadata.max.idle.ms",
                    "partitioner.adaptive.partitioning.enable",
                    "partitioner.availability.timeout.ms",
                    "retries"),
            Map.ofEntries(
                    entry("acks", "producer.acks"),
                    entry("batch.size", "producer.batchSize"),
                    entry("buffer.memory", "producer.bufferMemory"),
                    entry("compression.type", "producer.compression"),
                    entry("delivery.timeout.ms", "producer.deliveryTimeoutMs"),
                    entry("enable.idempotence", "producer.idempotence"),
                    entry("linger.ms", "producer.lingerMs"),
                    entry("max.in.flight.requests.per.connection", "producer.maxInFlight"),
                    entry("request.timeout.ms", "producer.requestTimeoutMs")),
            Map.ofEntries(
                    entry("key.serializer", BYTES),
                    entry("max.block.ms", setBy("producer.deliveryTimeoutMs")),
                    entry("partitioner.class", LOADS_CLASSES + "; use the key partitioner.kind"),
                    entry("partitioner.ignore.keys", setBy("partitioner.kind")),
                    entry("transaction.timeout.ms", setBy("transactions.timeout")),
                    entry("transaction.two.phase.commit.enable", TWO_PHASE),
                    entry("transactional.id", IDENTIFIES),
                    entry("value.serializer", BYTES)));

    public static final ClientProperties CONSUMER = new ClientProperties(
            "consumer",
            ConsumerConfig.configDef(),
            List.of(
                    "check.crcs",
                    "client.rack",
                    "default.api.timeout.ms",
                    "fetch.max.bytes",
                    "group.remote.assignor",
                    "heartbeat.interval.ms",
                    "max.partition.fetch.bytes",
                    "max.poll.interval.ms",
                    "request.timeout.ms",
                    "session.timeout.ms"),
            Map.ofEntries(
                    entry("auto.offset.reset", "consumers.start"),
                    entry("fetch.max.wait.ms", "consumers.fetchMaxWaitMs"),
                    entry("fetch.min.bytes", "consumers.fetchMinBytes"),
                    entry("group.protocol", "consumers.protocol"),
                    entry("isolation.level", "consumers.isolation"),
                    entry("max.poll.records", "consumers.maxPollRecords")),
            Map.ofEntries(
                    entry("allow.auto.create.topics", "is rejected: a run creates its own topic"),
                    entry("auto.commit.interval.ms", POSITIONS),
                    entry("enable.auto.commit", POSITIONS),
                    entry("exclude.internal.topics", POSITIONS),
                    entry("group.id", IDENTIFIES),
                    entry("group.instance.id", IDENTIFIES),
                    entry("internal.throw.on.fetch.stable.offset.unsupported", POSITIONS),
                    entry("key.deserializer", BYTES),
                    entry("partition.assignment.strategy", LOADS_CLASSES),
                    entry("share.acknowledgement.mode", POSITIONS),
                    entry("share.acquire.mode", POSITIONS),
                    entry("value.deserializer", BYTES)));

    private final String kind;
    private final Map<String, ConfigKey> definitions;
    private final Map<String, String> keys;
    private final SortedSet<String> allowed;
    private final Map<String, String> refused;

    private ClientProperties(
            String kind,
            ConfigDef definition,
            List<String> allowed,
            Map<String, String> keys,
            Map<String, String> refused) {
        this.kind = kind;
        this.keys = keys;
        definitions = definition.configKeys();
        SortedSet<String> names = new TreeSet<>(ALLOWED);
        names.addAll(allowed);
        this.allowed = Collections.unmodifiableSortedSet(names);
        this.refused = new HashMap<>(REFUSED);
        this.refused.putAll(refused);
        keys.forEach((name, key) -> this.refused.put(name, setBy(key)));
    }

    private static String setBy(String key) {
        return "is rejected: the key " + key + " sets it";
    }

    @Override
    public SortedSet<String> allowed() {
        return allowed;
    }

    /** Returns the names that are rejected individually rather than by prefix. */
    Set<String> refused() {
        return Collections.unmodifiableSet(refused.keySet());
    }

    @Override
    public Optional<String> refusal(String name) {
        return allowed.contains(name)
                ? Optional.empty()
                : Optional.of(reason(name).orElseGet(() -> unknown(name)));
    }

    /** Returns the spec key that sets a property and has the same values. */
    public Optional<String> key(String name) {
        return Optional.ofNullable(keys.get(name));
    }

    /** Returns why a spec may not set a property, or empty if the property is allowed or unknown. */
    Optional<String> reason(String name) {
        return SECURITY_PREFIXES.stream().anyMatch(name::startsWith)
                ? Optional.of(SECURITY)
                : Optional.ofNullable(refused.get(name));
    }

    private String unknown(String name) {
        String nearest = EditDistance.nearest(
                        name, definitions.keySet().stream().sorted().toList())
                .map(property -> "; did you mean " + property + "?")
                .orElse("");
        return "is not a " + kind + " property that a spec may set" + nearest;
    }

    /** Returns the Kafka client's default. */
    public Object byDefault(String name) {
        return definition(name).defaultValue;
    }

    @Override
    public String example() {
        return "{" + allowed.getFirst() + ": " + byDefault(allowed.getFirst()) + "}";
    }

    @Override
    public ConfigKey definition(String name) {
        ConfigKey key = definitions.get(name);
        if (key == null) {
            throw new IllegalArgumentException(name + " is not a property of Kafka's " + kind);
        }
        return key;
    }
}
