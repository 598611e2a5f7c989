package klt.common.spec;

import static klt.common.spec.SpecKey.Group.LOAD;
import static klt.common.spec.SpecKey.Group.TOPIC;
import static klt.common.spec.TextTypes.hex;
import static klt.common.spec.TextTypes.messageName;
import static klt.common.spec.TextTypes.samples;
import static klt.common.spec.TextTypes.schema;
import static klt.common.spec.TextTypes.subject;
import static klt.common.spec.TextTypes.template;
import static klt.common.spec.ValueType.decimal;
import static klt.common.spec.ValueType.headers;
import static klt.common.spec.ValueType.integer;
import static klt.common.spec.ValueType.oneOf;
import static klt.common.spec.ValueType.oneOfHyphenated;
import static klt.common.spec.ValueType.sizes;
import static klt.common.spec.ValueType.weights;

import java.util.List;
import java.util.Optional;
import klt.common.spec.SpecKey.Default;
import klt.common.spec.input.SpecFields;
import klt.common.spec.limit.Limits;
import klt.common.spec.message.FixedHeader;
import klt.common.spec.message.Keys;
import klt.common.spec.message.MessageLimits;
import klt.common.spec.message.MessageModel;
import klt.common.spec.message.Partitioning;
import klt.common.spec.message.Payload;
import klt.common.spec.message.RegistrySchema;
import klt.common.spec.message.SchemaType;
import klt.common.spec.message.Values;
import klt.common.spec.message.ValuesForm;
import klt.common.spec.message.size.Sizes;
import klt.common.spec.message.template.Template;

/** The keys in the {@link SpecKeys} table that determine message contents. */
final class MessageKeys {

    /** The constants below add themselves to this list, so it must come before them. */
    static final SpecKey.Table TABLE = new SpecKey.Table();

    static final SpecKey<Long> SEED = TABLE.key("seed", integer(0L, MessageLimits.SEED_MAX), 1L)
            .in(spec -> spec.message().seed())
            .shown(
                    TOPIC,
                    "Seed",
                    "The same seed gives the same random keys, sizes, values, partitions, tombstones and arrivals.");

