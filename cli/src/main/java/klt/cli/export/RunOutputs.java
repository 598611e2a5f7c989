package klt.cli.export;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import klt.cli.api.DocumentReader;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.report.RunDocument;
import klt.common.report.RunView;
import klt.report.HtmlReport;
import tools.jackson.core.JacksonException;

/**
 * The files with a run's results, which are written when the run has ended, no matter how.
 *
 * @param json the report
 * @param junit the verdict as JUnit XML
 * @param summary the file to which a Markdown summary is appended
 * @param html the report as one HTML page
 */
public record RunOutputs(
        Optional<OutputFile> json,
        Optional<OutputFile> junit,
        Optional<OutputFile> summary,
        Optional<OutputFile> html) {

    /**
     * Checks before the run that all files can be written.
     *
     * @param spec the spec's file
     * @throws Failure if a file cannot be written, if two are the same, or if one would replace the spec
     */
    public static RunOutputs of(
            Optional<String> json,
            Optional<String> junit,
            Optional<String> summary,
            Optional<String> html,
            Optional<Path> spec) {
        RunOutputs outputs = new RunOutputs(
                json.map(name -> OutputFile.of("--json", name)),
                junit.map(name -> OutputFile.of("--junit", name)),
                summary.map(name -> OutputFile.of("--summary", name)),
                html.map(name -> OutputFile.of("--html", name)));
        List<OutputFile> files = outputs.files();
        for (int i = 0; i < files.size(); i++) {
            for (OutputFile other : files.subList(i + 1, files.size())) {
                if (files.get(i).isSame(other)) {
                    throw new Failure(
                            ExitCode.USAGE,
                            files.get(i).option() + " and " + other.option() + " name the same file: " + other.name());
                }
            }
        }
        spec.ifPresent(input -> files.forEach(file -> file.requireOther(input)));
        return outputs;
    }

    private List<OutputFile> files() {
        return Stream.of(json, junit, summary, html).flatMap(Optional::stream).toList();
    }

    public boolean useStdout() {
        return files().stream().anyMatch(OutputFile::isStdout);
    }

    /**
     * Writes all files. If writing one fails, the others are still written.
     *
     * @param run the ended run
     * @param report requests the JSON report with the series
     * @return the failures
     */
    public List<Failure> write(RunView run, Origin origin, Supplier<String> report, PrintStream stdout) {
        List<Failure> failures = new ArrayList<>();
        boolean needsReport = json.isPresent() || summary.isPresent() || html.isPresent();
        Optional<String> text = needsReport ? attempt(report, failures) : Optional.empty();
        text.ifPresent(document ->
                json.ifPresent(file -> attemptTo(() -> file.write(document.strip() + "\n", stdout), failures)));
        ExportedRun view = ExportedRun.of(run, origin, Optional.empty());
        write(view, () -> text.flatMap(document -> attempt(() -> read(document), failures)), failures, stdout);
        return failures;
    }

    /**
     * Writes all files but the JSON report, from the run's last known state. The summary and the HTML page have no series then.
     *
     * @param run the run's last known state
     * @param lost why the run's end is unknown
     * @return the failures
     */
    public List<Failure> writeLost(RunView run, Origin origin, Failure lost, PrintStream stdout) {
        List<Failure> failures = new ArrayList<>();
        write(ExportedRun.of(run, origin, Optional.of(lost)), Optional::empty, failures, stdout);
        return failures;
    }

    private void write(
            ExportedRun view, Supplier<Optional<RunDocument>> report, List<Failure> failures, PrintStream stdout) {
        junit.ifPresent(file -> attemptTo(() -> file.write(JUnitReport.of(view), stdout), failures));
        if (summary.isPresent() || html.isPresent()) {
            ExportedRun withSeries = report.get()
                    .map(document -> new ExportedRun(document, view.origin()))
                    .orElse(view);
            summary.ifPresent(file -> attemptTo(() -> append(file, withSeries, stdout), failures));
            Optional<String> lost = view.lost().map(Failure::getMessage);
            html.ifPresent(file ->
                    attemptTo(() -> file.write(HtmlReport.of(withSeries.document(), lost), stdout), failures));
        }
    }

    private static RunDocument read(String report) {
        try {
            return DocumentReader.readReport(report);
        } catch (JacksonException e) {
            throw new Failure(
                    ExitCode.UNEXPECTED,
                    "this version cannot parse the controller's report: " + e.getOriginalMessage());
        }
    }

    private static void append(OutputFile file, ExportedRun run, PrintStream stdout) {
        // other steps of the job may have written to the file
        long size = file.size();
        String separator = size == 0 ? "" : "\n";
        String text = MarkdownReport.of(run, MarkdownReport.BYTES_MAX - size - separator.length());
        if (text.isEmpty()) {
            throw new Failure(
                    ExitCode.UNEXPECTED,
                    file.option() + ": " + file.name() + " has no room below GitHub's limit of 1,024 KiB");
        }
        file.append(separator + text, stdout);
    }

    private static void attemptTo(Runnable action, List<Failure> failures) {
        attempt(
                () -> {
                    action.run();
                    return true;
                },
                failures);
    }

    private static <T> Optional<T> attempt(Supplier<T> action, List<Failure> failures) {
        try {
            return Optional.of(action.get());
        } catch (Failure failure) {
            failures.add(failure);
            return Optional.empty();
        } catch (RuntimeException bug) {
            // the other files are still useful; a bug report needs the entire stack trace
            StringWriter trace = new StringWriter();
            bug.printStackTrace(new PrintWriter(trace));
            failures.add(new Failure(ExitCode.UNEXPECTED, trace.toString().strip()));
            return Optional.empty();
        }
    }
}
