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
 * @param coolDown from the end of a run to the start of the next one
 */
public record SweepSpec(
        Source source, String name, boolean matrix, List<SweepCell> cells, int repeats, Duration coolDown) {

    private static final String DOCUMENT = "document";
    private static final String DEFAULT_RATE = "defaultRate";

    public SweepSpec {
        cells = List.copyOf(cells);
    }

    /**
     * The document that a client has submitted.
     *
     * @param document as written
     * @param defaultRate messages per second of a spec without a rate
     */
    public record Source(JsonNode document, double defaultRate) {}

    /** Number of all runs. */
    public int runs() {
        return cells.size() * repeats;
    }

    /** The keys that have values in cells, in the order of the document. */
    public List<String> keys() {
        return cells.stream()
                .flatMap(cell -> cell.values().keySet().stream())
                .distinct()
                .toList();
    }

    /**
     * A run by its place in the order of the runs.
     *
     * @param sweep id of the sweep
     * @param index from 0
     */
    public SweepRun run(String sweep, int index) {
        return new SweepRun(sweep, index % cells.size() + 1, index / cells.size() + 1);
    }

    /** The cell of a run. */
    public SweepCell cell(SweepRun run) {
        return cells.get(run.cell() - 1);
    }

    /** The errors that further rules find in the specs of the cells, up to a maximum number. */
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
