package klt.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import klt.common.report.RunDocument;
import klt.common.report.RunResult;
import klt.common.report.SeriesRow;
import klt.common.report.Timing;
import klt.common.report.Verdict;
import klt.common.summary.Glyphs;
import klt.common.summary.Style;
import klt.common.summary.Summary;
import klt.common.summary.Units;
import klt.report.chart.Chart;
import klt.report.html.Html;

/**
 * A run's report as one HTML file, which opens without a network and without scripts, and prints on A4. It contains the report's JSON. The
 * content security policy allows the file's style sheet and nothing else, so that text from the run cannot have any effect.
 */
public final class HtmlReport {

    /** Maximum number of events that are shown: as many as a controller keeps. */
    static final int EVENTS_MAX = 400;

    /** Maximum number of rows of the time series as a table, which is sampled evenly. */
    static final int SERIES_ROWS_MAX = 120;

    private static final String PROVISIONAL = "This run has not ended; its figures and verdicts are provisional.";

    /** The content security policy of the file, also for serving it. */
    public static final String POLICY = Assets.POLICY;

    private static final Units UNITS = new Units(Glyphs.UNICODE);
    private static final Style COLOURED = new Style(true);
    private static final Summary TABLES = new Summary(UNITS, Glyphs.UNICODE, COLOURED);
    private static final ReportTables OWN_TABLES = new ReportTables(UNITS, Glyphs.UNICODE, COLOURED);

    private final Html out = new Html();
    private final RunDocument document;
    private final RunResult run;
    private final Optional<String> lost;
    private final boolean sends;

    private HtmlReport(RunDocument document, Optional<String> lost) {
        this.document = document;
        this.lost = lost;
        run = document.result();
        sends = run.spec().load().sends();
    }

    public static String of(RunDocument document) {
        return of(document, Optional.empty());
    }

    /**
     * Returns the last known state of a run whose end may be unknown.
     *
     * @param document without the series, if that could not be read
     * @param lost why the run's end is unknown; empty if it is known
     */
    public static String of(RunDocument document, Optional<String> lost) {
        HtmlReport report = new HtmlReport(document, lost);
        report.write();
        return report.out.toString();
    }

    private void write() {
        out.trusted("<!DOCTYPE html>\n").open("html", "lang", "en");
        head();
        out.open("body").open("main");
        title();
        verdicts();
        figures();
        charts();
        details();
        environment();
        repeat();
        out.close("main");
        // no "</script>" and no "<!--" can occur, because every < is escaped
        out.open("script", "type", "application/json", "id", "report")
                .trusted(Assets.json(document))
                .close("script");
        out.close("body").close("html").text("\n");
    }

    private void head() {
        out.open("head")
                .empty("meta", "charset", "utf-8")
                .empty("meta", "http-equiv", "Content-Security-Policy", "content", Assets.POLICY)
                .empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .empty("meta", "name", "color-scheme", "content", "light dark")
                .element("title", name() + " · Kafka load test report")
                .open("style")
                .trusted(Assets.CSS)
                .close("style")
                .close("head");
    }

    private String name() {
        String name = run.spec().name();
        return name.isEmpty() ? run.run().id() : name;
    }

    private void title() {
        Timing timing = document.timing();
        out.open("header").element("h1", name());
        out.open("p", "class", "facts")
                .element("code", run.run().id())
                .element("strong", run.run().phase().name())
                .element("span", run.spec().topic().phrase())
                .element("span", Times.utc(timing.startedAt().or(() -> Optional.of(timing.createdAt()))))
                .close("p");
        run.run().reason().ifPresent(reason -> out.element("p", reason, "class", "note"));
        lost.ifPresent(why -> out.element("p", why, "class", "note"));
        if (!run.run().phase().isEnded()) {
            out.element("p", PROVISIONAL, "class", "note");
        }
        out.close("header");
    }

    private void verdicts() {
        out.open("section", "class", "verdicts", "aria-label", "Verdicts");
        for (List<String> row : TABLES.verdicts(run).painted()) {
            out.open("div", "class", "verdict")
                    .element("h2", row.get(0))
                    .open("p", "class", "word")
                    .painted(row.get(1))
                    .close("p")
                    .open("p")
                    .painted(row.get(2))
                    .close("p")
                    .close("div");
        }
        out.close("section");
        List<Verdict.Reason> reasons = run.judgement().verdict().reasons();
        if (!reasons.isEmpty()) {
            out.open("ul", "class", "reasons");
            reasons.forEach(reason -> out.open("li")
                    .text(reason.message() + " ")
                    .element("code", reason.code())
                    .close("li"));
            out.close("ul");
        }
    }

