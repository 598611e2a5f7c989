package klt.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.text.Listing;
import tools.jackson.databind.JsonNode;

/**
 * The table of all spec keys as a document, from which the form, the reference, the OpenAPI document and the command-line help are
 * generated.
 *
 * @param groups the groups of keys, in display order
 * @param keys all keys, in the order of a written spec
 */
public record SpecSchema(List<Group> groups, List<Key> keys) {

    private static final SpecSchema CURRENT = new SpecSchema(
            Stream.of(SpecKey.Group.values())
                    .map(group -> new Group(ValueType.word(group), group.title(), group.about()))
                    .toList(),
            SpecKeys.all().stream().map(SpecSchema::of).toList());

    /** @param about what the group's keys determine */
    public record Group(String id, String title, String about) {}

    /**
     * A key.
     *
     * @param path such as {@code producer.lingerMs}
     * @param type text, lines, boolean, choice, integer, number, bytes, sizes, duration, rate, stages, weights, headers, properties,
     *     groups, start or objectives
     * @param unit a number's unit
     * @param values a choice's allowed values, or the names of all properties; empty for other types
     * @param onlyWith a choice key, and its values that give this key an effect; empty if it always has one
     * @param group the id of the key's group
     * @param help a sentence describing the key
     */
    public record Key(
            String path,
            String type,
            Optional<String> unit,
            @JsonProperty("default") Default byDefault,
            Optional<Range> limits,
            List<String> values,
            Optional<Condition> onlyWith,
            String group,
            String label,
            String help) {

        public Key {
            values = List.copyOf(values);
        }

        /** Returns a description of the key's allowed values, such as {@code 0 to 60,000 ms} or {@code json or raw}. */
        public String takes() {
            String range = limits.map(Range::shown).orElse("");
            return switch (type) {
                case "boolean" -> "true or false";
                case "choice" -> Listing.or(values);
                case "properties" -> "properties by their names";
                case "rate" -> range;
                default -> range + unit.map(name -> " " + name).orElse("");
            };
        }
    }

    /** @param path the other key's path */
    public record Condition(String path, List<String> values) {

        public Condition {
            values = List.copyOf(values);
        }
    }

    /** @param value the default; empty if it depends on other keys or settings, or if there is none */
    public record Default(Optional<JsonNode> value, String shown) {}

    /**
     * The smallest and largest values: for a string, the number of characters; for a list, the number of entries; for a duration, seconds.
     *
     * @param shown the range as users write it
     */
    public record Range(Number min, Number max, String shown) {}

    public SpecSchema {
        groups = List.copyOf(groups);
        keys = List.copyOf(keys);
    }

    /** Returns this version's schema. */
    public static SpecSchema current() {
        return CURRENT;
    }

    private static <T> Key of(SpecKey<T> key) {
        ValueType<T> type = key.type();
        return new Key(
                key.path(),
                ValueType.word(type.kind()),
                Optional.of(type.unit()).filter(unit -> !unit.isEmpty()),
                new Default(
                        key.byDefault().fixed().map(type.writer()),
                        key.byDefault().shown()),
                type.range(),
                type.words(),
                key.onlyWith().map(condition -> new Condition(condition.key().path(), condition.words())),
                ValueType.word(key.group()),
                key.label(),
                key.help());
    }
}
