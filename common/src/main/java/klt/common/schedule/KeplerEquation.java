package klt.common.schedule;

/**
 * Solves Kepler's equation, {@code m = θ − e·sin θ}, for angles from 0 to π. A table provides the initial estimate, from which one
 * fourth-order step is usually enough. The terms are arranged to avoid cancellation near 0.
 *
 * <p>Immutable. On the hot path: does not allocate and usually calls no math library function.
 */
final class KeplerEquation {

    private static final int STARTS = 256;
    private static final double STARTS_SQUARED_OVER_PI = STARTS * STARTS / Math.PI;

    /** Given an estimate within this tolerance, one fourth-order step leaves an error below the rounding error. */
    private static final double LAST_STEP = 1e-4;

    private static final int STEPS_MAX = 100;
    private static final double HALF = 1 / 2.0;
    private static final double SIXTH = 1 / 6.0;

    /** Below this angle, {@code θ − sin θ} is computed as a series. */
    private static final double SERIES_MAX = 0.5;

    private static final int GRID = 256;
    private static final double GRID_STEP = Math.PI / GRID;
    private static final double STEPS_PER_RADIAN = GRID / Math.PI;
    private static final double[] SINES = new double[GRID + 1];
    private static final double[] COSINES = new double[GRID + 1];

    static {
        for (int k = 0; k <= GRID; k++) {
            SINES[k] = StrictMath.sin(k * GRID_STEP);
            COSINES[k] = StrictMath.cos(k * GRID_STEP);
        }
    }

    private final double e;
    private final double oneMinusE;
    /** the angles for {@code m = π·(k/STARTS)²}; the square concentrates them near 0, where the angle rises steeply */
    private final double[] starts = new double[STARTS + 2];

    /**
     * @param e the eccentricity, from 0 to 1
     * @param oneMinusE {@code 1 − e}, computed without the rounding error of that subtraction
     */
    KeplerEquation(double e, double oneMinusE) {
        this.e = e;
        this.oneMinusE = oneMinusE;
        for (int k = 1; k <= STARTS; k++) {
            double m = Math.PI * k * k / (STARTS * STARTS);
            starts[k] = solve(m, Math.max(starts[k - 1], m));
        }
        starts[STARTS + 1] = Math.PI;
    }

    /** Returns the angle for {@code m}, from 0 to π. */
    double angle(double m) {
        double place = Math.sqrt(m * STARTS_SQUARED_OVER_PI);
        int k = (int) place;
        if (k == 0) {
            return m == 0 ? 0 : solve(m, Math.min(m / oneMinusE, StrictMath.cbrt(6 * m / e)));
        }
        return solve(m, starts[k] + (place - k) * (starts[k + 1] - starts[k]));
    }

    private double solve(double m, double start) {
        double angle = start;
        for (int i = 0; i < STEPS_MAX; i++) {
            double step = step(m, angle);
            angle = Math.clamp(angle + step, 0, Math.PI);
            if (Math.abs(step) <= LAST_STEP * angle) {
                break;
            }
        }
        return angle;
    }

    /** Takes one step of Householder's method. */
    private double step(double m, double angle) {
        int k = (int) (angle * STEPS_PER_RADIAN + 0.5);
        double rest = angle - k * GRID_STEP;
        double square = rest * rest;
        double restSine = rest * (1 - square * SIXTH * (1 - square / 20));
        double restCosine = 1 - square * HALF * (1 - square * (1 / 12.0));
        double sine = SINES[k] * restCosine + COSINES[k] * restSine;
        double cosine = COSINES[k] * restCosine - SINES[k] * restSine;
        double f0 = oneMinusE * angle + e * (angle < SERIES_MAX ? minusSine(angle) : angle - sine) - m;
        double f1 = oneMinusE + e * (1 - cosine);
        double f2 = e * sine;
        double halley = -f0 * f1 / (f1 * f1 - f0 * f2 * HALF);
        return -f0 / (f1 + halley * (f2 * HALF + halley * e * cosine * SIXTH));
    }

    /** Returns {@code x − sin x} for a small angle, computed as a series. */
    private static double minusSine(double x) {
        double square = x * x;
        return x
                * square
                / 6
                * (1 - square / 20 * (1 - square / 42 * (1 - square / 72 * (1 - square / 110 * (1 - square / 156)))));
    }
}
