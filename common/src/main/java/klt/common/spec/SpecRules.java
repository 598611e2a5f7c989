package klt.common.spec;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import klt.common.spec.RunSpec.Producer;
import klt.common.spec.client.ClientProperties;
import klt.common.spec.client.PropertiesForm;
import klt.common.spec.consumers.Consumers;
import klt.common.spec.consumers.Group;
import klt.common.spec.consumers.GroupProtocol;
import klt.common.spec.input.FieldError;
import klt.common.spec.input.SpecFields;
import klt.common.spec.limit.Limits;
import klt.common.spec.message.Values;
import klt.common.text.Counted;
import klt.common.text.Listing;
import klt.common.text.OneLine;

/** Rules for a spec beyond those expressed by types and their limits: rules for names, and rules between keys. */
final class SpecRules {

    /** The part of a field's path that starts with a list position, such as {@code [2].peak}. */
    private static final Pattern PLACE_IN_LIST = Pattern.compile("\\[.*");

    /** The keys that determine a run's length. */
    private static final String[] LENGTH = {"rate", "messages", "duration", "load.stages", "load.repeat", "limit"};

    private static final String RETRIES = "retries";
    private static final String REQUEST_SIZE = "max.request.size";
    private static final String PARTITIONER = "partitioner.";
    private static final String HEARTBEAT = "heartbeat.interval.ms";
    private static final String SESSION = "session.timeout.ms";
    private static final String REQUEST_TIMEOUT = "request.timeout.ms";

    /** Properties that some group protocols do not support; Kafka's consumer would reject or ignore them. */
    private static final Map<String, Set<GroupProtocol>> PROTOCOLS = Map.of(
            HEARTBEAT,
            EnumSet.of(GroupProtocol.CLASSIC),
            SESSION,
            EnumSet.of(GroupProtocol.CLASSIC),
            "group.remote.assignor",
            EnumSet.of(GroupProtocol.CONSUMER),
            "max.poll.interval.ms",
            EnumSet.of(GroupProtocol.CLASSIC, GroupProtocol.CONSUMER));

    private SpecRules() {}

    /** Returns the error in a run's name, if any. */
    static Optional<String> name(String text) {
        String name = text.strip();
        boolean wrong = name.isEmpty() || name.length() > Limits.NAME_LENGTH_MAX || !OneLine.isPrintable(name);
        return wrong
                ? Optional.of("takes 1 to " + Limits.NAME_LENGTH_MAX + " printable characters on one line")
                : Optional.empty();
    }

    /** Checks the rules between a section's keys. */
    static void checkSection(String section, SpecValues values, SpecFields fields) {
        SpecKeys.all().stream()
                .filter(key -> key.section().equals(section))
                .forEach(key -> checkEffect(key, values, fields));
        switch (section) {
            case "load" -> LoadKeys.checkSection(values, fields);
            case "producer" -> ProducerKeys.checkProducer(values, fields);
            case "transactions" -> ProducerKeys.checkTransactions(values, fields);
            default -> MessageKeys.check(section, values, fields);
        }
    }

    /** Checks the rules that a stored spec need not meet, because earlier versions accepted specs that violate them. */
    static void checkNew(RunSpec spec, List<FieldError> errors) {
        if (right(errors, "objectives", "abortAfter", "limit")) {
            LoadRules.checkAbort(spec, errors);
        }
    }

    /** Checks the rules between sections, skipping those that already have an error. */
    static void checkTogether(RunSpec spec, List<FieldError> errors) {
        if (right(errors, "topic", "payload")) {
            checkTopics(spec, errors);
        }
        if (right(errors, "payload", "headers", "producer.bufferMemory")) {
            checkBufferHoldsMessage(spec).ifPresent(errors::add);
        }
        if (right(errors, "producer.batchSize", "producer.bufferMemory")) {
            checkBufferHoldsBatch(spec.producer()).ifPresent(errors::add);
        }
        if (right(errors, LENGTH)) {
            LoadRules.checkLength(spec.load()).ifPresent(errors::add);
            if (right(errors, "warmup")) {
                LoadRules.checkWarmup(spec.load()).ifPresent(errors::add);
            }
        }
        if (right(errors, "rate", "load.stages", "load.arrivals", "objectives")) {
            LoadRules.checkRateMax(spec, errors);
        }
        if (right(errors, "producer", "partitioner", "verification", "consumers", "payload", "headers")) {
            checkProducerProperties(spec, errors);
        }
        if (right(errors, "limit", "objectives")) {
            LoadRules.checkSearch(spec, errors);
        }
        if (right(errors, "consumers")) {
            checkConsumerProperties(spec.consumers(), errors);
        }
        if (right(errors, "objectives", "topic", "consumers.groups")) {
            GroupRules.checkObjectives(spec, errors);
        }
        if (!spec.load().sends() && right(errors, "rate", "consumers")) {
            GroupRules.checkWithoutLoad(spec, errors);
        }
    }

    private static void checkTopics(RunSpec spec, List<FieldError> errors) {
        RunSpec.Topic topic = spec.topic();
        int topics = topic.names().size();
        if (!topic.weights().isEmpty() && topic.weights().size() != topics) {
            errors.add(new FieldError(
                    "topic.weights",
                    "has " + Counted.of(topic.weights().size(), "weight") + " for " + Counted.of(topics, "topic")
                            + "; set one for each"));
        }
        if ((long) topics * topic.partitions() > Limits.PARTITIONS_MAX) {
            errors.add(new FieldError(
                    "topic.partitions",
                    Counted.of(topics, "topic") + " with " + topic.partitions() + " partitions each are more than "
                            + Limits.PARTITIONS_MAX + " partitions; set at most " + Limits.PARTITIONS_MAX / topics));
        }
        if (topics > 1
                && spec.message().payload().values() instanceof Values.OfSchema ofSchema
                && ofSchema.schema().subject().isEmpty()) {
            errors.add(new FieldError(
                    "payload.subject",
                    "must be set if there are several topics: by default it is named after the topic"));
        }
    }

