package klt.common.spec.sweep;

import java.util.regex.Pattern;

/**
 * The position of a run in its sweep. The run's id is derived from it, so two controllers that start the same run create only one run.
 *
 * @param sweep id of the sweep
 * @param cell number of the cell, from 1
 * @param repeat from 1
 */
public record SweepRun(String sweep, int cell, int repeat) {

    private static final Pattern ID = Pattern.compile("s-.+-c[0-9]+-r[0-9]+");

    /** The id of the run. */
    public String id() {
        return sweep + "-c" + cell + "-r" + repeat;
    }

    /** Whether an id belongs to a run of a sweep. */
    public static boolean isId(String id) {
        return ID.matcher(id).matches();
    }
}
