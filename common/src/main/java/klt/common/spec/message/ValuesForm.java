package klt.common.spec.message;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import klt.common.spec.input.SpecText;
import klt.common.spec.message.template.Template;
import klt.common.text.JsonScalar;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Parses keys that describe values: a template, a path to samples, hexadecimal bytes, or a schema and its subject. */
public final class ValuesForm {

    private static final String SEPARATOR = "/";
    private static final Pattern MESSAGE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");

    private ValuesForm() {}

    /**
     * @param mistakes receives the path and message of each error
     * @return empty if there was an error
     */
    public static Optional<Template> template(String text, Consumer<String> mistakes) {
        Optional<Template> template = Template.parse(text, mistakes);
        if (template.isPresent() && template.get().bytesMax() > MessageLimits.VALUE_BYTES_MAX) {
            mistakes.accept(String.format(
                    Locale.ROOT,
                    "produces values of up to %,d bytes; the maximum is %,d",
                    template.get().bytesMax(),
                    MessageLimits.VALUE_BYTES_MAX));
            return Optional.empty();
        }
        return template;
    }

    /** Rejects a relative path that leads out of its folder. */
    public static Optional<String> path(String text, Consumer<String> mistakes) {
        boolean leaves = Stream.of(text.split(SEPARATOR, -1))
                .anyMatch(name -> name.isBlank() || name.equals(".") || name.equals(".."));
        boolean unusual = text.codePoints().anyMatch(c -> c == '\\' || c == ':' || Character.isISOControl(c));
        if (leaves || unusual) {
            mistakes.accept("takes the path of a file or folder in the workers' PAYLOAD_DIR, such as orders.jsonl or "
                    + "orders/2026, not '" + JsonScalar.shown(text) + "'");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** Reads hexadecimal digits, two per byte, and ignores white space between them. */
    public static Optional<String> hex(String text, Consumer<String> mistakes) {
        StringBuilder digits = new StringBuilder();
        int position = 0;
        for (int c : text.codePoints().toArray()) {
            position++;
            if (Character.isWhitespace(c)) {
                continue;
            }
            if (c >= Character.MIN_SUPPLEMENTARY_CODE_POINT || Character.digit(c, 16) < 0 || c > 'f') {
                mistakes.accept("position " + position + ": '" + JsonScalar.shown(Character.toString(c))
                        + "' is not a hexadecimal digit (0-9, a-f)");
                return Optional.empty();
            }
            digits.appendCodePoint(c);
        }
        if (digits.length() % 2 != 0) {
            mistakes.accept("has " + digits.length() + " digits; write two for each byte");
            return Optional.empty();
        }
        if (digits.isEmpty() || digits.length() / 2 > MessageLimits.HEX_BYTES_MAX) {
            mistakes.accept(String.format(
                    Locale.ROOT, "takes 1 to %,d bytes, not %,d", MessageLimits.HEX_BYTES_MAX, digits.length() / 2));
            return Optional.empty();
        }
        return Optional.of(digits.toString().toLowerCase(Locale.ROOT));
    }

    /**
     * Checks that a schema of a JSON-based type is valid JSON. All other errors are left to the workers, because only they have the schema
     * libraries.
     *
     * @return empty if there is no error
     */
    public static Optional<String> schemaMistake(SchemaType type, String text) {
        return switch (type) {
            case AVRO -> jsonMistake(text, json -> json.isObject() || json.isArray() || json.isString(), "record");
            case PROTOBUF ->
                Optional.of("takes a .proto file, such as syntax = \"proto3\"; message Order {…}; it is empty")
                        .filter(unused -> text.isBlank());
            case JSON -> jsonMistake(text, JsonNode::isObject, "object");
        };
    }

    private static Optional<String> jsonMistake(String text, Predicate<JsonNode> schema, String example) {
        try {
            JsonNode json = SpecText.parseJson(text);
            return Optional.of("takes a schema in JSON, such as {\"type\": \"" + example + "\", …}, not "
                            + JsonScalar.shown(json))
                    .filter(unused -> !schema.test(json));
        } catch (JacksonException e) {
            return Optional.of("is not JSON: line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ": " + JsonScalar.shown(e.getOriginalMessage()));
        }
    }

    /** Reads a Protobuf message name, including the package. */
    public static Optional<String> messageName(String text, Consumer<String> mistakes) {
        if (!MESSAGE_NAME.matcher(text).matches()) {
            mistakes.accept(
                    "takes the name of a Protobuf message, such as shop.Order, not '" + JsonScalar.shown(text) + "'");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** Rejects a subject that a server could interpret as a path. */
    public static Optional<String> subject(String text, Consumer<String> mistakes) {
        boolean unusual = text.isBlank() || text.codePoints().anyMatch(Character::isISOControl);
        if (unusual || text.equals(".") || text.equals("..")) {
            mistakes.accept("takes a subject of the schema registry, such as orders-value, not '"
                    + JsonScalar.shown(text) + "'");
            return Optional.empty();
        }
        return Optional.of(text);
    }
}
