package klt.common.spec.consumers;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.spec.input.SpecFields;
import klt.common.spec.input.SpecText;
import klt.common.spec.input.ValueReader;
import klt.common.spec.input.ValueReader.Mistakes;
import klt.common.spec.limit.Limits;
import klt.common.text.JsonScalar;
import klt.common.text.Quantity;
import klt.common.text.ShortName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The groups as in a spec: a number of identical groups, or a list of groups such as {@code {name: slow, rate: 100}}.
 *
 * @param entries each group's own settings, which override the section's, in the form of a written spec
 */
public record GroupList(List<ObjectNode> entries) {

    /** The key for a group's name. */
    public static final String NAME = "name";

    /** The allowed values, for error messages. */
    public static final String SHOWN =
            "0 to " + Limits.GROUPS_MAX + ", or a list of up to " + Limits.GROUPS_MAX + " groups";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    public GroupList {
        entries = List.copyOf(entries);
    }

    /**
     * @param settings the keys that a group may have besides its name, with readers that return values in their written form
     * @return empty if there was an error
     */
    public static Optional<GroupList> read(
            JsonNode node, Map<String, ValueReader<JsonNode>> settings, Mistakes mistakes) {
        JsonNode given = SpecText.structure(node);
        Optional<Integer> count = count(given);
        if (count.isPresent()) {
            return Optional.of(equal(count.get()));
        }
        if (!given.isArray() || given.size() > Limits.GROUPS_MAX) {
            mistakes.add("", "takes " + SHOWN + " such as {name: slow, rate: 100}, not " + JsonScalar.shown(node));
            return Optional.empty();
        }
        boolean[] wrong = {false};
        Mistakes noted = (place, message) -> {
            wrong[0] = true;
            mistakes.add(place, message);
        };
        List<ObjectNode> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String place = "[" + i + "]";
            if (given.get(i).isObject()) {
                entries.add(entry(new SpecFields(given.get(i), place, noted), settings, names));
            } else {
                noted.add(
                        place, "takes a group such as {name: slow, rate: 100}, not " + JsonScalar.shown(given.get(i)));
            }
        }
        return wrong[0] ? Optional.empty() : Optional.of(new GroupList(entries));
    }

    private static Optional<Integer> count(JsonNode node) {
        return JsonScalar.of(node)
                .flatMap(Quantity::count)
                .filter(value -> value.stripTrailingZeros().scale() <= 0)
                .filter(value -> value.signum() >= 0 && value.compareTo(BigDecimal.valueOf(Limits.GROUPS_MAX)) <= 0)
                .map(BigDecimal::intValue);
    }

    private static ObjectNode entry(SpecFields fields, Map<String, ValueReader<JsonNode>> settings, Set<String> names) {
        ObjectNode entry = JSON.objectNode();
        fields.value(NAME)
                .flatMap(node -> fields.read(NAME, node, (value, mistakes) -> name(value, names, mistakes)))
                .ifPresent(name -> entry.put(NAME, name));
        settings.forEach((key, reader) -> fields.value(key)
                .flatMap(node -> fields.read(key, node, reader))
                .ifPresent(value -> entry.set(key, value)));
        fields.end();
        return entry;
    }

    private static Optional<String> name(JsonNode node, Set<String> names, Mistakes mistakes) {
        Optional<String> name =
                JsonScalar.of(node).filter(text -> ShortName.isValid(text, Limits.GROUP_NAME_LENGTH_MAX));
        if (name.isEmpty()) {
            mistakes.add(
                    "", "takes " + ShortName.form(Limits.GROUP_NAME_LENGTH_MAX) + ", not " + JsonScalar.shown(node));
        } else if (!names.add(name.get().toLowerCase(Locale.ROOT))) {
            mistakes.add("", "is the name of another group; give each group a different name");
        }
        return name;
    }

    /** Returns groups without settings of their own. */
    public static GroupList equal(int count) {
        List<ObjectNode> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(JSON.objectNode());
        }
        return new GroupList(entries);
    }

    /** Returns a number if no group has settings of its own, otherwise a list. */
    public JsonNode toJson() {
        if (entries.stream().allMatch(ObjectNode::isEmpty)) {
            return JSON.numberNode(entries.size());
        }
        ArrayNode list = JSON.arrayNode();
        entries.forEach(list::add);
        return list;
    }
}
