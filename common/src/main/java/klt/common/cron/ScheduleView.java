package klt.common.cron;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A schedule as returned by the API.
 *
 * @param cron cron expression with five fields
 * @param zone IANA name of the expression's time zone
 * @param spec of the schedule's runs
 * @param nextStart empty if the schedule is disabled
 * @param missed number of missed starts
 */
public record ScheduleView(
        String name,
        String cron,
        String zone,
        Overlap overlap,
        boolean enabled,
        JsonNode spec,
        Optional<Instant> nextStart,
        Optional<ScheduledStart> lastStart,
        long missed,
        Optional<MissedStart> lastMissed) {

    /** The tag on runs started by a schedule; its value is the schedule's name. */
    public static final String TAG = "schedule";

    private static final int NAME_LENGTH_MAX = 50;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1," + NAME_LENGTH_MAX + "}");

    /** Returns the error in a name, if any. */
    public static Optional<String> mistake(String name) {
        return NAME.matcher(name).matches()
                ? Optional.empty()
                : Optional.of("takes 1 to " + NAME_LENGTH_MAX + " letters, digits, '.', '_' or '-'");
    }
}
