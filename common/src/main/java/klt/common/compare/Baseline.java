package klt.common.compare;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.text.ShortName;

/**
 * A name for runs that other runs are compared with.
 *
 * @param runs ids: one run, or repetitions of the same run
 * @param setAt when the name was last assigned
 */
public record Baseline(String name, List<String> runs, Instant setAt) {

    /** Prefix of a baseline's name where run ids are expected. */
    public static final String PREFIX = "baseline:";

    /** Maximum number of baselines per controller. */
    public static final int BASELINES_MAX = 100;

    private static final int NAME_LENGTH_MAX = 50;

    public Baseline {
        runs = List.copyOf(runs);
    }

    /** Returns the error in a name, if any. */
    public static Optional<String> mistake(String name) {
        return ShortName.mistake(name, NAME_LENGTH_MAX);
    }
}