    private static void checkEffect(SpecKey<?> key, SpecValues values, SpecFields fields) {
        key.onlyWith()
                .filter(condition -> values.has(key) && !values.isWrong(condition.key()) && !condition.isMet(values))
                .ifPresent(condition -> fields.error(
                        key.name(),
                        "has no effect without " + condition.key().path() + " " + Listing.or(condition.words())
                                + "; remove it or set that key"));
    }

    /** Performs the checks of Kafka's producer constructor, and rejects properties that would have no effect. */
    private static void checkProducerProperties(RunSpec spec, List<FieldError> errors) {
        SortedMap<String, String> properties = spec.producer().properties();
        BiConsumer<String, String> error = errorIn("producer.properties", errors);
        if (spec.producer().idempotence() && number(properties, RETRIES).orElse(1L) == 0) {
            error.accept(RETRIES, "must be 1 or more with producer.idempotence: true");
        }
        // if only the workers know the value sizes, they check this themselves
        spec.message().payload().maxBytes(spec.load()).ifPresent(value -> {
            long message = spec.message().recordBytesMax(value);
            if (number(properties, REQUEST_SIZE).orElse(message) < message) {
                error.accept(
                        REQUEST_SIZE,
                        "must be at least " + message + ": a value of up to " + value
                                + " and its key, headers and framing");
            }
        });
        if (!spec.clientChoosesPartition()) {
            properties.keySet().stream()
                    .filter(name -> name.startsWith(PARTITIONER))
                    .forEach(name -> error.accept(
                            name,
                            "has no effect unless Kafka's client chooses the partition: that needs one topic, partitioner"
                                    + " default or key, verification none, no consumers and producer.perWorker 1"));
        }
    }

    /** Checks each group's properties, or the section's if the groups have no settings of their own. */
    private static void checkConsumerProperties(Consumers consumers, List<FieldError> errors) {
        if (consumers.haveCommonSettings()) {
            checkConsumerProperties("consumers", consumers.common(), errors);
            return;
        }
        for (int i = 0; i < consumers.groups().size(); i++) {
            checkConsumerProperties(
                    "consumers.groups[" + i + "]", consumers.groups().get(i), errors);
        }
    }

    /** Performs the checks that Kafka's consumers would perform on creation or when joining their group. */
    private static void checkConsumerProperties(String path, Group group, List<FieldError> errors) {
        SortedMap<String, String> properties = group.client().properties();
        BiConsumer<String, String> error = errorIn(path + ".properties", errors);
        for (String name : properties.keySet()) {
            Set<GroupProtocol> protocols = PROTOCOLS.getOrDefault(name, EnumSet.allOf(GroupProtocol.class));
            if (!protocols.contains(group.protocol())) {
                error.accept(
                        name,
                        "needs " + path + ".protocol "
                                + protocols.stream().map(ValueType::word).collect(Collectors.joining(" or ")));
            }
        }
        long heartbeat = numberOrDefault(properties, HEARTBEAT);
        long session = numberOrDefault(properties, SESSION);
        if (heartbeat >= session) {
            error.accept(
                    properties.containsKey(HEARTBEAT) ? HEARTBEAT : SESSION,
                    HEARTBEAT + " = " + heartbeat + " must be below " + SESSION + " = " + session);
        }
        int wait = group.client().fetchMaxWaitMs();
        if (number(properties, REQUEST_TIMEOUT).orElse(Long.MAX_VALUE) <= wait) {
            error.accept(REQUEST_TIMEOUT, "must be above " + path + ".fetchMaxWaitMs = " + wait);
        }
    }

    private static BiConsumer<String, String> errorIn(String key, List<FieldError> errors) {
        return (name, message) -> errors.add(new FieldError(key + PropertiesForm.place(name), message));
    }

    private static Optional<Long> number(SortedMap<String, String> properties, String name) {
        return Optional.ofNullable(properties.get(name)).map(Long::valueOf);
    }

    private static long numberOrDefault(SortedMap<String, String> properties, String name) {
        return number(properties, name)
                .orElseGet(() -> ((Number) ClientProperties.CONSUMER.byDefault(name)).longValue());
    }

    private static Optional<FieldError> checkBufferHoldsMessage(RunSpec spec) {
        int size = spec.message().payload().maxBytes(spec.load()).orElse(0);
        int bytes = spec.message().recordBytesMax(size);
        return bytes > spec.producer().bufferMemory()
                ? Optional.of(new FieldError(
                        "producer.bufferMemory",
                        "must hold at least one message: a value of up to " + size + " and " + (bytes - size)
                                + " bytes for its key, headers and framing"))
                : Optional.empty();
    }

    private static Optional<FieldError> checkBufferHoldsBatch(Producer producer) {
        return producer.batchSize() > producer.bufferMemory()
                ? Optional.of(new FieldError(
                        "producer.bufferMemory",
                        "must hold at least one batch of producer.batchSize = " + producer.batchSize() + " bytes"))
                : Optional.empty();
    }

    /**
     * Returns whether these fields are free of errors. If one has an error, the default that replaces its value could cause another,
     * misleading error.
     */
    private static boolean right(List<FieldError> errors, String... fields) {
        return errors.stream()
                .map(error -> PLACE_IN_LIST.matcher(error.field()).replaceFirst(""))
                .noneMatch(wrong ->
                        Stream.of(fields).anyMatch(field -> wrong.equals(field) || wrong.startsWith(field + ".")));
    }
}