    static final SpecKey<Payload.Format> PAYLOAD_FORMAT = TABLE.key(
                    "payload.format", oneOfHyphenated(Payload.Format.class), Payload.Format.JSON)
            .in(spec -> spec.message().payload().format())
            .shown(
                    TOPIC,
                    "Payload format",
                    "template, file and hex use the key of the same name; avro, protobuf and json-schema use a schema from a registry.");
    static final SpecKey<Sizes> PAYLOAD_SIZE = TABLE.key("payload.size", sizes(), new Sizes.Fixed(1_024))
            .either(spec -> spec.message().payload().values().payloadSize())
            .onlyWith(PAYLOAD_FORMAT, Payload.Format.JSON, Payload.Format.RAW)
            .shown(
                    LOAD,
                    "Message size",
                    "Size of a json or raw value, such as 1024, 10kB or {uniform: {min: 100, max: 2KiB}}.");
    static final SpecKey<Template> TEMPLATE = TABLE.key(
                    "payload.template",
                    template(),
                    Default.none("none; required with payload.format template", new Template("", List.of())))
            .either(spec -> spec.message().payload().values() instanceof Values.Templated(Template template)
                    ? Optional.of(template)
                    : Optional.empty())
            .onlyWith(PAYLOAD_FORMAT, Payload.Format.TEMPLATE)
            .shown(
                    TOPIC,
                    "Template",
                    "Text with functions: {{sequence}}, {{uuid}}, {{timestamp}}, {{int 1 9}}, {{oneOf a b}}, {{string 20}}, {{fake}}.");
    static final SpecKey<String> FILE = TABLE.key(
                    "payload.file", samples(), Default.none("none; required with payload.format file", "-"))
            .either(spec -> spec.message().payload().values() instanceof Values.Samples(String path)
                    ? Optional.of(path)
                    : Optional.empty())
            .onlyWith(PAYLOAD_FORMAT, Payload.Format.FILE)
            .shown(
                    TOPIC,
                    "File or folder",
                    "A file in the workers' PAYLOAD_DIR whose lines are the values, or a folder in it whose files are the values.");
    static final SpecKey<String> HEX = TABLE.key(
                    "payload.hex", hex(), Default.none("none; required with payload.format hex", "00"))
            .either(spec -> spec.message().payload().values() instanceof Values.Hex(String digits)
                    ? Optional.of(digits)
                    : Optional.empty())
            .onlyWith(PAYLOAD_FORMAT, Payload.Format.HEX)
            .shown(TOPIC, "Bytes", "The value of every message in hexadecimal, such as '00 ff 7f'.");
    static final SpecKey<String> SCHEMA = TABLE.key(
                    "payload.schema", schema(), Default.none("none; the latest schema of the subject is used", "{}"))
            .either(spec -> registrySchema(spec).flatMap(RegistrySchema::text))
            .onlyWith(PAYLOAD_FORMAT, Payload.Format.AVRO, Payload.Format.PROTOBUF, Payload.Format.JSON_SCHEMA)
            .shown(
                    TOPIC,
                    "Schema",
                    "A schema that the workers register under the subject: Avro or JSON Schema in JSON, or a .proto file.");
    static final SpecKey<String> SUBJECT = TABLE.key(
                    "payload.subject", subject(), Default.none("the name of the topic followed by -value", "-"))
            .either(spec -> registrySchema(spec).flatMap(RegistrySchema::subject))
            .onlyWith(PAYLOAD_FORMAT, Payload.Format.AVRO, Payload.Format.PROTOBUF, Payload.Format.JSON_SCHEMA)
            .shown(TOPIC, "Subject", "The schema's subject in the schema registry.");
    static final SpecKey<Integer> SCHEMA_VERSION = TABLE.key(
                    "payload.schemaVersion",
                    integer(1, Integer.MAX_VALUE),
                    Default.none("the latest; not with payload.schema", 1))
            .either(spec -> registrySchema(spec).flatMap(RegistrySchema::version))
            .onlyWith(PAYLOAD_FORMAT, Payload.Format.AVRO, Payload.Format.PROTOBUF, Payload.Format.JSON_SCHEMA)
            .shown(TOPIC, "Schema version", "The version of the subject to use instead of the latest version.");
    static final SpecKey<String> SCHEMA_MESSAGE = TABLE.key(
                    "payload.message", messageName(), Default.none("the first message type in the schema", "M"))
            .either(spec -> registrySchema(spec).flatMap(RegistrySchema::message))
            .onlyWith(PAYLOAD_FORMAT, Payload.Format.PROTOBUF)
            .shown(
                    TOPIC,
                    "Message",
                    "The message type of the Protobuf schema to send, with its package, such as shop.Order.");
    static final SpecKey<Double> TOMBSTONES = TABLE.key("payload.tombstones", decimal(0, 1), 0.0)
            .in(spec -> spec.message().payload().tombstones())
            .shown(
                    TOPIC,
                    "Tombstones",
                    "Fraction of the messages that have no value (null) and thus delete their key.");
    static final SpecKey<Double> COMPRESSIBILITY = TABLE.key("payload.compressibility", decimal(0, 1), 0.0)
            .either(spec -> spec.message().payload().values() instanceof Values.Raw raw
                    ? Optional.of(raw.compressibility())
                    : Optional.empty())
            .onlyWith(PAYLOAD_FORMAT, Payload.Format.RAW)
            .shown(TOPIC, "Compressibility", "Approximate fraction of a raw value's size that compression saves.");
    static final SpecKey<Keys.Kind> KEY_KIND = TABLE.key("key.kind", oneOf(Keys.Kind.class), Keys.Kind.NONE)
            .in(spec -> spec.message().keys().kind())
            .shown(
                    TOPIC,
                    "Key",
                    "sequential uses the message's sequence as the key; random, zipf and hotset draw from a limited number of keys.");
    static final SpecKey<Integer> KEY_CARDINALITY = TABLE.key(
                    "key.cardinality", integer(1, MessageLimits.KEYS_MAX), 1_000)
            .either(spec -> spec.message().keys().cardinality())
            .onlyWith(KEY_KIND, Keys.Kind.RANDOM, Keys.Kind.ZIPF, Keys.Kind.HOTSET)
            .shown(TOPIC, "Distinct keys", "Number of distinct keys for random, zipf and hotset.");
    static final SpecKey<Double> KEY_EXPONENT = TABLE.key(
                    "key.exponent", decimal(MessageLimits.EXPONENT_MIN, MessageLimits.EXPONENT_MAX), 0.99)
            .either(spec ->
                    spec.message().keys() instanceof Keys.Zipf zipf ? Optional.of(zipf.exponent()) : Optional.empty())
            .onlyWith(KEY_KIND, Keys.Kind.ZIPF)
            .shown(
                    TOPIC,
                    "Zipf exponent",
                    "For zipf: the larger the exponent, the more messages have the most frequent keys.");
    static final SpecKey<Double> KEY_HOT_DATA = TABLE.key("key.hotDataFraction", decimal(0, 1), 0.2)
            .either(spec -> hotSet(spec).map(Keys.HotSet::dataFraction))
            .onlyWith(KEY_KIND, Keys.Kind.HOTSET)
            .shown(TOPIC, "Hot keys", "For hotset: fraction of the keys that are hot.");
    static final SpecKey<Double> KEY_HOT_OPERATIONS = TABLE.key("key.hotOperationFraction", decimal(0, 1), 0.8)
            .either(spec -> hotSet(spec).map(Keys.HotSet::operationFraction))
            .onlyWith(KEY_KIND, Keys.Kind.HOTSET)
            .shown(TOPIC, "Messages with hot keys", "For hotset: fraction of the messages that have a hot key.");

