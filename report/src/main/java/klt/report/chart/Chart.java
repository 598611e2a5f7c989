package klt.report.chart;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import klt.common.summary.Units;
import klt.report.html.Html;

/**
 * A chart with its legend.
 *
 * @param format formats a y value with its unit
 * @param zones marked ranges of the x axis
 * @param marks events on the x axis
 * @param bounds horizontal lines, such as objectives
 */
public record Chart(
        String title,
        Axis x,
        Axis y,
        List<Line> lines,
        DoubleFunction<String> format,
        List<Zone> zones,
        List<Mark> marks,
        List<Bound> bounds) {

    private static final double WIDTH = 480;
    private static final double HEIGHT = 230;
    private static final double LEFT = 64;
    private static final double RIGHT = 14;
    private static final double TOP = 14;
    private static final double BOTTOM = 24;
    private static final double TICK_GAP = 6;

    public record Zone(double from, double to, String label) {}

    /**
     * @param kind what the legend calls such marks
     * @param label shown under the pointer
     */
    public record Mark(double x, String kind, String label) {}

    public record Bound(double y, String label) {}

    public Chart {
        lines = List.copyOf(lines);
        zones = List.copyOf(zones);
        marks = List.copyOf(marks);
        bounds = List.copyOf(bounds);
    }

    /** Returns whether there is a value to draw. */
    public boolean isMeasured() {
        return lines.stream().flatMap(line -> line.points().stream()).anyMatch(point -> !Double.isNaN(point.y()));
    }

    public void write(Html out) {
        out.open("figure", "class", "chart").element("figcaption", title);
        legend(out);
        out.open(
                "svg",
                "viewBox",
                "0 0 " + number(WIDTH) + " " + number(HEIGHT),
                "role",
                "img",
                "aria-label",
                summary());
        zones.forEach(zone -> zone(out, zone));
        y.ticks().forEach(tick -> tickOfY(out, tick));
        x.ticks().forEach(tick -> tickOfX(out, tick));
        marks.forEach(mark -> mark(out, mark));
        bounds.forEach(bound -> bound(out, bound));
        lines.forEach(line -> line(out, line));
        out.close("svg").close("figure");
    }

    private void legend(Html out) {
        out.open("ul", "class", "keys");
        for (Line line : lines) {
            key(out, "line " + line.look(), "M0 5h24", line.label());
        }
        marks.stream().map(Mark::kind).distinct().forEach(kind -> key(out, "mark", "M12 0v10", kind));
        if (lines.stream().flatMap(line -> line.points().stream()).anyMatch(point -> Double.isInfinite(point.y()))) {
            key(out, "unanswered", "M10 5h4", Units.NO_ANSWER);
        }
        out.close("ul");
    }

    private static void key(Html out, String look, String path, String label) {
        out.open("li")
                .open("svg", "viewBox", "0 0 24 10", "aria-hidden", "true")
                .empty("path", "class", look, "d", path)
                .close("svg")
                .text(label)
                .close("li");
    }

    private String summary() {
        return title + ". Highest values: "
                + lines.stream()
                        .map(line -> line.label() + " "
                                + (Double.isNaN(line.highest()) ? "not measured" : format.apply(line.highest())))
                        .collect(Collectors.joining(", "));
    }

    private void zone(Html out, Zone zone) {
        double from = atX(zone.from());
        out.empty(
                "rect",
                "class",
                "zone",
                "x",
                number(from),
                "y",
                number(TOP),
                "width",
                number(Math.max(0, atX(Math.min(x.high(), zone.to())) - from)),
                "height",
                number(HEIGHT - TOP - BOTTOM));
        out.element("text", zone.label(), "class", "faint", "x", number(from + 3), "y", number(TOP + 11));
    }

    private void tickOfY(Html out, Axis.Tick tick) {
        double at = atY(tick.value());
        out.empty("path", "class", "grid", "d", "M" + number(LEFT) + " " + number(at) + "H" + number(WIDTH - RIGHT));
        out.element("text", tick.label(), "class", "end", "x", number(LEFT - TICK_GAP), "y", number(at + 4));
    }

    private void tickOfX(Html out, Axis.Tick tick) {
        double at = atX(tick.value());
        out.empty("path", "class", "grid", "d", "M" + number(at) + " " + number(HEIGHT - BOTTOM) + "v4");
        out.element(
                "text",
                tick.label(),
                "class",
                at > WIDTH - 2 * RIGHT ? "end" : "middle",
                "x",
                number(at > WIDTH - 2 * RIGHT ? WIDTH - 2 : at),
                "y",
                number(HEIGHT - TICK_GAP));
    }

    private void mark(Html out, Mark mark) {
        out.open(
                        "path",
                        "class",
                        "mark",
                        "d",
                        "M" + number(atX(mark.x())) + " " + number(TOP) + "V" + number(HEIGHT - BOTTOM))
                .element("title", mark.label())
                .close("path");
    }

    private void bound(Html out, Bound bound) {
        double at = atY(bound.y());
        out.empty("path", "class", "bound", "d", "M" + number(LEFT) + " " + number(at) + "H" + number(WIDTH - RIGHT));
        out.element("text", bound.label(), "class", "end", "x", number(WIDTH - RIGHT), "y", number(at - 4));
    }

    private void line(Html out, Line line) {
        StringBuilder path = new StringBuilder();
        StringBuilder unanswered = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < line.points().size(); i++) {
            Point point = line.points().get(i);
            if (Double.isInfinite(point.y())) {
                unanswered
                        .append('M')
                        .append(number(atX(point.x())))
                        .append(' ')
                        .append(number(TOP))
                        .append("h2");
            }
            if (!Double.isFinite(point.y())) {
                pen = false;
                continue;
            }
            path.append(pen ? 'L' : 'M')
                    .append(number(atX(point.x())))
                    .append(' ')
                    .append(number(atY(point.y())));
            boolean alone = !pen
                    && (i + 1 == line.points().size()
                            || !Double.isFinite(line.points().get(i + 1).y()));
            // a line without length is drawn as a dot
            path.append(alone ? "h0" : "");
            pen = true;
        }
        if (!path.isEmpty()) {
            out.empty("path", "class", "line " + line.look(), "d", path.toString());
        }
        if (!unanswered.isEmpty()) {
            out.open("path", "class", "unanswered", "d", unanswered.toString())
                    .element("title", line.label() + ": " + Units.NO_ANSWER)
                    .close("path");
        }
    }

    private double atX(double value) {
        return LEFT + x.place(value) * (WIDTH - LEFT - RIGHT);
    }

    private double atY(double value) {
        return HEIGHT - BOTTOM - y.place(value) * (HEIGHT - TOP - BOTTOM);
    }

    /** Formats a coordinate with at most one decimal. */
    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
