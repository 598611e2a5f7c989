package klt.common.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import klt.common.spec.RunSpec.Consumers;
import klt.common.spec.RunSpec.Extent;
import klt.common.spec.RunSpec.GroupProtocol;
import klt.common.spec.RunSpec.Isolation;
import klt.common.spec.RunSpec.KeyKind;
import klt.common.spec.RunSpec.Payload;
import klt.common.spec.RunSpec.Producer;
import klt.common.spec.RunSpec.Rate;
import klt.common.spec.RunSpec.Start;
import klt.common.spec.RunSpec.Topic;
import klt.common.spec.RunSpec.Workers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads a spec and reports every mistake at once, each with its field. Holds all rules and defaults of a spec. */
public final class SpecReader {

    private static final Pattern TOPIC_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private static final int PARTITIONS = 6;
    /** Messages per second of a spec that names no rate, unless the caller passes another default. */
    public static final double RATE = 1_000;

    private static final int PAYLOAD_BYTES = 1_024;
    private static final int LINGER_MS = 5;
    private static final int BATCH_BYTES = 16_384;
    private static final long BUFFER_BYTES = 32L << 20;
    private static final int REQUEST_TIMEOUT_MS = 30_000;
    private static final int DELIVERY_TIMEOUT_MS = 120_000;
    private static final Duration WORKERS_TIMEOUT = Duration.ofSeconds(60);
    private static final int POLL_RECORDS = 500;
    private static final int FETCH_WAIT_MS = 500;
    private static final Duration CATCH_UP = Duration.ofSeconds(60);

    /** The warm-up of a spec that names none, as a part of its schedule. */
    private static final double WARMUP_PART = 0.1;

    private static final double WARMUP_SECONDS_MAX = 10;

    /** The last messages' acks are a large part of a shorter schedule: its rate means nothing, and it has no time to warm up. */
    private static final double SECONDS_MIN = 1;

    private static final Objective ERRORS_BY_DEFAULT = Objective.parse("errors<1%");
    private static final Objective RATE_BY_DEFAULT = Objective.parse("rate>=99%");

    private SpecReader() {}

    /** Reads a spec in YAML, which includes JSON. */
    public static SpecResult readYaml(String text) {
        return readYaml(text, RATE);
    }

    /** @param defaultRate messages per second of a spec that names no rate */
    public static SpecResult readYaml(String text, double defaultRate) {
        return read(text, SpecText::parseYaml, defaultRate);
    }

    public static SpecResult readJson(String text) {
        return readJson(text, RATE);
    }

    /** @param defaultRate messages per second of a spec that names no rate */
    public static SpecResult readJson(String text, double defaultRate) {
        return read(text, SpecText::parseJson, defaultRate);
    }

    private static SpecResult read(String text, Function<String, JsonNode> parse, double defaultRate) {
        if (text.length() > Limits.SPEC_LENGTH_MAX) {
            return invalid("is longer than " + Limits.SPEC_LENGTH_MAX + " characters");
        }
        JsonNode json;
        try {
            json = parse.apply(text);
        } catch (JacksonException e) {
            return invalid("cannot be read: " + SpecText.problem(e));
        }
        return read(json, defaultRate, false);
    }

    private static SpecResult invalid(String message) {
        return new SpecResult.Invalid(List.of(new FieldError("", "the spec " + message)));
    }

    public static SpecResult read(JsonNode json) {
        return read(json, RATE, false);
    }

    /** Reads a spec that was written by {@link SpecWriter}: applies no default warm-up or objectives. */
    static SpecResult readWritten(JsonNode json) {
        return read(json, RATE, true);
    }

    private static SpecResult read(JsonNode json, double defaultRate, boolean written) {
        if (!json.isObject()) {
            return invalid("takes keys and values, such as messages: 10000; it is " + SpecFields.shown(json));
        }
        List<FieldError> errors = new ArrayList<>();
        SpecFields fields = new SpecFields(json, "", errors);
        String name = name(fields);
        Topic topic = topic(fields);
        Extent extent = extent(fields);
        Rate rate = rate(fields, defaultRate);
        RunSpec spec = new RunSpec(
                name,
                topic,
                extent,
                rate,
                fields.duration(
                        "warmup",
                        written ? Duration.ZERO : warmupByDefault(extent, rate),
                        Duration.ZERO,
                        Duration.ofSeconds(Limits.DURATION_SECONDS_MAX)),
                payload(fields.object("payload")),
                key(fields.object("key")),
                producer(fields.object("producer")),
                workers(fields.object("workers")),
                consumers(fields.object("consumers")),
                fields.word("verification", RunSpec.Verification.NONE, RunSpec.Verification.class),
                written ? named(fields) : objectives(fields, extent, rate));
        fields.end();
        checkTogether(spec, errors);
        return errors.isEmpty() ? new SpecResult.Valid(spec) : new SpecResult.Invalid(limited(errors));
    }

