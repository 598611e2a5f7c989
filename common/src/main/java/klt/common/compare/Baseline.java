package klt.common.compare;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

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
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1," + NAME_LENGTH_MAX + "}");

    public Baseline {
        runs = List.copyOf(runs);
    }

    /** Returns the error in a name, if any. */
    public static Optional<String> mistake(String name) {
        return NAME.matcher(name).matches()
                ? Optional.empty()
                : Optional.of("takes 1 to " + NAME_LENGTH_MAX + " letters, digits, '.', '_' or '-'");
    }
}
