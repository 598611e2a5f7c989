package klt.common.spec.sweep;

import java.util.regex.Pattern;

/**
 * A run's position in its sweep. The run's id is derived from it, so two controllers that start the same run create only one.
 *
 * @param sweep the sweep's id
 * @param cell the cell's number, from 1
 * @param repeat number of the repeat, from 1
 */
public record SweepRun(String sweep, int cell, int repeat) {

    private static final Pattern ID = Pattern.compile("s-.+-c[0-9]+-r[0-9]+");

    /** Returns the run's id. */
    public String id() {
        return sweep + "-c" + cell + "-r" + repeat;
    }

    /** Returns whether an id belongs to a sweep's run. */
    public static boolean isId(String id) {
        return ID.matcher(id).matches();
    }
}
