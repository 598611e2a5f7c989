package klt.report.chart;

/** @param y NaN for a gap; infinite for a latency that falls on an unanswered message */
public record Point(double x, double y) {

    public static Point gap(double x) {
        return new Point(x, Double.NaN);
    }
}