    private static Duration warmupByDefault(Extent extent, Rate rate) {
        return RunSpec.scheduleSeconds(extent, rate)
                .filter(seconds -> seconds >= SECONDS_MIN)
                .map(seconds -> Duration.ofMillis((long) (Math.min(WARMUP_SECONDS_MAX, seconds * WARMUP_PART) * 1e3)))
                .orElse(Duration.ZERO);
    }

    private static List<FieldError> limited(List<FieldError> errors) {
        if (errors.size() <= Limits.ERRORS_MAX) {
            return errors;
        }
        List<FieldError> limited = new ArrayList<>(errors.subList(0, Limits.ERRORS_MAX));
        limited.add(new FieldError("", "the spec has " + (errors.size() - Limits.ERRORS_MAX) + " more mistakes"));
        return limited;
    }

    private static String name(SpecFields fields) {
        String name = fields.text("name", "load test").strip();
        if (name.isEmpty()
                || name.length() > Limits.NAME_LENGTH_MAX
                || name.codePoints().anyMatch(SpecReader::isUnprintable)) {
            fields.error("name", "takes 1 to " + Limits.NAME_LENGTH_MAX + " printable characters on one line");
        }
        return name;
    }

    private static boolean isUnprintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            // half of a surrogate pair, which has no UTF-8
            case Character.SURROGATE -> true;
            default -> false;
        };
    }

    /** {@code topic: name} is short for {@code topic: {name: name}}. */
    private static Topic topic(SpecFields fields) {
        Optional<String> shortForm =
                fields.value("topic").filter(JsonNode::isString).map(JsonNode::stringValue);
        if (shortForm.isPresent()) {
            checkTopicName(fields, "topic", shortForm.get());
            return new Topic(shortForm.get(), PARTITIONS, 1);
        }
        SpecFields topic = fields.object("topic");
        String name = topic.text("name", "loadtest");
        checkTopicName(topic, "name", name);
        Topic result =
                new Topic(name, (int) topic.wholeNumber("partitions", PARTITIONS, 1, Limits.PARTITIONS_MAX), (int)
                        topic.wholeNumber("replication", 1, 1, Limits.REPLICATION_MAX));
        topic.end();
        return result;
    }

    private static void checkTopicName(SpecFields fields, String key, String name) {
        if (!TOPIC_NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            fields.error(key, "takes 1 to 249 letters, digits, '.', '_' or '-', not '" + SpecFields.shown(name) + "'");
        } else if (name.startsWith("__")) {
            fields.error(key, "begins with '__', which is Kafka's own");
        }
    }

    private static Extent extent(SpecFields fields) {
        boolean messages = fields.value("messages").isPresent();
        boolean duration = fields.value("duration").isPresent();
        if (messages == duration) {
            fields.error(
                    messages ? "duration" : "messages",
                    messages
                            ? "give messages or duration, not both"
                            : "is missing: give messages (how many) or duration (how long)");
        }
        if (duration) {
            return new Extent.Timed(fields.duration(
                    "duration",
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(Limits.DURATION_SECONDS_MAX)));
        }
        return new Extent.Messages(fields.wholeNumber("messages", 1, 1, Limits.MESSAGES_MAX));
    }

    private static Rate rate(SpecFields fields, double defaultRate) {
        return rate(fields, new Rate.PerSecond(defaultRate), "messages");
    }

    private static Rate rate(SpecFields fields, Rate byDefault, String what) {
        String takes =
                "takes " + what + " per second from " + Limits.RATE_MIN + " to " + (long) Limits.RATE_MAX + ", or max";
        return fields.read("rate", byDefault, takes, node -> {
            if (node.isString() && node.stringValue().equals("max")) {
                return Optional.of(new Rate.Max());
            }
            return SpecFields.scalar(node)
                    .flatMap(Quantity::count)
                    .map(BigDecimal::doubleValue)
                    .filter(rate -> rate >= Limits.RATE_MIN && rate <= Limits.RATE_MAX)
                    .map(Rate.PerSecond::new);
        });
    }

    private static Payload payload(SpecFields fields) {
        Payload.Format format = fields.word("format", Payload.Format.JSON, Payload.Format.class);
        int size = (int) fields.bytes("size", PAYLOAD_BYTES, 0, Limits.PAYLOAD_BYTES_MAX);
        if (format == Payload.Format.JSON && size < Limits.JSON_PAYLOAD_BYTES_MIN) {
            fields.error(
                    "size",
                    "is too small for the fields of a JSON message; give " + Limits.JSON_PAYLOAD_BYTES_MIN
                            + " bytes or more, or payload.format: raw");
        }
        fields.end();
        return new Payload(format, size);
    }

    private static KeyKind key(SpecFields fields) {
        KeyKind kind = fields.word("kind", KeyKind.NONE, KeyKind.class);
        fields.end();
        return kind;
    }

    private static Producer producer(SpecFields fields) {
        String acks = fields.oneOf("acks", "all", List.of("all", "0", "1"));
        // without acks=all Kafka cannot be idempotent, so only an explicit setting can conflict
        boolean idempotence = fields.truth("idempotence", acks.equals("all"));
        Producer producer = new Producer(
                acks,
                idempotence,
                fields.oneOf("compression", "none", List.of("none", "gzip", "snappy", "lz4", "zstd")),
                (int) fields.wholeNumber("lingerMs", LINGER_MS, 0, Limits.LINGER_MS_MAX),
                (int) fields.bytes("batchSize", BATCH_BYTES, 0, Limits.BATCH_BYTES_MAX),
                fields.bytes("bufferMemory", BUFFER_BYTES, 1, Limits.BUFFER_BYTES_MAX),
                (int) fields.wholeNumber("maxInFlight", Limits.IDEMPOTENT_IN_FLIGHT_MAX, 1, Limits.IN_FLIGHT_MAX),
                (int) fields.wholeNumber("requestTimeoutMs", REQUEST_TIMEOUT_MS, 1, Limits.TIMEOUT_MS_MAX),
                (int) fields.wholeNumber("deliveryTimeoutMs", DELIVERY_TIMEOUT_MS, 1, Limits.TIMEOUT_MS_MAX));
        if (idempotence && !acks.equals("all")) {
            fields.error("idempotence", "needs acks: all");
        }
        if (idempotence && producer.maxInFlight() > Limits.IDEMPOTENT_IN_FLIGHT_MAX) {
            fields.error("maxInFlight", "is at most " + Limits.IDEMPOTENT_IN_FLIGHT_MAX + " with idempotence: true");
        }
        if (producer.deliveryTimeoutMs() < producer.lingerMs() + producer.requestTimeoutMs()) {
            fields.error("deliveryTimeoutMs", "must be at least lingerMs + requestTimeoutMs");
        }
        fields.end();
        return producer;
    }

    private static Workers workers(SpecFields fields) {
        Workers workers = new Workers(
                (int) fields.wholeNumber("expected", 1, 1, Limits.WORKERS_MAX),
                fields.duration("timeout", WORKERS_TIMEOUT, Duration.ofSeconds(1), Duration.ofHours(1)),
                fields.word("lapse", RunSpec.ControllerLossPolicy.CONTINUE, RunSpec.ControllerLossPolicy.class));
        fields.end();
        return workers;
    }

    private static Consumers consumers(SpecFields fields) {
        Consumers consumers = new Consumers(
                (int) fields.wholeNumber("groups", 0, 0, Limits.GROUPS_MAX),
                (int) fields.wholeNumber("members", 1, 1, Limits.GROUP_MEMBERS_MAX),
                fields.word("protocol", GroupProtocol.CLASSIC, GroupProtocol.class),
                fields.word("isolation", Isolation.READ_UNCOMMITTED, Isolation.class),
                fields.word("start", Start.LATEST, Start.class),
                fields.truth("backlog", false),
                (int) fields.wholeNumber("processingMicros", 0, 0, Limits.PROCESSING_MICROS_MAX),
                rate(fields, new Rate.Max(), "records"),
                (int) fields.wholeNumber("maxPollRecords", POLL_RECORDS, 1, Limits.POLL_RECORDS_MAX),
                (int) fields.bytes("fetchMinBytes", 1, 1, Limits.FETCH_BYTES_MAX),
                (int) fields.wholeNumber("fetchMaxWaitMs", FETCH_WAIT_MS, 0, Limits.FETCH_WAIT_MS_MAX),
                fields.duration("catchUp", CATCH_UP, Duration.ofSeconds(1), Duration.ofDays(1)));
        fields.end();
        return consumers;
    }

    /** The named objectives, and the default of each other metric; an empty list disables the defaults. */
    private static List<Objective> objectives(SpecFields fields, Extent extent, Rate rate) {
        List<Objective> objectives = named(fields);
        boolean none = objectives.isEmpty() && fields.value("objectives").isPresent();
        boolean paced = rate instanceof Rate.PerSecond
                && RunSpec.scheduleSeconds(extent, rate)
                        .filter(seconds -> seconds >= SECONDS_MIN)
                        .isPresent();
        if (!none) {
            addUnlessNamed(ERRORS_BY_DEFAULT, objectives);
            if (paced) {
                addUnlessNamed(RATE_BY_DEFAULT, objectives);
            }
        }
        return objectives;
    }

    private static void addUnlessNamed(Objective byDefault, List<Objective> objectives) {
        boolean named = objectives.stream().anyMatch(objective -> objective.metric() == byDefault.metric());
        // a written spec must be readable
        if (!named && objectives.size() < Limits.OBJECTIVES_MAX) {
            objectives.add(byDefault);
        }
    }

    private static List<Objective> named(SpecFields fields) {
        List<Objective> objectives = new ArrayList<>();
        Optional<JsonNode> list = fields.value("objectives");
        if (list.isEmpty()) {
            return objectives;
        }
        if (!list.get().isArray() || list.get().size() > Limits.OBJECTIVES_MAX) {
            fields.error(
                    "objectives",
                    "takes a list of at most " + Limits.OBJECTIVES_MAX + " texts such as \"response.p99<20ms\"");
            return objectives;
        }
        for (int i = 0; i < list.get().size(); i++) {
            JsonNode item = list.get().get(i);
            try {
                objectives.add(Objective.parse(item.isString() ? item.stringValue() : item.toString()));
            } catch (IllegalArgumentException e) {
                fields.error("objectives[" + i + "]", String.valueOf(e.getMessage()));
            }
        }
        return objectives;
    }

    private static void checkTogether(RunSpec spec, List<FieldError> errors) {
        Producer producer = spec.producer();
        if (right(errors, "payload.size", "producer.bufferMemory")
                && spec.payload().size() + Limits.RECORD_OVERHEAD_BYTES_MAX > producer.bufferMemory()) {
            errors.add(new FieldError(
                    "producer.bufferMemory",
                    "must hold at least one message: payload.size = "
                            + spec.payload().size() + " and " + Limits.RECORD_OVERHEAD_BYTES_MAX
                            + " bytes for its key, header and framing"));
        }
        if (right(errors, "producer.batchSize", "producer.bufferMemory")
                && producer.batchSize() > producer.bufferMemory()) {
            errors.add(new FieldError(
                    "producer.bufferMemory",
                    "must hold at least one batch of producer.batchSize = " + producer.batchSize() + " bytes"));
        }
        if (spec.rate() instanceof Rate.PerSecond rate && right(errors, "rate", "messages", "duration")) {
            checkLength(spec.extent(), rate.value()).ifPresent(errors::add);
        }
        if (right(errors, "rate", "messages", "duration", "warmup")) {
            checkWarmup(spec).ifPresent(errors::add);
        }
        if (right(errors, "rate", "objectives")) {
            checkObjectives(spec, errors);
        }
    }

    private static Optional<FieldError> checkLength(Extent extent, double rate) {
        return switch (extent) {
            case Extent.Timed time
            when time.duration().toMillis() / 1e3 * rate > Limits.MESSAGES_MAX ->
                Optional.of(new FieldError(
                        "duration", "times the rate is over the limit of " + Limits.MESSAGES_MAX + " messages"));
            case Extent.Messages messages
            when messages.count() / rate > Limits.DURATION_SECONDS_MAX ->
                Optional.of(new FieldError(
                        "messages",
                        "take longer at this rate than the limit of "
                                + Quantity.format(Duration.ofSeconds(Limits.DURATION_SECONDS_MAX))));
            case Extent.Timed fits -> Optional.empty();
            case Extent.Messages fits -> Optional.empty();
        };
    }

    private static Optional<FieldError> checkWarmup(RunSpec spec) {
        double warmup = spec.warmup().toNanos() / 1e9;
        return spec.scheduleSeconds()
                .filter(seconds -> warmup > 0 && warmup >= seconds)
                .map(seconds -> new FieldError(
                        "warmup",
                        String.format(
                                Locale.ROOT,
                                "must be shorter than the run, which takes %s s: else nothing is measured; it is %s",
                                BigDecimal.valueOf(seconds).stripTrailingZeros().toPlainString(),
                                Quantity.format(spec.warmup()))));
    }

    private static void checkObjectives(RunSpec spec, List<FieldError> errors) {
        for (int i = 0; i < spec.objectives().size(); i++) {
            if (spec.objectives().get(i).stat() == Objective.Stat.SHARE && spec.rate() instanceof Rate.Max) {
                errors.add(
                        new FieldError(
                                "objectives[" + i + "]",
                                "a share of the scheduled load needs a rate, and this is rate: max; write one like rate>=9900"));
            }
        }
    }

    /** No mistake was found in these fields, so that no error follows from a default in their place. */
    private static boolean right(List<FieldError> errors, String... fields) {
        return errors.stream().map(FieldError::field).noneMatch(List.of(fields)::contains);
    }
}
