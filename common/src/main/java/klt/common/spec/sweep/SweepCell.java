package klt.common.spec.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import klt.common.spec.RunSpec;
import klt.common.text.OneLine;
import tools.jackson.databind.JsonNode;

/**
 * One combination of a sweep's values.
 *
 * @param values the values by key, in document order
 * @param spec the spec of the cell's runs
 */
public record SweepCell(Map<String, JsonNode> values, RunSpec spec) {

    private static final int TEXT_LENGTH_MAX = 60;

    public SweepCell {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns the values on one line, such as {@code producer.acks=1, payload.size=100}. */
    public static String phrase(Map<String, JsonNode> values) {
        return values.entrySet().stream()
                .map(entry -> OneLine.of(entry.getKey(), TEXT_LENGTH_MAX) + "=" + text(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** Returns a value as a user writes it, on one line. */
    public static String text(JsonNode value) {
        return OneLine.of(value.isString() ? value.stringValue() : value.toString(), TEXT_LENGTH_MAX);
    }
}
