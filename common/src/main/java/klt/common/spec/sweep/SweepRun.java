package klt.common.spec.sweep;

/**
 * Which run of a sweep a run is. Its id follows from it, so that two controllers that start the same run create one run.
 *
 * @param sweep id of the sweep
 * @param cell number of the cell, from 1
 * @param repeat from 1
 */
public record SweepRun(String sweep, int cell, int repeat) {

    /** The id of the run. */
    public String id() {
        return sweep + "-c" + cell + "-r" + repeat;
    }
}
