package klt.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import klt.common.report.RunDocument;
import klt.common.report.RunResult;
import klt.common.report.SeriesRow;
import klt.common.report.Timing;
import klt.common.report.Verdict;
import klt.common.summary.Glyphs;
import klt.common.summary.Style;
import klt.common.summary.Summary;
import klt.common.summary.Table;
import klt.common.summary.Units;
import klt.report.chart.Chart;
import klt.report.html.Html;

/**
 * A run's report as one HTML file, which opens without a network and without scripts, and prints on A4. It contains the report's JSON. The
 * content security policy allows the file's style sheet and nothing else, so that text from the run cannot have any effect.
 */
public final class HtmlReport {

    /** Maximum number of rows of a table; the JSON has all of them. */
    static final int ROWS_MAX = 200;

    private static final int SERIES_ROWS_MAX = 120;
    /** The content security policy of the file, also for serving it. */
    public static final String POLICY = Assets.POLICY;

    private static final Units UNITS = new Units(Glyphs.UNICODE);
    private static final Style COLOURED = new Style(true);
    private static final Summary TABLES = new Summary(UNITS, Glyphs.UNICODE, COLOURED);
    private static final ReportTables OWN_TABLES = new ReportTables(UNITS, Glyphs.UNICODE, COLOURED);

    private final Html out = new Html();
    private final RunDocument document;
    private final RunResult run;
    private final boolean sends;

    private HtmlReport(RunDocument document) {
        this.document = document;
        run = document.result();
        sends = run.spec().load().sends();
    }

    public static String of(RunDocument document) {
        HtmlReport report = new HtmlReport(document);
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
            chart(RunCharts.byLoad(limit));
            table(TABLES.loads(limit), "Loads", true);
            out.close("section");
        });
        section("Figures");
        table(TABLES.amounts(run, document.timing()), "Figures", false);
        out.close("section");
        section("Latencies");
        table(TABLES.latencyTable(run.latencies(), sends), "Latencies", true);
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
            table(TABLES.objectives(run), "Objectives", true);
            out.close("section");
        }
    }

    private void charts() {
        RunCharts charts = new RunCharts(document);
        section("Charts");
        out.open("div", "class", "charts");
        if (sends) {
            chart(charts.byPercentile());
        }
        charts.overTime().forEach(this::chart);
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

    private void chart(Chart chart) {
        if (chart.isMeasured()) {
            chart.write(out);
        }
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
        table(OWN_TABLES.series(shown, sends), "Time series", true);
        out.close("details");
    }

    private void details() {
        if (!run.stages().isEmpty()) {
            section("Stages");
            table(TABLES.stages(run), "Stages", true);
            out.close("section");
        }
        if (!run.topics().isEmpty()) {
            section("Topics");
            table(TABLES.topics(run), "Topics", true);
            out.close("section");
        }
        if (!run.consumers().isEmpty()) {
            section("Consumer groups");
            table(OWN_TABLES.groups(run.consumers()), "Consumer groups", true);
            out.close("section");
        }
        section("Workers");
        table(OWN_TABLES.workers(run.workers()), "Workers", true);
        out.close("section");
        if (!run.log().errors().isEmpty()) {
            section("Errors");
            table(TABLES.errors(run.log().errors()), "Errors", false);
            out.close("section");
        }
        section("Events");
        table(OWN_TABLES.events(run.log().events()), "Events", true);
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
                "This file contains the complete report as JSON, in the element with the id “report”. Its schema is the schema"
                        + " Report of the HTTP API.",
                "class",
                "label");
    }

    private void section(String title) {
        out.open("section").element("h2", title);
    }

    private void table(Table table, String caption, boolean header) {
        List<List<String>> rows = table.painted();
        if (rows.size() <= (header ? 1 : 0)) {
            out.element("p", "None.", "class", "label");
            return;
        }
        out.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption)
                .open("table");
        if (header) {
            out.open("thead");
            row(rows.getFirst(), table, "th");
            out.close("thead");
        }
        out.open("tbody");
        List<List<String>> body = rows.subList(header ? 1 : 0, rows.size());
        body.stream().limit(ROWS_MAX).forEach(row -> row(row, table, "td"));
        out.close("tbody").close("table").close("div");
        if (body.size() > ROWS_MAX) {
            out.element("p", "and " + UNITS.count(body.size() - ROWS_MAX) + " more in the JSON", "class", "label");
        }
    }

    private void row(List<String> cells, Table table, String tag) {
        out.open("tr");
        for (int i = 0; i < cells.size(); i++) {
            boolean right = table.columns().get(i) == Table.Align.RIGHT;
            out.open(tag, "class", right ? "num" : "left").painted(cells.get(i)).close(tag);
        }
        out.close("tr");
    }
}
