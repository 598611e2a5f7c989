package klt.common.spec.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.spec.RunSpec;
import klt.common.spec.RunSpec.TopicDeletion;
import klt.common.spec.SpecReader;
import klt.common.spec.SpecResult;
import klt.common.spec.input.FieldError;
import klt.common.spec.limit.Limits;
import klt.common.text.Counted;
import klt.common.text.Listing;
import klt.common.text.OneLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Creates each cell's spec from a sweep's document. */
final class SweepCells {

    private static final String NAME = "name";
    private static final String NAME_BY_DEFAULT = "sweep";

    private final ObjectNode base;
    private final double defaultRate;
    private final SweepTargets targets;
    private final String name;

    SweepCells(ObjectNode document, double defaultRate, SweepTargets targets) {
        name = name(document);
        base = document.deepCopy();
        base.remove(List.of("kind", SweepReader.KIND));
        this.defaultRate = defaultRate;
        this.targets = targets;
    }

    /** Returns the sweep's name. */
    static String name(ObjectNode document) {
        String given = document.path(NAME).asString("").strip();
        return given.isEmpty() ? NAME_BY_DEFAULT : given;
    }

    /** Reads each cell's spec, and adds all errors. */
    List<SweepCell> read(List<Map<String, JsonNode>> values, List<FieldError> errors) {
        List<SweepCell> read = new ArrayList<>();
        List<List<FieldError>> found = new ArrayList<>();
        for (Map<String, JsonNode> cell : values) {
            List<FieldError> ofCell = new ArrayList<>();
            cell(cell, ofCell).ifPresent(read::add);
            found.add(ofCell);
        }
        errors.addAll(named(values, found));
        if (errors.isEmpty()) {
            checkTopics(read, errors);
        }
        return read;
    }

    /**
     * Reports each error once. An error that affects only some cells names them.
     *
     * @param errors each cell's errors
     */
    static List<FieldError> named(List<Map<String, JsonNode>> values, List<List<FieldError>> errors) {
        Map<FieldError, List<Integer>> cells = new LinkedHashMap<>();
        for (int i = 0; i < errors.size(); i++) {
            for (FieldError error : errors.get(i)) {
                cells.computeIfAbsent(error, known -> new ArrayList<>()).add(i);
            }
        }
        List<FieldError> named = new ArrayList<>();
        cells.forEach((error, places) -> {
            if (places.size() == values.size()) {
                named.add(error);
                return;
            }
            int first = places.getFirst();
            List<Integer> others = places.stream().skip(1).map(cell -> cell + 1).toList();
            String also =
                    others.isEmpty() ? "" : "; also " + Counted.noun(others.size(), "cell") + " " + Listing.of(others);
            named.add(new FieldError(
                    error.field(),
                    error.message() + " (cell " + (first + 1) + ": " + SweepCell.phrase(values.get(first)) + also
                            + ")"));
        });
        return named;
    }

    /** Returns a message for each cell with the same spec as an earlier one. */
    static List<String> same(List<SweepCell> cells) {
        Map<ObjectNode, Integer> known = new HashMap<>();
        List<String> messages = new ArrayList<>();
        for (int cell = 0; cell < cells.size(); cell++) {
            ObjectNode spec = cells.get(cell).spec().toJson();
            spec.remove(NAME);
            Integer earlier = known.putIfAbsent(spec, cell);
            if (earlier != null) {
                messages.add("has cells with the same spec: " + place(cells, earlier) + " and " + place(cells, cell)
                        + "; remove one of them, and set sweep.repeats to repeat all cells");
            }
        }
        return messages;
    }

    private static String place(List<SweepCell> cells, int cell) {
        return "cell " + (cell + 1) + " (" + SweepCell.phrase(cells.get(cell).values()) + ")";
    }

    private Optional<SweepCell> cell(Map<String, JsonNode> values, List<FieldError> errors) {
        ObjectNode json = base.deepCopy();
        for (Map.Entry<String, JsonNode> entry : values.entrySet()) {
            try {
                targets.set(json, entry.getKey(), entry.getValue());
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError(entry.getKey(), String.valueOf(e.getMessage())));
            }
        }
        if (!errors.isEmpty()) {
            return Optional.empty();
        }
        nameAfter(values, json);
        return switch (SpecReader.read(json, defaultRate)) {
            case SpecResult.Valid valid -> Optional.of(new SweepCell(values, valid.spec()));
            case SpecResult.Invalid invalid -> {
                errors.addAll(invalid.errors());
                yield Optional.empty();
            }
        };
    }

    /** Names a run after its cell's values. An invalid sweep name is kept so that it is reported. */
    private void nameAfter(Map<String, JsonNode> values, ObjectNode json) {
        JsonNode given = json.path(NAME);
        if (given.isMissingNode()
                || given.isNull()
                || OneLine.of(name, Limits.NAME_LENGTH_MAX)
                        .equals(given.asString("").strip())) {
            json.put(NAME, OneLine.of(name + ": " + SweepCell.phrase(values), Limits.NAME_LENGTH_MAX));
        }
    }

    /**
     * Checks that cells sharing a topic that is kept have the same settings. A run uses an existing topic as it is, so other settings would
     * not be applied.
     */
    private static void checkTopics(List<SweepCell> cells, List<FieldError> errors) {
        List<RunSpec.Topic> topics =
                cells.stream().map(cell -> cell.spec().topic()).toList();
        for (RunSpec.Topic topic : topics) {
            boolean kept = topics.stream()
                    .anyMatch(other -> other.cluster().equals(topic.cluster())
                            && !Collections.disjoint(other.names(), topic.names())
                            && !new TopicSettings(other).equals(new TopicSettings(topic))
                            && (other.delete() == TopicDeletion.NEVER || topic.delete() == TopicDeletion.NEVER));
            if (kept) {
                errors.add(
                        new FieldError(
                                "topic.delete",
                                "must be after if cells use the same topic with different settings: a run uses an existing topic as it is"));
                return;
            }
        }
    }

    private record TopicSettings(int partitions, int replication, Map<String, String> config) {

        TopicSettings(RunSpec.Topic topic) {
            this(topic.partitions(), topic.replication(), topic.config());
        }
    }
}
