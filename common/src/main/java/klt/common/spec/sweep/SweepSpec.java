package klt.common.spec.sweep;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import klt.common.spec.RunSpec;
import klt.common.spec.input.FieldError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A series of runs: each cell once, then each cell a second time, and so on, so that a slow drift of the system affects all cells alike.
 *
 * @param source the document that everything else is derived from
 * @param matrix whether the cells are all combinations of lists of values
 * @param coolDown time between the end of a run and the start of the next one
 */
public record SweepSpec(
        Source source, String name, boolean matrix, List<SweepCell> cells, int repeats, Duration coolDown) {

    private static final String DOCUMENT = "document";
    private static final String DEFAULT_RATE = "defaultRate";

    public SweepSpec {
        cells = List.copyOf(cells);
    }

    /**
     * The document submitted by a client.
     *
     * @param document the document as written
     * @param defaultRate rate in messages per second for specs without one
     */
    public record Source(JsonNode document, double defaultRate) {}

    /** Returns the total number of runs. */
    public int runs() {
        return cells.size() * repeats;
    }

    /** Returns the keys that have values in cells, in document order. */
    public List<String> keys() {
        return cells.stream()
                .flatMap(cell -> cell.values().keySet().stream())
                .distinct()
                .toList();
    }

    /**
     * Returns the run at a position in the order of runs.
     *
     * @param sweep the sweep's id
     * @param index the position, from 0
     */
    public SweepRun run(String sweep, int index) {
        return new SweepRun(sweep, index % cells.size() + 1, index / cells.size() + 1);
    }

    /** Returns a run's cell. */
    public SweepCell cell(SweepRun run) {
        return cells.get(run.cell() - 1);
    }

    /** Returns the errors that additional rules find in the cells' specs, up to a maximum number. */
    public List<FieldError> errors(Function<RunSpec, List<FieldError>> rules) {
        return FieldError.limited(
                SweepCells.named(
                        cells.stream().map(SweepCell::values).toList(),
                        cells.stream().map(cell -> rules.apply(cell.spec())).toList()),
                SweepReader.KIND);
    }

    @JsonValue
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set(DOCUMENT, source.document);
        return json.put(DEFAULT_RATE, source.defaultRate);
    }

    /** @throws IllegalArgumentException if this version does not accept the document */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static SweepSpec fromJson(JsonNode json) {
        return switch (SweepReader.read(
                json.path(DOCUMENT), json.path(DEFAULT_RATE).doubleValue(0))) {
            case SweepResult.Valid valid -> valid.sweep();
            case SweepResult.Invalid invalid ->
                throw new IllegalArgumentException(
                        invalid.errors().stream().map(FieldError::toString).collect(Collectors.joining("; ")));
        };
    }
}
