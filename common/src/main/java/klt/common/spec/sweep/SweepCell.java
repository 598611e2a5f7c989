package klt.common.spec.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import klt.common.spec.RunSpec;
import tools.jackson.databind.JsonNode;

/**
 * One combination of values of a sweep.
 *
 * @param values by key, in the order in which they were written
 * @param spec of its runs
 */
public record SweepCell(Map<String, JsonNode> values, RunSpec spec) {

    public SweepCell {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The values in one line, such as {@code producer.acks=1, payload.size=100}. */
    public static String phrase(Map<String, JsonNode> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + text(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** A value as a user writes it. */
    public static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : value.toString();
    }
}
