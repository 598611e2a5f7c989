package klt.worker.produce.payload.jsonschema;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.spec.message.template.TemplatePart;
import klt.worker.produce.message.BusTimestamp;
import klt.worker.produce.message.Decimal;
import klt.worker.produce.payload.segment.RandomSegments;
import klt.worker.produce.payload.segment.RandomUuid;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.random.MessageRandom;
import tools.jackson.databind.node.ObjectNode;

/** Compiles strings of letters and digits, or with a format. */
final class StringNodes {

    /** Number of characters in a random name within an address. */
    private static final int NAME_LENGTH = 12;

    /** Positions of the date and the time in a timestamp, which are separated by a T. */
    private static final int DATE_LENGTH = 10;

    private static final int TIME_AT = 11;

    /** Formats that validators may check but that the generator does not support. Other unknown formats do not restrict values. */
    private static final Set<String> REFUSED = Set.of(
            "idn-email",
            "idn-hostname",
            "iri",
            "iri-reference",
            "uri-template",
            "json-pointer",
            "relative-json-pointer",
            "regex");

    private final Document document;
    private final Keywords keywords;
    private final MessageRandom random;
    private final RandomSegments segments;

    StringNodes(Document document, Keywords keywords, MessageRandom random, long seed) {
        this.document = document;
        this.keywords = keywords;
        this.random = random;
        segments = new RandomSegments(random, seed);
    }

    ValueNode of(ObjectNode schema) {
        String format = schema.path("format").asString("");
        if (REFUSED.contains(format)) {
            throw document.refused(schema, "format", format + " is not supported; remove it");
        }
        int min = keywords.count(schema, "minLength").orElse(0);
        int max = keywords.count(schema, "maxLength").orElse(Integer.MAX_VALUE);
        if (min > max) {
            throw document.refused(schema, "minLength", "is above maxLength");
        }
        return quoted(ofFormat(format)
                .map(text -> {
                    if (text.bytesMax() < min || text.bytesMax() > max) {
                        boolean isShort = text.bytesMax() < min;
                        throw document.refused(
                                schema,
                                isShort ? "minLength" : "maxLength",
                                "is " + (isShort ? min : max) + "; values of the format " + format + " have "
                                        + text.bytesMax() + " characters");
                    }
                    return text;
                })
                .orElseGet(() -> text(
                        Math.clamp(RandomSegments.TEXT_MIN, min, max), Math.clamp(RandomSegments.TEXT_MAX, min, max))));
    }

    private static ValueNode quoted(ValueNode text) {
        ValueNode quote = ValueNode.of("\"");
        return ValueNode.inSequence(List.of(quote, text, quote));
    }

    /** Compiles a string of variable length. */
    ValueNode any() {
        return quoted(text(RandomSegments.TEXT_MIN, RandomSegments.TEXT_MAX));
    }

    private ValueNode text(int min, int max) {
        if (min == max) {
            return characters(max);
        }
        return new ValueNode(
                (sequence, fireAt, target, at) ->
                        segments.drawCharacters(min + random.nextInt(max - min + 1), target, at),
                max,
                (min + max) / 2.0);
    }

    private ValueNode characters(int count) {
        return ValueNode.ofSize(count, segments.characters(count));
    }

    /** Compiles ASCII texts of fixed length; returns empty for a format that does not restrict values. */
    private Optional<ValueNode> ofFormat(String format) {
        return switch (format) {
            case "uuid" ->
                Optional.of(ValueNode.ofSize(
                        TemplatePart.Uuid.LENGTH,
                        (sequence, fireAt, target, at) -> RandomUuid.write(random, target, at)));
            case "date-time" -> Optional.of(timestamp(0, BusTimestamp.LENGTH));
            case "date" -> Optional.of(timestamp(0, DATE_LENGTH));
            case "time" -> Optional.of(timestamp(TIME_AT, BusTimestamp.LENGTH));
            case "duration" ->
                Optional.of(ValueNode.inSequence(List.of(ValueNode.of("PT"), digits(1_000, 9_000), ValueNode.of("S"))));
            case "email" ->
                Optional.of(ValueNode.inSequence(List.of(characters(NAME_LENGTH), ValueNode.of("@example.com"))));
            case "hostname" ->
                Optional.of(ValueNode.inSequence(List.of(characters(NAME_LENGTH), ValueNode.of(".example.com"))));
            case "uri", "uri-reference" ->
                Optional.of(
                        ValueNode.inSequence(List.of(ValueNode.of("https://example.com/"), characters(NAME_LENGTH))));
            case "ipv4" ->
                Optional.of(ValueNode.inSequence(List.of(
                        ValueNode.of("10."),
                        digits(100, 100),
                        ValueNode.of("."),
                        digits(100, 100),
                        ValueNode.of("."),
                        digits(100, 100))));
            case "ipv6" ->
                Optional.of(ValueNode.inSequence(List.of(
                        ValueNode.of("2001:db8::"), digits(1_000, 9_000), ValueNode.of(":"), digits(1_000, 9_000))));
            default -> Optional.empty();
        };
    }

    /** Compiles a number with a fixed number of digits. */
    private ValueNode digits(int from, int count) {
        int digits = Decimal.digits(from);
        return ValueNode.ofSize(digits, (sequence, fireAt, target, at) -> {
            Decimal.write(from + random.nextInt(count), target, at, digits);
            return at + digits;
        });
    }

    /** Compiles a part of the fire time. */
    private static ValueNode timestamp(int from, int to) {
        BusTimestamp text = new BusTimestamp(() -> 0);
        byte[] whole = new byte[BusTimestamp.LENGTH];
        return ValueNode.ofSize(to - from, (sequence, fireAt, target, at) -> {
            text.write(fireAt, whole, 0);
            System.arraycopy(whole, from, target, at, to - from);
            return at + to - from;
        });
    }
}
