package klt.cli.export;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import klt.cli.export.Figures.Direction;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.report.HtmlReport;

/** A format of {@code loadtester export}. */
public enum ExportFormat {
    JUNIT("junit", false, JUnitReport::of),
    MARKDOWN("markdown", false, run -> MarkdownReport.of(run, MarkdownReport.BYTES_MAX)),
    HTML("html", false, run -> HtmlReport.of(run.document())),
    BENCHMARK_SMALLER("github-action-benchmark-smaller", true, run -> BenchmarkReport.of(run, Direction.SMALLER)),
    BENCHMARK_BIGGER("github-action-benchmark-bigger", true, run -> BenchmarkReport.of(run, Direction.BIGGER)),
    OTAVA("otava", true, OtavaReport::of);

    private final String word;
    /** Whether tools add the figures to a history of runs, which a wrong figure would distort for good. */
    private final boolean history;

    @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
    private final Function<ExportedRun, String> renderer;

    ExportFormat(String word, boolean history, Function<ExportedRun, String> renderer) {
        this.word = word;
        this.history = history;
        this.renderer = renderer;
    }

    /** Returns the format names, as on the command line. */
    public static List<String> words() {
        return Arrays.stream(values()).map(format -> format.word).toList();
    }

    /** @throws Failure for any other name */
    public static ExportFormat of(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE,
                        "'" + word + "' is not a format for --format; formats are " + String.join(", ", words())));
    }

    /** @throws Failure if the format is meant for comparing runs, but this run's figures must not be compared */
    public String render(ExportedRun run) {
        if (history && !run.isJudged()) {
            throw new Failure(
                    run.exitCode(),
                    "run " + run.id() + " is " + (run.isDone() ? "INVALID" : run.phase())
                            + ": its figures cannot be compared with those of other runs");
        }
        return renderer.apply(run);
    }
}
