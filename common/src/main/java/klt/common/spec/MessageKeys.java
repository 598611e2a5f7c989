package klt.common.spec;

import static klt.common.spec.SpecKey.Group.LOAD;
import static klt.common.spec.SpecKey.Group.TOPIC;
import static klt.common.spec.ValueType.decimal;
import static klt.common.spec.ValueType.headers;
import static klt.common.spec.ValueType.integer;
import static klt.common.spec.ValueType.oneOf;
import static klt.common.spec.ValueType.oneOfHyphenated;
import static klt.common.spec.ValueType.sizes;
import static klt.common.spec.ValueType.weights;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.spec.SpecKey.Default;
import klt.common.spec.input.SpecFields;
import klt.common.spec.message.FixedHeader;
import klt.common.spec.message.Keys;
import klt.common.spec.message.MessageLimits;
import klt.common.spec.message.MessageModel;
import klt.common.spec.message.Partitioning;
import klt.common.spec.message.Payload;
import klt.common.spec.message.Sizes;

/** The part of the table of {@link SpecKeys} that says what messages consist of. */
final class MessageKeys {

    /** Filled by the constants below, so it must stay above them. */
    static final SpecKey.Table TABLE = new SpecKey.Table();

    static final SpecKey<Long> SEED = TABLE.key("seed", integer(0L, MessageLimits.SEED_MAX), 1L)
            .in(spec -> spec.message().seed())
            .shown(
                    TOPIC,
                    "Seed",
                    "The same seed gives the same random keys, sizes, values, partitions, tombstones and arrivals.");

    static final SpecKey<Payload.Format> PAYLOAD_FORMAT = TABLE.key(
                    "payload.format", oneOf(Payload.Format.class), Payload.Format.JSON)
            .in(spec -> spec.message().payload().format())
            .shown(
                    TOPIC,
                    "Payload format",
                    "json is an object with named fields; raw is the sequence, followed by random bytes.");
    static final SpecKey<Sizes> PAYLOAD_SIZE = TABLE.key("payload.size", sizes(), new Sizes.Fixed(1_024))
            .in(spec -> spec.message().payload().sizes())
            .shown(
                    LOAD,
                    "Message size",
                    "Size of the whole value, such as 1024, 10kB or {uniform: {min: 100, max: 2KiB}}.");
    static final SpecKey<Double> TOMBSTONES = TABLE.key("payload.tombstones", decimal(0, 1), 0.0)
            .in(spec -> spec.message().payload().tombstones())
            .shown(TOPIC, "Tombstones", "Fraction of the messages without a value (null), which delete their key.");
    static final SpecKey<Double> COMPRESSIBILITY = TABLE.key("payload.compressibility", decimal(0, 1), 0.0)
            .in(spec -> spec.message().payload().compressibility())
            .shown(TOPIC, "Compressibility", "Fraction of a raw value's size that compression saves, approximately.");
    static final SpecKey<Keys.Kind> KEY_KIND = TABLE.key("key.kind", oneOf(Keys.Kind.class), Keys.Kind.NONE)
            .in(spec -> spec.message().keys().kind())
            .shown(
                    TOPIC,
                    "Key",
                    "sequential is the message's sequence; random, zipf and hotset draw from a limited number of keys.");
    static final SpecKey<Integer> KEY_CARDINALITY = TABLE.key(
                    "key.cardinality", integer(1, MessageLimits.KEYS_MAX), 1_000)
            .either(spec -> spec.message().keys().cardinality())
            .shown(TOPIC, "Distinct keys", "Number of distinct keys for random, zipf and hotset.");
    static final SpecKey<Double> KEY_EXPONENT = TABLE.key(
                    "key.exponent", decimal(MessageLimits.EXPONENT_MIN, MessageLimits.EXPONENT_MAX), 0.99)
            .either(spec ->
                    spec.message().keys() instanceof Keys.Zipf zipf ? Optional.of(zipf.exponent()) : Optional.empty())
            .shown(
                    TOPIC,
                    "Zipf exponent",
                    "For zipf: the larger it is, the more messages have the most frequent keys.");
    static final SpecKey<Double> KEY_HOT_DATA = TABLE.key("key.hotDataFraction", decimal(0, 1), 0.2)
            .either(spec -> hotSet(spec).map(Keys.HotSet::dataFraction))
            .shown(TOPIC, "Hot keys", "For hotset: fraction of the keys that are hot.");
    static final SpecKey<Double> KEY_HOT_OPERATIONS = TABLE.key("key.hotOperationFraction", decimal(0, 1), 0.8)
            .either(spec -> hotSet(spec).map(Keys.HotSet::operationFraction))
            .shown(TOPIC, "Messages with hot keys", "For hotset: fraction of the messages that have a hot key.");

