package klt.common.spec.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.header.MessageHeader;
import klt.common.spec.input.ValueReader.Mistakes;
import klt.common.text.JsonScalar;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Parses record headers as users write them: {@code {name: value}}. */
public final class HeadersForm {

    private HeadersForm() {}

    /**
     * @param mistakes receives the path of each error, such as {@code .name}, and its message
     * @return empty if there was an error
     */
    public static Optional<List<FixedHeader>> read(JsonNode node, Mistakes mistakes) {
        if (!node.isObject() || node.size() > MessageLimits.HEADERS_MAX) {
            mistakes.add(
                    "",
                    "takes at most " + MessageLimits.HEADERS_MAX
                            + " names with string values, such as {trace: abc}, not " + JsonScalar.shown(node));
            return Optional.empty();
        }
        List<FixedHeader> headers = new ArrayList<>();
        for (var entry : node.properties()) {
            String name = entry.getKey();
            String part = "['" + JsonScalar.shown(name) + "']";
            Optional<String> value = JsonScalar.of(entry.getValue())
                    .filter(text -> text.length() <= MessageLimits.HEADER_VALUE_LENGTH_MAX && isUnicode(text));
            if (name.isEmpty() || name.length() > MessageLimits.HEADER_NAME_LENGTH_MAX || !isUnicode(name)) {
                mistakes.add(part, "is not a name of 1 to " + MessageLimits.HEADER_NAME_LENGTH_MAX + " characters");
            } else if (name.equals(MessageHeader.KEY)) {
                mistakes.add(part, "is the header that verification adds; use a different name");
            } else if (value.isEmpty()) {
                mistakes.add(
                        part,
                        "takes a string of at most " + MessageLimits.HEADER_VALUE_LENGTH_MAX + " characters, not "
                                + JsonScalar.shown(entry.getValue()));
            } else {
                headers.add(new FixedHeader(name, value.get()));
            }
        }
        return headers.size() == node.size() ? Optional.of(headers) : Optional.empty();
    }

    /** An unpaired surrogate cannot be encoded in UTF-8. */
    private static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }

    public static JsonNode write(List<FixedHeader> headers) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        headers.forEach(header -> node.put(header.name(), header.value()));
        return node;
    }
}
