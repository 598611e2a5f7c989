package klt.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import klt.common.summary.Glyphs;
import klt.common.summary.Table;
import klt.common.summary.Units;
import klt.report.html.Html;

/**
 * A table in HTML, with the headers of its rows and columns.
 *
 * @param headed whether the table's first row is a header
 * @param names names of the columns without a name, from left to right: of all columns if the table is not headed, or none of them
 * @param rowHeader the column that names the row
 * @param rowsMax maximum number of rows; the JSON has all of them
 */
record HtmlTable(String caption, Table table, boolean headed, List<String> names, int rowHeader, int rowsMax) {

    /** Default maximum number of rows of a table. */
    static final int ROWS_MAX = 200;

    private static final Units UNITS = new Units(Glyphs.UNICODE);

    HtmlTable {
        names = List.copyOf(names);
    }

    /** Returns a table whose first row is a header, with names for the columns whose header is empty there. */
    static HtmlTable headed(String caption, Table table, String... names) {
        return new HtmlTable(caption, table, true, List.of(names), 0, ROWS_MAX);
    }

    /** Returns a table without a header row, which gets one if there are names. */
    static HtmlTable plain(String caption, Table table, String... names) {
        return new HtmlTable(caption, table, false, List.of(names), 0, ROWS_MAX);
    }

    HtmlTable withRowHeader(int column) {
        return new HtmlTable(caption, table, headed, names, column, rowsMax);
    }

    HtmlTable withRows(int most) {
        return new HtmlTable(caption, table, headed, names, rowHeader, most);
    }

    void write(Html out) {
        List<List<String>> rows = table.painted();
        List<List<String>> body = headed ? rows.subList(1, rows.size()) : rows;
        if (body.isEmpty()) {
            out.element("p", "None.", "class", "label");
            return;
        }
        out.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption)
                .open("table");
        List<String> header = header();
        if (!header.isEmpty()) {
            out.open("thead").open("tr");
            for (int i = 0; i < header.size(); i++) {
                out.open("th", "scope", "col", "class", alignment(i))
                        .painted(header.get(i))
                        .close("th");
            }
            out.close("tr").close("thead");
        }
        out.open("tbody");
        body.stream().limit(rowsMax).forEach(row -> row(out, row));
        out.close("tbody").close("table").close("div");
        if (body.size() > rowsMax) {
            out.element("p", "and " + UNITS.count(body.size() - rowsMax) + " more in the JSON", "class", "label");
        }
    }

    private List<String> header() {
        if (!headed) {
            return names;
        }
        Deque<String> left = new ArrayDeque<>(names);
        List<String> texts = table.texts().getFirst();
        List<String> header = new ArrayList<>(table.painted().getFirst());
        for (int i = 0; i < header.size(); i++) {
            if (texts.get(i).isEmpty() && !left.isEmpty()) {
                header.set(i, left.removeFirst());
            }
        }
        return header;
    }

    private void row(Html out, List<String> cells) {
        out.open("tr");
        for (int i = 0; i < cells.size(); i++) {
            if (i == rowHeader) {
                out.open("th", "scope", "row", "class", alignment(i))
                        .painted(cells.get(i))
                        .close("th");
            } else {
                out.open("td", "class", alignment(i)).painted(cells.get(i)).close("td");
            }
        }
        out.close("tr");
    }

    private String alignment(int column) {
        return table.columns().get(column) == Table.Align.RIGHT ? "num" : "left";
    }
}