    static final SpecKey<Partitioning.Kind> PARTITIONER_KIND = TABLE.key(
                    "partitioner.kind", oneOfHyphenated(Partitioning.Kind.class), Partitioning.Kind.DEFAULT)
            .in(spec -> spec.message().partitioning().kind())
            .shown(
                    TOPIC,
                    "Partitioner",
                    "default hashes the key or, without a key, fills one batch per partition; key uses murmur2, like Kafka's clients.");
    static final SpecKey<Integer> PARTITIONER_PARTITION = TABLE.key(
                    "partitioner.partition", integer(0, Limits.PARTITIONS_MAX - 1), 0)
            .either(spec -> spec.message().partitioning() instanceof Partitioning.Fixed fixed
                    ? Optional.of(fixed.partition())
                    : Optional.empty())
            .onlyWith(PARTITIONER_KIND, Partitioning.Kind.FIXED)
            .shown(TOPIC, "Partition", "For fixed: the partition that gets all messages.");
    static final SpecKey<List<Integer>> PARTITIONER_WEIGHTS = TABLE.key(
                    "partitioner.weights",
                    weights(Limits.PARTITIONS_MAX),
                    Default.none("none; required with partitioner.kind weighted", List.of(1)))
            .either(spec -> spec.message().partitioning() instanceof Partitioning.Weighted weighted
                    ? Optional.of(weighted.weights())
                    : Optional.empty())
            .onlyWith(PARTITIONER_KIND, Partitioning.Kind.WEIGHTED)
            .shown(
                    TOPIC,
                    "Partition weights",
                    "For weighted: the weights of partition 0, 1 and so on, such as [5, 1, 1].");

    static final SpecKey<List<FixedHeader>> HEADERS = TABLE.key("headers", headers(), List.of())
            .in(spec -> spec.message().headers())
            .shown(TOPIC, "Record headers", "Headers added to every message, such as {trace: abc}.");

    private MessageKeys() {}

    private static Optional<Keys.HotSet> hotSet(RunSpec spec) {
        return spec.message().keys() instanceof Keys.HotSet hotSet ? Optional.of(hotSet) : Optional.empty();
    }

    private static Optional<RegistrySchema> registrySchema(RunSpec spec) {
        return spec.message().payload().values() instanceof Values.OfSchema(RegistrySchema schema)
                ? Optional.of(schema)
                : Optional.empty();
    }

    static MessageModel read(SpecValues values) {
        return new MessageModel(
                values.get(SEED),
                new Payload(values(values), values.get(TOMBSTONES)),
                keys(values),
                partitioning(values),
                values.get(HEADERS));
    }

