package klt.common.compare;

/** A kind of quantity. It determines the scale on which changes are differences, the precision, and which of two values is better. */
public enum Scale {
    /** A time in µs: a change is a ratio, and less is better. */
    LATENCY,
    /** An amount per second: a change is a ratio, and more is better. */
    RATE,
    /** A fault count or fraction: a change is a difference, and less is better. */
    FAULTS;

    private static final double MICROS_MIN = 1;
    private static final double RATE_MIN = 1e-9;

    /** Relative measurement precision: three significant digits, as in the histograms. */
    private static final double RESOLUTION = 1e-3;

    /** Returns whether a change is a ratio rather than a difference. */
    public boolean isRelative() {
        return this != FAULTS;
    }

    /** Returns whether a higher value is better. */
    public boolean isMoreBetter() {
        return this == RATE;
    }

    /** Converts a value to the scale on which changes are differences: its logarithm if changes are ratios. */
    public double scaled(double value) {
        return switch (this) {
            case LATENCY -> Math.log(Math.max(MICROS_MIN, value));
            case RATE -> Math.log(Math.max(RATE_MIN, value));
            case FAULTS -> value;
        };
    }

    public double unscaled(double scaled) {
        return isRelative() ? Math.exp(scaled) : scaled;
    }

    /** @return a fraction of the first value, or a difference; infinite if only one value is finite */
    public double change(double scaledDifference) {
        return isRelative() && Double.isFinite(scaledDifference) ? Math.expm1(scaledDifference) : scaledDifference;
    }

    boolean isBetter(double change) {
        return isMoreBetter() ? change > 0 : change < 0;
    }

    /** Returns whether two values differ by less than the measurement precision. */
    boolean isBelowResolution(double a, double b) {
        double unit = this == LATENCY ? MICROS_MIN : 0;
        return isRelative() && Double.isFinite(b - a) && Math.abs(b - a) <= unit + RESOLUTION * Math.max(a, b);
    }
}
