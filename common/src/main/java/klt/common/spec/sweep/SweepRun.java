package klt.common.spec.sweep;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which run of a sweep a run is. Its id follows from it, so that two controllers that start the same run create one run.
 *
 * @param sweep id of the sweep
 * @param cell number of the cell, from 1
 * @param repeat from 1
 */
public record SweepRun(String sweep, int cell, int repeat) {

    private static final Pattern ID = Pattern.compile("(s-.+)-c([1-9][0-9]{0,3})-r([1-9][0-9]{0,3})");

    /** The id of the run. */
    public String id() {
        return sweep + "-c" + cell + "-r" + repeat;
    }

    /** Empty if the id is not that of a run of a sweep. */
    public static Optional<SweepRun> of(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches()
                ? Optional.of(new SweepRun(
                        matcher.group(1), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }
}
