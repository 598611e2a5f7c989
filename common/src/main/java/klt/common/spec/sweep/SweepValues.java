package klt.common.spec.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.spec.input.ValueReader.Mistakes;
import klt.common.spec.limit.Limits;
import klt.common.text.JsonScalar;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Reads the values of a sweep's cells. */
final class SweepValues {

    /** Keys that do not change what is measured. */
    private static final Set<String> FIXED = Set.of("name", "kind");

    private final int cellsMax;
    private List<Map<String, JsonNode>> cells = List.of();

    /** @param cellsMax maximum number of cells */
    SweepValues(int cellsMax) {
        this.cellsMax = cellsMax;
    }

    List<Map<String, JsonNode>> cells() {
        return cells;
    }

    /** Returns all combinations of some keys' values; the last key's values change fastest. Reports every error. */
    Optional<List<Map<String, JsonNode>>> combinations(JsonNode node, Mistakes mistakes) {
        if (!node.isObject() || node.isEmpty()) {
            mistakes.add("", "takes a list of values for each key, such as {producer.acks: [1, all]}");
            return Optional.empty();
        }
        List<Map<String, JsonNode>> combinations = List.of(Map.of());
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String key = entry.getKey();
            checkKey("." + key, key, mistakes);
            JsonNode values = entry.getValue();
            if (!values.isArray() || values.isEmpty()) {
                mistakes.add("." + key, "takes a list of at least one value, not " + JsonScalar.shown(values));
                continue;
            }
            if ((long) combinations.size() * values.size() > cellsMax) {
                mistakes.add("", tooMany());
                return Optional.empty();
            }
            combinations = with(combinations, key, elements(values));
        }
        return accept(combinations);
    }

    private static List<JsonNode> elements(JsonNode list) {
        return List.copyOf(list.values());
    }

    /** Combines the cells, if any, with additional values, which change fastest. */
    Optional<List<Map<String, JsonNode>>> combined(String key, Set<String> values, Mistakes mistakes) {
        List<Map<String, JsonNode>> others = cells.isEmpty() ? List.of(Map.of()) : cells;
        if ((long) others.size() * values.size() > cellsMax) {
            mistakes.add("", tooMany());
            return Optional.empty();
        }
        return accept(with(
                others, key, values.stream().<JsonNode>map(StringNode::valueOf).toList()));
    }

    private static List<Map<String, JsonNode>> with(
            List<Map<String, JsonNode>> combinations, String key, List<JsonNode> values) {
        List<Map<String, JsonNode>> next = new ArrayList<>();
        for (Map<String, JsonNode> combination : combinations) {
            for (JsonNode value : values) {
                Map<String, JsonNode> cell = new LinkedHashMap<>(combination);
                cell.put(key, value);
                next.add(cell);
            }
        }
        return next;
    }

    /** Returns individually listed cells. Reports every error. */
    Optional<List<Map<String, JsonNode>>> listed(JsonNode node, Mistakes mistakes) {
        if (!node.isArray() || node.isEmpty()) {
            mistakes.add("", "takes a list of cells, such as [{producer.acks: 1}, {producer.acks: all}]");
            return Optional.empty();
        }
        if (node.size() > cellsMax) {
            mistakes.add("", tooMany());
            return Optional.empty();
        }
        List<Map<String, JsonNode>> listed = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            JsonNode item = node.get(i);
            String place = "[" + i + "]";
            if (!item.isObject() || item.isEmpty()) {
                mistakes.add(place, "takes keys of the spec and their values, not " + JsonScalar.shown(item));
                continue;
            }
            Map<String, JsonNode> cell = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : item.properties()) {
                checkKey(place + "." + entry.getKey(), entry.getKey(), mistakes);
                cell.put(entry.getKey(), entry.getValue());
            }
            listed.add(cell);
        }
        return accept(listed);
    }

    private String tooMany() {
        return "has more than " + cellsMax + " cells with these repeats; a sweep has at most " + Limits.SWEEP_RUNS_MAX
                + " runs";
    }

    private static void checkKey(String place, String key, Mistakes mistakes) {
        if (FIXED.contains(key)) {
            mistakes.add(place, "cannot vary: each cell is a run of the same kind, and is named after its values");
        } else if (!SpecPath.of(key).isKnown()) {
            mistakes.add(place, "is not a key of a spec; write its whole path, such as producer.acks");
        }
    }

    private Optional<List<Map<String, JsonNode>>> accept(List<Map<String, JsonNode>> found) {
        cells = found;
        return Optional.of(found);
    }
}
