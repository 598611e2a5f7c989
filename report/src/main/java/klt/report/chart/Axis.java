package klt.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

/**
 * An axis with a linear or logarithmic scale.
 *
 * @param low the value at its start
 * @param high the value at its end
 */
public record Axis(double low, double high, boolean log, List<Tick> ticks) {

    private static final int TICKS = 5;
    private static final double[] STEPS = {1, 2, 2.5, 5, 10};
    private static final int[] SECONDS = {
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400
    };
    private static final int DECADES_WITH_STEPS = 3;

    /** A labelled value. */
    public record Tick(double value, String label) {}

    public Axis {
        ticks = List.copyOf(ticks);
    }

    /** Returns an axis from 0 to a round value above the highest one. */
    public static Axis linear(double highest, DoubleFunction<String> label) {
        double step = step(highest > 0 ? highest / TICKS : 0.2);
        int steps = highest > 0 ? (int) Math.ceil(highest * 1.02 / step) : TICKS;
        return new Axis(0, steps * step, false, ticks(0, steps, step, label));
    }

    private static List<Tick> ticks(int from, int steps, double step, DoubleFunction<String> label) {
        List<Tick> ticks = new ArrayList<>();
        for (int i = from; i <= steps; i++) {
            ticks.add(new Tick(i * step, label.apply(i * step)));
        }
        return ticks;
    }

    /** Returns the first round step that is not below a value. */
    private static double step(double value) {
        double decade = Math.pow(10, Math.floor(Math.log10(value)));
        return DoubleStream.of(STEPS)
                .map(step -> step * decade)
                .filter(step -> step >= value * 0.999999)
                .findFirst()
                .orElse(10 * decade);
    }

    /** Returns an axis of at least one decade around all values. */
    public static Axis logarithmic(double least, double highest, DoubleFunction<String> label) {
        double from = Math.pow(10, Math.floor(Math.log10(Math.max(1, least))));
        double to = Math.max(from * 10, Math.pow(10, Math.ceil(Math.log10(Math.max(1, highest)) - 1e-9)));
        List<Tick> ticks = new ArrayList<>();
        boolean few = Math.round(Math.log10(to / from)) < DECADES_WITH_STEPS;
        for (double decade = from; decade <= to * 1.001; decade *= 10) {
            for (int multiple : few ? new int[] {1, 2, 5} : new int[] {1}) {
                if (decade * multiple <= to * 1.001) {
                    ticks.add(new Tick(decade * multiple, label.apply(decade * multiple)));
                }
            }
        }
        return new Axis(from, to, true, ticks);
    }

    /** Returns an axis of seconds since the start. */
    public static Axis time(double end) {
        double length = Math.max(1, end);
        int step = SECONDS[SECONDS.length - 1];
        for (int i = SECONDS.length - 1; i >= 0 && SECONDS[i] * TICKS >= length; i--) {
            step = SECONDS[i];
        }
        List<Tick> ticks = new ArrayList<>();
        for (int second = 0; second <= length; second += step) {
            ticks.add(new Tick(second, clock(second)));
        }
        return new Axis(0, length, false, ticks);
    }

    private static String clock(int second) {
        String minutesAndSeconds = twoDigits(second / 60 % 60) + ":" + twoDigits(second % 60);
        return second < 3_600 ? second / 60 + ":" + twoDigits(second % 60) : second / 3_600 + ":" + minutesAndSeconds;
    }

    private static String twoDigits(int number) {
        return number < 10 ? "0" + number : String.valueOf(number);
    }

    /** Returns a value's place on the axis: 0 at its start, 1 at its end. */
    double place(double value) {
        return log
                ? Math.log(Math.max(low, value) / low) / Math.log(high / low)
                : (value - low) / Math.max(1e-12, high - low);
    }
}
