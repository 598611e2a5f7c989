package klt.common.spec.sweep;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import klt.common.spec.input.FieldError;
import klt.common.spec.input.SpecFields;
import klt.common.spec.input.SpecText;
import klt.common.spec.input.ValueReader;
import klt.common.spec.input.ValueReader.Mistakes;
import klt.common.spec.limit.Limits;
import klt.common.text.JsonScalar;
import klt.common.text.Quantity;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a sweep's document: a spec of kind sweep, with a {@code sweep} section. Reports all errors together. */
public final class SweepReader {

    /** The document's kind. */
    public static final String KIND = "sweep";

    /** Long enough for brokers to flush their page cache to disk, and short compared with a useful run. */
    public static final Duration COOL_DOWN = Duration.ofSeconds(5);

    private static final Duration COOL_DOWN_MAX = Duration.ofHours(1);
    private static final String VALUES = "values";
    private static final String CELLS = "cells";
    private static final String REPEATS = "repeats";
    private static final String COOL_DOWN_KEY = "coolDown";

    private final JsonNode document;
    private final double defaultRate;
    private final List<FieldError> errors = new ArrayList<>();

    private SweepReader(JsonNode document, double defaultRate) {
        this.document = document;
        this.defaultRate = defaultRate;
    }

    /**
     * Reads YAML, which includes JSON.
     *
     * @param defaultRate rate in messages per second for specs without one
     */
    public static SweepResult readYaml(String text, double defaultRate) {
        return read(text, SpecText::parseYaml, defaultRate);
    }

    /** @param defaultRate rate in messages per second for specs without one */
    public static SweepResult readJson(String text, double defaultRate) {
        return read(text, SpecText::parseJson, defaultRate);
    }

    private static SweepResult read(String text, Function<String, JsonNode> parse, double defaultRate) {
        try {
            return read(parse.apply(text), defaultRate);
        } catch (JacksonException e) {
            return invalid("cannot be read: " + SpecText.problem(e));
        }
    }

    /** @param defaultRate rate in messages per second for specs without one */
    public static SweepResult read(JsonNode document, double defaultRate) {
        if (!(document instanceof ObjectNode object)) {
            return invalid("takes keys and values, such as kind: sweep; it is " + JsonScalar.shown(document));
        }
        return new SweepReader(document, defaultRate).read(object);
    }

    /** Returns whether a document is meant to be a sweep. */
    public static boolean isSweep(JsonNode document) {
        return document.path("kind").asString("").equals(KIND);
    }

    private static SweepResult invalid(String message) {
        return new SweepResult.Invalid(List.of(new FieldError("", "the sweep " + message)));
    }

    private SweepResult read(ObjectNode root) {
        if (!isSweep(root)) {
            errors.add(new FieldError("kind", "takes sweep here, not " + JsonScalar.shown(root.path("kind"))));
        }
        SpecFields fields =
                new SpecFields(root, "", (field, message) -> errors.add(new FieldError(field, message))).object(KIND);
        int repeats = read(REPEATS, fields, SweepReader::repeats).orElse(1);
        Duration coolDown = read(COOL_DOWN_KEY, fields, SweepReader::coolDown).orElse(COOL_DOWN);
        Optional<JsonNode> matrix = fields.value(VALUES);
        Optional<JsonNode> list = fields.value(CELLS);
        Optional<JsonNode> clusters = fields.value(SweepTargets.KEY);
        fields.end();
        if ((matrix.isPresent() || clusters.isPresent()) == list.isPresent()) {
            fields.error(
                    VALUES,
                    "set sweep.values, a list of values for each key, or sweep.targets, or both; or set sweep.cells instead");
            return refused();
        }
        SweepValues values = new SweepValues(Limits.SWEEP_RUNS_MAX / repeats);
        matrix.ifPresent(node -> fields.read(VALUES, node, values::combinations));
        list.ifPresent(node -> fields.read(CELLS, node, values::listed));
        SweepTargets targets = clusters.flatMap(node -> fields.read(SweepTargets.KEY, node, SweepTargets::read))
                .orElse(SweepTargets.NONE);
        clusters.ifPresent(node -> {
            checkCluster(root, matrix, fields);
            fields.read(
                    SweepTargets.KEY,
                    node,
                    (names, mistakes) ->
                            values.combined(SweepTargets.KEY, targets.servers().keySet(), mistakes));
        });
        if (!errors.isEmpty()) {
            return refused();
        }
        List<SweepCell> cells = new SweepCells(root, defaultRate, targets).read(values.cells(), errors);
        if (errors.isEmpty()) {
            SweepCells.same(cells).forEach(message -> fields.error(matrix.isPresent() ? VALUES : CELLS, message));
        }
        return errors.isEmpty()
                ? new SweepResult.Valid(new SweepSpec(
                        new SweepSpec.Source(document, defaultRate),
                        SweepCells.name(root),
                        list.isEmpty(),
                        cells,
                        repeats,
                        coolDown))
                : refused();
    }

    private static void checkCluster(ObjectNode root, Optional<JsonNode> matrix, SpecFields fields) {
        boolean inSpec = root.path("topic").hasNonNull("cluster");
        if (inSpec || matrix.filter(values -> values.has(SweepTargets.CLUSTER)).isPresent()) {
            fields.error(
                    SweepTargets.KEY,
                    "sets " + SweepTargets.CLUSTER + " of each cell; remove that key from the "
                            + (inSpec ? "spec" : "values of the sweep"));
        }
    }

    private SweepResult refused() {
        return new SweepResult.Invalid(FieldError.limited(errors, KIND));
    }

    private static <T> Optional<T> read(String key, SpecFields fields, ValueReader<T> reader) {
        return fields.value(key).flatMap(node -> fields.read(key, node, reader));
    }

    private static Optional<Integer> repeats(JsonNode node, Mistakes mistakes) {
        Optional<Integer> repeats = JsonScalar.of(node)
                .flatMap(Quantity::count)
                .filter(number -> number.compareTo(BigDecimal.ONE) >= 0
                        && number.compareTo(BigDecimal.valueOf(Limits.SWEEP_REPEATS_MAX)) <= 0
                        && number.stripTrailingZeros().scale() <= 0)
                .map(BigDecimal::intValue);
        if (repeats.isEmpty()) {
            mistakes.add(
                    "",
                    "takes a whole number from 1 to " + Limits.SWEEP_REPEATS_MAX + ", not " + JsonScalar.shown(node));
        }
        return repeats;
    }

    private static Optional<Duration> coolDown(JsonNode node, Mistakes mistakes) {
        Optional<Duration> coolDown = Optional.of(node)
                .filter(JsonNode::isString)
                .flatMap(text -> Quantity.duration(text.stringValue()))
                .filter(time -> time.compareTo(COOL_DOWN_MAX) <= 0);
        if (coolDown.isEmpty()) {
            mistakes.add(
                    "",
                    "takes a time from 0s to " + Quantity.format(COOL_DOWN_MAX) + ", such as 30s, not "
                            + JsonScalar.shown(node));
        }
        return coolDown;
    }
}
