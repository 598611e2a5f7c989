package klt.common.spec.consumers;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import klt.common.spec.input.SpecText;
import klt.common.spec.input.ValueReader.Mistakes;
import klt.common.spec.limit.Limits;
import klt.common.text.JsonScalar;
import klt.common.text.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Parses a group's start as users write it:
 *
 * <pre>
 * latest
 * earliest
 * {offset: 1000}
 * {timestamp: 2026-11-30T12:00:00Z}
 * {timestamp: 1h ago}
 * {bytesBehind: 1GiB}
 * </pre>
 */
public final class StartForm {

    /** The allowed values, for error messages. */
    public static final String SHOWN = "latest, earliest, {offset: 1000}, {timestamp: 2026-11-30T12:00:00Z},"
            + " {timestamp: 1h ago} or {bytesBehind: 1GiB}";

    private static final String LATEST = "latest";
    private static final String EARLIEST = "earliest";
    private static final String OFFSET = "offset";
    private static final String TIMESTAMP = "timestamp";
    private static final String BYTES_BEHIND = "bytesBehind";

    private static final String AGO = " ago";
    private static final Duration AGO_MAX = Duration.ofDays(Limits.START_DAYS_MAX);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private StartForm() {}

    /** @return empty if there was an error */
    public static Optional<Start> read(JsonNode given, Mistakes mistakes) {
        JsonNode node = SpecText.structure(given);
        if (node.isString() && node.stringValue().equals(LATEST)) {
            return Optional.of(new Start.Latest());
        }
        if (node.isString() && node.stringValue().equals(EARLIEST)) {
            return Optional.of(new Start.Earliest());
        }
        List<String> names = node.isObject() ? List.copyOf(node.propertyNames()) : List.of();
        String name = names.size() == 1 ? names.getFirst() : "";
        return switch (name) {
            case OFFSET ->
                value(
                        node,
                        name,
                        number(Quantity::count).andThen(offset -> offset.map(Start.Offset::new)),
                        "takes a whole number from 0 to " + Limits.START_MAX,
                        mistakes);
            case TIMESTAMP ->
                value(
                        node,
                        name,
                        StartForm::timestamp,
                        "takes an instant such as 2026-11-30T12:00:00Z, or a time up to " + Quantity.format(AGO_MAX)
                                + " before the run, such as 1h ago",
                        mistakes);
            case BYTES_BEHIND ->
                value(
                        node,
                        name,
                        number(Quantity::bytes).andThen(bytes -> bytes.map(Start.BytesBehind::new)),
                        "takes a whole number of bytes from 0 to " + Limits.START_MAX + ", such as 1GiB",
                        mistakes);
            default -> {
                mistakes.add("", "takes " + SHOWN + ", not " + JsonScalar.shown(node));
                yield Optional.empty();
            }
        };
    }

    private static Optional<Start> value(
            JsonNode node,
            String name,
            Function<String, ? extends Optional<? extends Start>> parse,
            String takes,
            Mistakes mistakes) {
        Optional<Start> start = JsonScalar.of(node.get(name)).flatMap(parse);
        if (start.isEmpty()) {
            mistakes.add("." + name, takes + ", not " + JsonScalar.shown(node.get(name)));
        }
        return start;
    }

    private static Function<String, Optional<Long>> number(Function<String, Optional<BigDecimal>> parse) {
        return text -> parse.apply(text)
                .filter(number -> number.stripTrailingZeros().scale() <= 0)
                .filter(number -> number.compareTo(BigDecimal.valueOf(Limits.START_MAX)) <= 0)
                .map(BigDecimal::longValue);
    }

    private static Optional<Start> timestamp(String text) {
        String time = text.strip();
        if (time.endsWith(AGO)) {
            return Quantity.duration(
                            time.substring(0, time.length() - AGO.length()).strip())
                    .filter(ago -> ago.compareTo(AGO_MAX) <= 0)
                    .map(Start.Ago::new);
        }
        try {
            return Optional.of(Instant.parse(time))
                    .filter(at -> !at.isBefore(Instant.EPOCH))
                    .map(Start.Timestamp::new);
        } catch (DateTimeParseException notAnInstant) {
            return Optional.empty();
        }
    }

    public static JsonNode write(Start start) {
        return switch (start) {
            case Start.Latest() -> JSON.stringNode(LATEST);
            case Start.Earliest() -> JSON.stringNode(EARLIEST);
            case Start.Offset(long offset) -> JSON.objectNode().put(OFFSET, offset);
            case Start.Timestamp(Instant at) -> JSON.objectNode().put(TIMESTAMP, at.toString());
            case Start.Ago(Duration time) -> JSON.objectNode().put(TIMESTAMP, Quantity.format(time) + AGO);
            case Start.BytesBehind(long bytes) -> JSON.objectNode().put(BYTES_BEHIND, bytes);
        };
    }
}
