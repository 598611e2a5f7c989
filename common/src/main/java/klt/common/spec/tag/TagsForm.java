package klt.common.spec.tag;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import klt.common.spec.input.ValueReader.Mistakes;
import klt.common.spec.limit.Limits;
import klt.common.text.JsonScalar;
import klt.common.text.ShortName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Parses a run's tags as users write them: {@code {branch: main}}. */
public final class TagsForm {

    /** The accepted form, for messages to users. */
    public static final String SHOWN = "at most " + Limits.TAGS_MAX + " names with string values";

    private static final Pattern VALUE =
            Pattern.compile("[^\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}]{1," + Limits.TAG_VALUE_LENGTH_MAX + "}");

    private TagsForm() {}

    /**
     * @param mistakes receives the path of each error, such as {@code ['branch']}, and its message
     * @return the values by name; empty if there was an error
     */
    public static Optional<SortedMap<String, String>> read(JsonNode node, Mistakes mistakes) {
        if (!node.isObject() || node.size() > Limits.TAGS_MAX) {
            mistakes.add("", "takes " + SHOWN + ", such as {branch: main}, not " + JsonScalar.shown(node));
            return Optional.empty();
        }
        SortedMap<String, String> tags = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String name = entry.getKey();
            String part = "['" + JsonScalar.shown(name) + "']";
            Optional<String> value = JsonScalar.of(entry.getValue())
                    .map(String::strip)
                    .filter(text -> VALUE.matcher(text).matches());
            if (!ShortName.isValid(name, Limits.TAG_NAME_LENGTH_MAX)) {
                mistakes.add(part, "is not a name of " + ShortName.form(Limits.TAG_NAME_LENGTH_MAX));
            } else if (value.isEmpty()) {
                mistakes.add(
                        part,
                        "takes 1 to " + Limits.TAG_VALUE_LENGTH_MAX + " printable characters on one line, not "
                                + JsonScalar.shown(entry.getValue()));
            } else {
                tags.put(name, value.get());
            }
        }
        return tags.size() == node.size() ? Optional.of(Collections.unmodifiableSortedMap(tags)) : Optional.empty();
    }

    public static JsonNode write(SortedMap<String, String> tags) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        tags.forEach(node::put);
        return node;
    }
}