    static final SpecKey<Partitioning.Kind> PARTITIONER_KIND = TABLE.key(
                    "partitioner.kind", oneOfHyphenated(Partitioning.Kind.class), Partitioning.Kind.DEFAULT)
            .in(spec -> spec.message().partitioning().kind())
            .shown(
                    TOPIC,
                    "Partitioner",
                    "default hashes the key, or fills a batch per partition without one; key uses murmur2, as Kafka's clients do.");
    static final SpecKey<Integer> PARTITIONER_PARTITION = TABLE.key(
                    "partitioner.partition", integer(0, Limits.PARTITIONS_MAX - 1), 0)
            .either(spec -> spec.message().partitioning() instanceof Partitioning.Fixed fixed
                    ? Optional.of(fixed.partition())
                    : Optional.empty())
            .shown(TOPIC, "Partition", "For fixed: the partition that gets all messages.");
    static final SpecKey<List<Integer>> PARTITIONER_WEIGHTS = TABLE.key(
                    "partitioner.weights",
                    weights(Limits.PARTITIONS_MAX),
                    Default.none("none; required with partitioner.kind weighted", List.of(1)))
            .either(spec -> spec.message().partitioning() instanceof Partitioning.Weighted weighted
                    ? Optional.of(weighted.weights())
                    : Optional.empty())
            .shown(
                    TOPIC,
                    "Partition weights",
                    "For weighted: the weights of partition 0, 1 and so on, such as [5, 1, 1].");

    static final SpecKey<List<FixedHeader>> HEADERS = TABLE.key("headers", headers(), List.of())
            .in(spec -> spec.message().headers())
            .shown(TOPIC, "Record headers", "Headers added to every message, such as {trace: abc}.");

    /** Kinds of keys whose number the user sets. */
    private static final Set<Keys.Kind> COUNTED = EnumSet.of(Keys.Kind.RANDOM, Keys.Kind.ZIPF, Keys.Kind.HOTSET);

    private MessageKeys() {}

    private static Optional<Keys.HotSet> hotSet(RunSpec spec) {
        return spec.message().keys() instanceof Keys.HotSet hotSet ? Optional.of(hotSet) : Optional.empty();
    }

    static MessageModel read(SpecValues values) {
        return new MessageModel(
                values.get(SEED),
                new Payload(
                        values.get(PAYLOAD_FORMAT),
                        values.get(PAYLOAD_SIZE),
                        values.get(TOMBSTONES),
                        values.get(COMPRESSIBILITY)),
                keys(values),
                partitioning(values),
                values.get(HEADERS));
    }

    private static Partitioning partitioning(SpecValues values) {
        return switch (values.get(PARTITIONER_KIND)) {
            case DEFAULT -> new Partitioning.Default();
            case KEY -> new Partitioning.ByKey();
            case ROUND_ROBIN -> new Partitioning.RoundRobin();
            case FIXED -> new Partitioning.Fixed(values.get(PARTITIONER_PARTITION));
            case WEIGHTED -> new Partitioning.Weighted(values.get(PARTITIONER_WEIGHTS));
        };
    }

    private static Keys keys(SpecValues values) {
        int count = values.get(KEY_CARDINALITY);
        return switch (values.get(KEY_KIND)) {
            case NONE -> new Keys.None();
            case SEQUENTIAL -> new Keys.Sequential();
            case SINGLE -> new Keys.Single();
            case RANDOM -> new Keys.Uniform(count);
            case ZIPF -> new Keys.Zipf(count, values.get(KEY_EXPONENT));
            case HOTSET -> new Keys.HotSet(count, values.get(KEY_HOT_DATA), values.get(KEY_HOT_OPERATIONS));
        };
    }

