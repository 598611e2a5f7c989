package klt.cli.api;

import java.util.List;
import klt.common.report.RunSummary;

/**
 * The newest runs, as returned by {@code GET /api/runs}.
 *
 * @param total total number of runs
 */
public record RunPage(List<RunSummary> runs, long total) {

    public RunPage {
        runs = List.copyOf(runs);
    }
}