    private void figures() {
        run.limit().ifPresent(limit -> {
            section("Limit");
            out.open("p", "class", "limit").painted(TABLES.limit(limit)).close("p");
            Chart loads = RunCharts.byLoad(limit);
            if (loads.isMeasured()) {
                loads.write(out);
            }
            HtmlTable.headed("Loads", TABLES.loads(limit), "result").write(out);
            out.close("section");
        });
        section("Figures");
        HtmlTable.plain("Figures", TABLES.amounts(run, document.timing())).write(out);
        out.close("section");
        section("Latencies");
        HtmlTable.headed("Latencies", TABLES.latencyTable(run.latencies(), sends))
                .write(out);
        TABLES.latencyNotes(run.latencies()).forEach(note -> out.element("p", note, "class", "label"));
        if (sends) {
            out.element(
                    "p",
                    "Response time runs from when a message was due to its ack, service time from the send to the ack, and send"
                            + " lag from when a message was due until it was sent. Unanswered messages rank above all others.",
                    "class",
                    "label");
        }
        out.close("section");
        if (!run.judgement().objectives().isEmpty()) {
            section("Objectives");
            HtmlTable.headed("Objectives", TABLES.objectives(run), "Met", "Note")
                    .withRowHeader(1)
                    .write(out);
            out.close("section");
        }
    }

    private void charts() {
        RunCharts charts = new RunCharts(document);
        List<Chart> drawn = Stream.concat(
                        Stream.of(charts.byPercentile()).filter(chart -> sends), charts.overTime().stream())
                .filter(Chart::isMeasured)
                .toList();
        if (drawn.isEmpty() && document.series().isEmpty()) {
            return;
        }
        section("Charts");
        out.open("div", "class", "charts");
        drawn.forEach(chart -> chart.write(out));
        out.close("div");
        if (charts.secondsPerPoint() > 1) {
            out.element(
                    "p",
                    "A point covers up to " + UNITS.seconds(charts.secondsPerPoint())
                            + ": rates are averages, latencies are from the worst interval.",
                    "class",
                    "label");
        }
        series();
        out.close("section");
    }

    private void series() {
        List<SeriesRow> rows = document.series();
        if (rows.isEmpty()) {
            return;
        }
        int step = Math.ceilDiv(rows.size(), SERIES_ROWS_MAX);
        List<SeriesRow> shown = IntStream.range(0, rows.size())
                .filter(i -> i % step == 0)
                .mapToObj(rows::get)
                .toList();
        out.open("details").element("summary", step == 1 ? "As a table" : "As a table (1 in " + step + " intervals)");
        HtmlTable.headed("Time series", OWN_TABLES.series(shown, sends)).write(out);
        out.close("details");
    }

    private void details() {
        if (!run.stages().isEmpty()) {
            section("Stages");
            HtmlTable.headed("Stages", TABLES.stages(run), "note").write(out);
            out.close("section");
        }
        if (!run.topics().isEmpty()) {
            section("Topics");
            HtmlTable.headed("Topics", TABLES.topics(run)).write(out);
            out.close("section");
        }
        if (!run.consumers().isEmpty()) {
            section("Consumer groups");
            HtmlTable.headed("Consumer groups", OWN_TABLES.groups(run.consumers()))
                    .write(out);
            out.close("section");
        }
        section("Workers");
        HtmlTable.headed("Workers", OWN_TABLES.workers(run.workers())).write(out);
        out.close("section");
        if (!run.log().errors().isEmpty()) {
            section("Errors");
            HtmlTable.plain("Errors", TABLES.errors(run.log().errors()), "count", "error", "outcome", "sample")
                    .withRowHeader(1)
                    .write(out);
            out.close("section");
        }
        section("Events");
        HtmlTable.headed("Events", OWN_TABLES.events(run.log().events()))
                .withRows(EVENTS_MAX)
                .write(out);
        out.close("section");
    }

    private void environment() {
        section("Environment");
        out.open("dl");
        Environment.facts(document)
                .forEach((name, value) ->
                        out.open("div").element("dt", name).element("dd", value).close("div"));
        out.close("dl").close("section");
    }

    private void repeat() {
        section("Repeat this run");
        out.element("pre", Repeat.commands(run), "tabindex", "0");
        out.close("section");
        out.element(
                "footer",
                "This file contains the "
                        + (document.series().isEmpty() ? "report without a time series" : "complete report")
                        + " as JSON, in the element with the id “report”. Its schema is the schema Report of the HTTP API.",
                "class",
                "label");
    }

    private void section(String title) {
        out.open("section").element("h2", title);
    }
}
