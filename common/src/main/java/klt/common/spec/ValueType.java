package klt.common.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import klt.common.spec.SpecSchema.Range;
import klt.common.spec.client.AllowedProperties;
import klt.common.spec.client.PropertiesForm;
import klt.common.spec.input.SpecText;
import klt.common.spec.input.ValueReader;
import klt.common.spec.input.ValueReader.Mistakes;
import klt.common.spec.limit.Limits;
import klt.common.spec.load.Rate;
import klt.common.spec.message.FixedHeader;
import klt.common.spec.message.HeadersForm;
import klt.common.spec.message.MessageLimits;
import klt.common.spec.message.SizesForm;
import klt.common.spec.message.WeightsForm;
import klt.common.spec.message.size.Sizes;
import klt.common.spec.objective.Objective;
import klt.common.spec.tag.TagsForm;
import klt.common.text.JsonScalar;
import klt.common.text.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The type of a key's values, which determines how they are read, written and described.
 *
 * @param unit a number's unit, if any
 * @param words all of a choice's values, or the names of all properties; empty for other types
 */
record ValueType<T>(
        Kind kind,
        String unit,
        Optional<Range> range,
        List<String> words,
        ValueReader<T> reader,
        Function<T, JsonNode> writer) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    enum Kind {
        TEXT,
        /** A string that may have several lines. */
        LINES,
        BOOLEAN,
        CHOICE,
        INTEGER,
        NUMBER,
        BYTES,
        SIZES,
        DURATION,
        RATE,
        STAGES,
        WEIGHTS,
        HEADERS,
        TAGS,
        PROPERTIES,
        GROUPS,
        START,
        OBJECTIVES
    }

    ValueType {
        words = List.copyOf(words);
    }

    static ValueType<Boolean> bool() {
        return new ValueType<>(
                Kind.BOOLEAN,
                "",
                Optional.empty(),
                List.of(),
                taking("takes true or false", node -> switch (node) {
                    case JsonNode n when n.isBoolean() -> Optional.of(n.booleanValue());
                    case JsonNode n when n.isString() && n.stringValue().equals("true") -> Optional.of(true);
                    case JsonNode n when n.isString() && n.stringValue().equals("false") -> Optional.of(false);
                    default -> Optional.empty();
                }),
                JSON::booleanNode);
    }

    static ValueType<String> oneOf(String... words) {
        return choice(List.of(words), word -> word, word -> word);
    }

    static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        return choice(
                Stream.of(type.getEnumConstants()).map(ValueType::word).toList(),
                word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT)),
                ValueType::word);
    }

    /** A choice whose values are words such as {@code round-robin}. */
    static <E extends Enum<E>> ValueType<E> oneOfHyphenated(Class<E> type) {
        return choice(
                Stream.of(type.getEnumConstants()).map(ValueType::hyphenated).toList(),
                word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_')),
                ValueType::hyphenated);
    }

    private static String hyphenated(Enum<?> value) {
        return word(value).replace('_', '-');
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static <T> ValueType<T> choice(List<String> words, Function<String, T> parse, Function<T, String> word) {
        return new ValueType<>(
                Kind.CHOICE,
                "",
                Optional.empty(),
                words,
                taking(
                        "takes one of " + String.join(", ", words),
                        node -> JsonScalar.of(node).filter(words::contains).map(parse)),
                value -> JSON.stringNode(word.apply(value)));
    }

    static ValueType<Integer> integer(int min, int max) {
        return integer(min, max, "");
    }

    static ValueType<Integer> integer(int min, int max, String unit) {
        return number(Kind.INTEGER, unit, min, max, value -> (int) value, value -> JSON.numberNode((int) value));
    }

    static ValueType<Long> integer(long min, long max) {
        return number(Kind.INTEGER, "", min, max, value -> value, value -> JSON.numberNode((long) value));
    }

    /** A decimal number. */
    static ValueType<Double> decimal(double min, double max) {
        String range = plain(min) + " to " + plain(max);
        return new ValueType<>(
                Kind.NUMBER,
                "",
                Optional.of(new Range(min, max, range)),
                List.of(),
                taking(
                        "takes a number from " + range,
                        node -> JsonScalar.of(node)
                                .flatMap(Quantity::count)
                                .map(BigDecimal::doubleValue)
                                .filter(value -> value >= min && value <= max)),
                JSON::numberNode);
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    static ValueType<Integer> bytes(int min, int max) {
        return number(Kind.BYTES, "bytes", min, max, value -> (int) value, value -> JSON.numberNode((int) value));
    }

    static ValueType<Long> bytes(long min, long max) {
        return number(Kind.BYTES, "bytes", min, max, value -> value, value -> JSON.numberNode((long) value));
    }

    private static <T> ValueType<T> number(
            Kind kind, String unit, long min, long max, LongFunction<T> of, Function<T, JsonNode> writer) {
        boolean bytes = kind == Kind.BYTES;
        Function<String, Optional<BigDecimal>> parse = bytes ? Quantity::bytes : Quantity::count;
        String takes =
                String.format(Locale.ROOT, "takes a whole number from %,d to %,d%s", min, max, bytes ? " bytes" : "");
        return new ValueType<>(
                kind,
                unit,
                Optional.of(new Range(min, max, String.format(Locale.ROOT, "%,d to %,d", min, max))),
                List.of(),
                taking(
                        takes,
                        node -> JsonScalar.of(node)
                                .flatMap(parse)
                                .filter(value -> value.stripTrailingZeros().scale() <= 0)
                                .filter(value -> value.compareTo(BigDecimal.valueOf(min)) >= 0
                                        && value.compareTo(BigDecimal.valueOf(max)) <= 0)
                                .map(value -> of.apply(value.longValue()))),
                writer);
    }

    /** A size, or a distribution of sizes. */
    static ValueType<Sizes> sizes() {
        return new ValueType<>(
                Kind.SIZES,
                "",
                Optional.of(new Range(0, MessageLimits.VALUE_BYTES_MAX, SizesForm.RANGE + ", or a distribution")),
                List.of(),
                (node, mistakes) -> SizesForm.read(SpecText.structure(node), mistakes),
                SizesForm::write);
    }

    /** A list of weights, at least one of which is not 0. */
    static ValueType<List<Integer>> weights(int countMax) {
        return new ValueType<>(
                Kind.WEIGHTS,
                "",
                Optional.of(new Range(1, countMax, WeightsForm.shown(countMax))),
                List.of(),
                taking(
                        "takes a list of " + WeightsForm.shown(countMax),
                        node -> WeightsForm.read(SpecText.structure(node), countMax)),
                WeightsForm::write);
    }

    /** Record headers, by name. */
    static ValueType<List<FixedHeader>> headers() {
        String shown = "at most " + MessageLimits.HEADERS_MAX + " names with string values";
        return new ValueType<>(
                Kind.HEADERS,
                "",
                Optional.of(new Range(0, MessageLimits.HEADERS_MAX, shown)),
                List.of(),
                (node, mistakes) -> HeadersForm.read(SpecText.structure(node), mistakes),
                HeadersForm::write);
    }

    /** A run's tags, by name. */
    static ValueType<SortedMap<String, String>> tags() {
        return new ValueType<>(
                Kind.TAGS,
                "",
                Optional.of(new Range(0, Limits.TAGS_MAX, TagsForm.SHOWN)),
                List.of(),
                (node, mistakes) -> TagsForm.read(SpecText.structure(node), mistakes),
                TagsForm::write);
    }

    /** Kafka client properties, by name. */
    static ValueType<SortedMap<String, String>> properties(AllowedProperties table) {
        return new ValueType<>(
                Kind.PROPERTIES,
                "",
                Optional.empty(),
                List.copyOf(table.allowed()),
                (node, mistakes) -> PropertiesForm.read(table, SpecText.structure(node), mistakes),
                PropertiesForm::write);
    }

    static ValueType<Duration> duration(Duration min, Duration max) {
        String range = Quantity.format(min) + " to " + Quantity.format(max);
        return new ValueType<>(
                Kind.DURATION,
                "",
                Optional.of(new Range(min.toSeconds(), max.toSeconds(), range)),
                List.of(),
                taking(
                        "takes a time from " + range + ", such as 90s or 1h20m",
                        node -> Optional.of(node)
                                .filter(JsonNode::isString)
                                .flatMap(text -> Quantity.duration(text.stringValue()))
                                .filter(time -> time.compareTo(min) >= 0 && time.compareTo(max) <= 0)),
                time -> JSON.stringNode(Quantity.format(time)));
    }

    /**
     * @param what the unit counted per second
     * @param min the lowest allowed rate; 0 if the run may send nothing
     */
    static ValueType<Rate> rate(String what, double min) {
        String none = min == 0 ? "%s to %,d, 0 for none, or max" : "%s to %,d, or max";
        String shown = String.format(Locale.ROOT, none, Limits.RATE_MIN, (long) Limits.RATE_MAX);
        return new ValueType<>(
                Kind.RATE,
                what + "/s",
                Optional.of(new Range(min, (long) Limits.RATE_MAX, shown)),
                List.of(),
                taking("takes " + what + " per second from " + shown, node -> {
                    if (node.isString() && node.stringValue().equals("max")) {
                        return Optional.of(new Rate.Max());
                    }
                    return JsonScalar.of(node)
                            .flatMap(Quantity::count)
                            .map(BigDecimal::doubleValue)
                            .filter(rate -> rate == min || (rate >= Limits.RATE_MIN && rate <= Limits.RATE_MAX))
                            .map(rate -> rate == 0 ? new Rate.None() : new Rate.PerSecond(rate));
                }),
                rate -> switch (rate) {
                    case Rate.PerSecond(double value) -> number(value);
                    case Rate.Max() -> JSON.stringNode("max");
                    case Rate.None() -> JSON.numberNode(0);
                    case Rate.Staged staged -> throw new IllegalArgumentException("stages have their own key");
                    case Rate.Limit limit -> throw new IllegalArgumentException("a search has its own keys");
                });
    }

    /** Writes whole numbers without a decimal point. */
    static JsonNode number(double value) {
        return value == Math.rint(value) ? JSON.numberNode((long) value) : JSON.numberNode(value);
    }

    static ValueType<List<Objective>> objectives() {
        return new ValueType<>(
                Kind.OBJECTIVES,
                "",
                Optional.of(new Range(0, Limits.OBJECTIVES_MAX, "at most " + Limits.OBJECTIVES_MAX + " entries")),
                List.of(),
                ValueType::readObjectives,
                objectives -> {
                    ArrayNode list = JSON.arrayNode();
                    objectives.forEach(objective -> list.add(objective.expression()));
                    return list;
                });
    }

    private static Optional<List<Objective>> readObjectives(JsonNode list, Mistakes mistakes) {
        if (!list.isArray() || list.size() > Limits.OBJECTIVES_MAX) {
            mistakes.add(
                    "", "takes a list of at most " + Limits.OBJECTIVES_MAX + " strings such as \"response.p99<20ms\"");
            return Optional.empty();
        }
        List<Objective> objectives = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            try {
                objectives.add(Objective.parse(item.isString() ? item.stringValue() : item.toString()));
            } catch (IllegalArgumentException e) {
                mistakes.add("[" + i + "]", String.valueOf(e.getMessage()));
            }
        }
        return Optional.of(objectives);
    }

    /** Returns a reader that reports every error with the same message. */
    static <T> ValueReader<T> taking(String takes, Function<JsonNode, Optional<T>> parse) {
        return (node, mistakes) -> {
            Optional<T> value = parse.apply(node);
            if (value.isEmpty()) {
                mistakes.add("", takes + ", not " + JsonScalar.shown(node));
            }
            return value;
        };
    }
}
