package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * A run's complete document, as stored and downloaded.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION}; 0 in documents that predate it
 */
public record RunDocument(int schemaVersion, @JsonUnwrapped RunResult result, List<SeriesRow> series, Timing timing) {

    /** Version of the JSON form. Readers ignore unknown keys, so only a change in meaning requires a new version. */
    public static final int SCHEMA_VERSION = 1;

    public RunDocument {
        series = List.copyOf(series);
    }

    /** Returns a copy without the series, which takes up most of the space. */
    public RunDocument withoutSeries() {
        return new RunDocument(schemaVersion, result, List.of(), timing);
    }
}
