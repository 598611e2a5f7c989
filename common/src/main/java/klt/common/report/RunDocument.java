package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * The complete document of a run, in the form that is stored and downloaded.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION}; 0 in documents that predate it
 */
public record RunDocument(int schemaVersion, @JsonUnwrapped RunResult result, List<SeriesRow> series, Timing timing) {

    /** Version of the JSON form. Readers ignore unknown keys, so only a change of meaning requires a new version. */
    public static final int SCHEMA_VERSION = 1;

    public RunDocument {
        series = List.copyOf(series);
    }

    /** A copy without the series, which takes most of the space. */
    public RunDocument withoutSeries() {
        return new RunDocument(schemaVersion, result, List.of(), timing);
    }
}
