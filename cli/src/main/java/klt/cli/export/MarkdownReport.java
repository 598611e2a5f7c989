package klt.cli.export;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import klt.cli.outcome.ExitCode;
import klt.common.report.RunIdentity;
import klt.common.report.RunResult;
import klt.common.summary.Glyphs;
import klt.common.summary.Style;
import klt.common.summary.Summary;
import klt.common.summary.Units;

/** A run as Markdown for a CI job's summary. */
public final class MarkdownReport {

    /** Size limit; GitHub discards step summaries of 1,024 KiB or more. */
    public static final long BYTES_MAX = 1024 * 1024 - 1;

    private static final Units UNITS = new Units(Glyphs.UNICODE);
    private static final Summary TABLES = new Summary(UNITS, Glyphs.UNICODE, new Style(false));

    private final ExportedRun run;
    private final MarkdownDocument out;

    private MarkdownReport(ExportedRun run, MarkdownDocument out) {
        this.run = run;
        this.out = out;
    }

    /** @return the document, which takes at most this many bytes in UTF-8; empty if the limit is too low */
    public static String of(ExportedRun run, long bytesMax) {
        MarkdownReport report = new MarkdownReport(run, new MarkdownDocument(bytesMax));
        report.write();
        return report.out.toString();
    }

    private void write() {
        RunResult result = run.result();
        head();
        run.lost().ifPresent(why -> out.block(MarkdownDocument.escaped(why.getMessage())));
        out.table(TABLES.verdicts(result), false);
        if (!result.judgement().objectives().isEmpty()) {
            out.block("### Objectives");
            out.table(TABLES.objectives(result), true);
        }
        result.limit().ifPresent(limit -> {
            out.block("### Limit");
            out.block(MarkdownDocument.escaped(TABLES.limit(limit)));
            out.table(TABLES.loads(limit), true);
        });
        figures(result);
        reasons();
        if (!result.stages().isEmpty()) {
            out.block("### Stages");
            out.table(TABLES.stages(result), true);
        }
        List<String> charts = RunChart.of(run.series(), run.sends());
        if (!charts.isEmpty()) {
            out.block("### Over time");
            charts.forEach(out::block);
        }
        if (!result.topics().isEmpty()) {
            out.block("### Topics");
            out.table(TABLES.topics(result), true);
        }
        if (!result.log().errors().isEmpty()) {
            out.block("### Errors");
            out.table(TABLES.errors(result.log().errors()), false);
        }
    }

    private void head() {
        ExitCode exitCode = run.exitCode();
        String sign = exitCode == ExitCode.PASS ? "✔" : "✘";
        out.block("## " + sign + " " + MarkdownDocument.escaped(run.name()) + ": " + outcome(exitCode));
        List<String> facts = new ArrayList<>();
        facts.add("Run " + MarkdownDocument.escaped(run.id()) + " on "
                + MarkdownDocument.escaped(run.result().spec().topic().phrase()));
        facts.add(run.phase() + " after " + UNITS.seconds(run.seconds()));
        facts.add("exit code " + exitCode.number());
        run.origin().commit().ifPresent(commit -> facts.add("commit " + MarkdownDocument.escaped(commit)));
        run.origin().report(run.id()).ifPresent(link -> facts.add("[report](" + link + ")"));
        out.block(String.join(" · ", facts));
    }

    private String outcome(ExitCode exitCode) {
        return switch (exitCode) {
            case PASS -> "PASS";
            case OBJECTIVES_FAILED -> "objectives FAIL";
            case INVALID -> "measurement INVALID";
            case INTEGRITY_VIOLATED -> "integrity VIOLATED";
            case STOPPED, WORKERS_NOT_READY, UNREACHABLE, UNEXPECTED, USAGE ->
                run.phase().name();
        };
    }

    private void figures(RunResult result) {
        out.block("### Figures");
        out.table(TABLES.amounts(result, run.timing()), false);
        out.table(TABLES.latencyTable(result.latencies(), run.sends()), true);
        out.list(TABLES.latencyNotes(result.latencies()).stream()
                .map(MarkdownDocument::escaped)
                .toList());
    }

    private void reasons() {
        List<String> items = Stream.concat(
                        run.result().run().end().map(this::end).stream(),
                        run.verdict().reasons().stream().map(reason -> item(reason.code(), reason.message())))
                .toList();
        if (!items.isEmpty()) {
            out.block("### Reasons and remedies");
            out.list(items);
        }
    }

    private String end(RunIdentity.End end) {
        return item(end.code(), run.result().run().reason().orElse(""));
    }

    private static String item(String code, String message) {
        String text = "**" + MarkdownDocument.escaped(code) + "** " + MarkdownDocument.escaped(message);
        return Codes.page()
                .cure(code)
                .map(cure -> text + "<br>*What to do:* " + cure)
                .orElse(text);
    }
}