    private static Values values(SpecValues values) {
        return switch (values.get(PAYLOAD_FORMAT)) {
            case JSON -> new Values.Json(values.get(PAYLOAD_SIZE));
            case RAW -> new Values.Raw(values.get(PAYLOAD_SIZE), values.get(COMPRESSIBILITY));
            case TEMPLATE -> new Values.Templated(values.get(TEMPLATE));
            case FILE -> new Values.Samples(values.get(FILE));
            case HEX -> new Values.Hex(values.get(HEX));
            case AVRO -> ofSchema(SchemaType.AVRO, values);
            case PROTOBUF -> ofSchema(SchemaType.PROTOBUF, values);
            case JSON_SCHEMA -> ofSchema(SchemaType.JSON, values);
        };
    }

    private static Values ofSchema(SchemaType type, SpecValues values) {
        return new Values.OfSchema(new RegistrySchema(
                type,
                values.given(SCHEMA),
                values.given(SUBJECT),
                values.given(SCHEMA_VERSION),
                values.given(SCHEMA_MESSAGE)));
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

    /** Checks the rules between a section's keys. */
    static void check(String section, SpecValues values, SpecFields fields) {
        switch (section) {
            case "payload" -> checkPayload(values, fields);
            case "key" -> checkKey(values, fields);
            case "partitioner" -> checkPartitioner(values, fields);
            default -> {}
        }
    }

    private static void checkPayload(SpecValues values, SpecFields fields) {
        if (values.isWrong(PAYLOAD_FORMAT)) {
            return;
        }
        LoadKeys.checkSizes(values, fields);
        switch (values.get(PAYLOAD_FORMAT)) {
            case JSON -> checkJsonSize(values, fields);
            case RAW -> {}
            case TEMPLATE ->
                require(TEMPLATE, "write the text of a value, such as {\"id\": {{sequence}}}", values, fields);
            case FILE -> require(FILE, "name a file in the workers' PAYLOAD_DIR, such as orders.jsonl", values, fields);
            case HEX -> require(HEX, "write the bytes of a value, such as '00 ff 7f'", values, fields);
            case AVRO -> checkSchema(SchemaType.AVRO, values, fields);
            case PROTOBUF -> checkSchema(SchemaType.PROTOBUF, values, fields);
            case JSON_SCHEMA -> checkSchema(SchemaType.JSON, values, fields);
        }
    }

    private static void checkSchema(SchemaType type, SpecValues values, SpecFields fields) {
        values.given(SCHEMA)
                .flatMap(text -> ValuesForm.schemaMistake(type, text))
                .ifPresent(mistake -> fields.error(SCHEMA.name(), mistake));
        if (values.has(SCHEMA) && values.has(SCHEMA_VERSION)) {
            fields.error(
                    SCHEMA_VERSION.name(),
                    "selects a registered schema, but payload.schema is a schema to register; remove one of them");
        }
    }

    private static void require(SpecKey<?> key, String what, SpecValues values, SpecFields fields) {
        if (!values.has(key)) {
            fields.error(key.name(), "is missing: " + what);
        }
    }

    private static void checkJsonSize(SpecValues values, SpecFields fields) {
        Sizes sizes = values.get(PAYLOAD_SIZE);
        if (!values.isWrong(PAYLOAD_SIZE) && isTooSmallForJson(sizes)) {
            fields.error(PAYLOAD_SIZE.name(), tooSmallForJson(sizes));
        }
    }

    static boolean isTooSmallForJson(Sizes sizes) {
        return sizes.min() < MessageLimits.JSON_BYTES_MIN;
    }

    static String tooSmallForJson(Sizes sizes) {
        return (sizes instanceof Sizes.Fixed ? "is" : "has sizes that are")
                + " too small for the fields of a JSON message; set " + MessageLimits.JSON_BYTES_MIN
                + " bytes or more, or payload.format: raw";
    }

    private static void checkKey(SpecValues values, SpecFields fields) {
        if (values.isWrong(KEY_KIND)) {
            return;
        }
        Keys.Kind kind = values.get(KEY_KIND);
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
        if (kind == Partitioning.Kind.WEIGHTED) {
            require(PARTITIONER_WEIGHTS, "set the weight of each partition, such as [5, 1, 1]", values, fields);
        }
        if (kind == Partitioning.Kind.KEY && !values.isWrong(KEY_KIND) && values.get(KEY_KIND) == Keys.Kind.NONE) {
            fields.error(PARTITIONER_KIND.name(), "key needs messages with keys: set key.kind");
        }
    }
}
