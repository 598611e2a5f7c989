package klt.cli.api;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.report.RunDocument;
import tools.jackson.core.JacksonException;

/** Parses a run's report, from a controller or a file. */
public final class ReportText {

    /** Matches file names that cannot be run ids. */
    private static final Pattern FILE = Pattern.compile(".*([/\\\\].*|\\.json)");

    private ReportText() {}

    /** Returns whether the user's argument for a run refers to a file. */
    public static boolean isFile(String name) {
        try {
            return FILE.matcher(name).matches() || Files.isRegularFile(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * @param source describes the source, for messages
     * @throws Failure if it is not a report that this version understands
     */
    public static RunDocument parse(String report, String source) {
        try {
            RunDocument document = DocumentReader.readReport(report);
            if (document.schemaVersion() > RunDocument.SCHEMA_VERSION) {
                throw new Failure(ExitCode.USAGE, "the report of " + source + " is from a newer version of loadtester");
            }
            return document;
        } catch (JacksonException noReport) {
            throw new Failure(
                    ExitCode.USAGE,
                    source
                            + " is not a run report that this version can read; pass a file written by 'run --json FILE'");
        }
    }
}
