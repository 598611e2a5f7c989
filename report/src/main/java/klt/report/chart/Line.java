package klt.report.chart;

import java.util.List;

/**
 * A line of a chart.
 *
 * @param look the class of the line in the report's CSS
 * @param points ordered by x
 */
public record Line(String label, String look, List<Point> points) {

    public Line {
        points = List.copyOf(points);
    }

    /** Returns the highest finite value, or NaN if there is none. */
    double highest() {
        return points.stream()
                .mapToDouble(Point::y)
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }
}