    /** Checks the keys of one section against each other. */
    static void check(String section, SpecValues values, SpecFields fields) {
        switch (section) {
            case "payload" -> checkPayload(values, fields);
            case "key" -> checkKey(values, fields);
            case "partitioner" -> checkPartitioner(values, fields);
            default -> {}
        }
    }

    private static void checkPayload(SpecValues values, SpecFields fields) {
        if (values.get(PAYLOAD_FORMAT) == Payload.Format.JSON
                && !values.isWrong(PAYLOAD_FORMAT)
                && values.get(COMPRESSIBILITY) > 0) {
            fields.error(
                    COMPRESSIBILITY.name(),
                    "needs payload.format: raw; text compresses to a size that depends on the codec");
        }
        if (values.isWrong(PAYLOAD_SIZE) || values.isWrong(PAYLOAD_FORMAT)) {
            return;
        }
        Sizes sizes = values.get(PAYLOAD_SIZE);
        if (values.get(PAYLOAD_FORMAT) == Payload.Format.JSON && sizes.min() < MessageLimits.JSON_BYTES_MIN) {
            fields.error(
                    PAYLOAD_SIZE.name(),
                    (sizes instanceof Sizes.Fixed ? "is" : "has sizes that are")
                            + " too small for the fields of a JSON message; set " + MessageLimits.JSON_BYTES_MIN
                            + " bytes or more, or payload.format: raw");
        }
    }

    private static void checkKey(SpecValues values, SpecFields fields) {
        if (values.isWrong(KEY_KIND)) {
            return;
        }
        Keys.Kind kind = values.get(KEY_KIND);
        belongs(KEY_CARDINALITY, COUNTED.contains(kind), "key.kind random, zipf or hotset", values, fields);
        belongs(KEY_EXPONENT, kind == Keys.Kind.ZIPF, "key.kind zipf", values, fields);
        belongs(KEY_HOT_DATA, kind == Keys.Kind.HOTSET, "key.kind hotset", values, fields);
        belongs(KEY_HOT_OPERATIONS, kind == Keys.Kind.HOTSET, "key.kind hotset", values, fields);
        if (kind == Keys.Kind.NONE && values.get(TOMBSTONES) > 0) {
            fields.error(KEY_KIND.name(), "must not be none with payload.tombstones: a tombstone deletes a key");
        }
        if (kind == Keys.Kind.HOTSET && values.get(KEY_CARDINALITY) < 2) {
            fields.error(KEY_CARDINALITY.name(), "must be 2 or more for key.kind hotset: one hot key and one other");
        }
    }

    private static void checkPartitioner(SpecValues values, SpecFields fields) {
        if (values.isWrong(PARTITIONER_KIND)) {
            return;
        }
        Partitioning.Kind kind = values.get(PARTITIONER_KIND);
        belongs(PARTITIONER_PARTITION, kind == Partitioning.Kind.FIXED, "partitioner.kind fixed", values, fields);
        belongs(PARTITIONER_WEIGHTS, kind == Partitioning.Kind.WEIGHTED, "partitioner.kind weighted", values, fields);
        if (kind == Partitioning.Kind.WEIGHTED && !values.has(PARTITIONER_WEIGHTS)) {
            fields.error(PARTITIONER_WEIGHTS.name(), "is missing: set the weight of each partition, such as [5, 1, 1]");
        }
        if (kind == Partitioning.Kind.KEY && !values.isWrong(KEY_KIND) && values.get(KEY_KIND) == Keys.Kind.NONE) {
            fields.error(PARTITIONER_KIND.name(), "key needs messages with keys: set key.kind");
        }
    }

    /** @param whether the other keys give this one an effect */
    private static void belongs(SpecKey<?> key, boolean whether, String to, SpecValues values, SpecFields fields) {
        if (!whether && values.has(key)) {
            fields.error(key.name(), "has no effect without " + to + "; remove it or set that");
        }
    }
}
