package klt.common.summary;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Cells in aligned columns. Only a cell's text counts towards its width; colours are added afterwards. */
public final class Table {

    private static final String GAP = "  ";

    /** A column's alignment. */
    public enum Align {
        LEFT,
        RIGHT
    }

    public record Cell(String text, UnaryOperator<String> paint) {

        public static Cell of(String text) {
            return new Cell(text, UnaryOperator.identity());
        }
    }

    private final List<Align> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    public Table(Align... columns) {
        this.columns = List.of(columns);
    }

    public void row(Cell... cells) {
        rows.add(List.of(cells));
    }

    public List<Align> columns() {
        return columns;
    }

    /** Returns the cells' texts, row by row. */
    public List<List<String>> texts() {
        return rows.stream().map(row -> row.stream().map(Cell::text).toList()).toList();
    }

    /** Returns the cells' texts with their colours, row by row. */
    public List<List<String>> painted() {
        return rows.stream()
                .map(row -> row.stream()
                        .map(cell -> cell.paint().apply(cell.text()))
                        .toList())
                .toList();
    }

    public List<String> lines(String indent) {
        int[] widths = IntStream.range(0, columns.size()).map(this::width).toArray();
        return rows.stream().map(row -> line(row, indent, widths)).toList();
    }

    private int width(int column) {
        return Collections.max(
                rows.stream().map(row -> row.get(column).text().length()).toList());
    }

    private String line(List<Cell> row, String indent, int[] widths) {
        StringBuilder line = new StringBuilder(indent);
        for (int i = 0; i < row.size(); i++) {
            Cell cell = row.get(i);
            String padding = " ".repeat(widths[i] - cell.text().length());
            boolean last = i == row.size() - 1;
            if (columns.get(i) == Align.RIGHT) {
                line.append(padding);
            }
            line.append(cell.paint().apply(cell.text()));
            if (columns.get(i) == Align.LEFT && !last) {
                line.append(padding);
            }
            line.append(last ? "" : GAP);
        }
        return line.toString().stripTrailing();
    }
}
