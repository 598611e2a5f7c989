package klt.common.cron;

import java.time.Instant;
import java.util.Optional;
import klt.common.text.ShortName;
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

    /** Returns the error in a name, if any. */
    public static Optional<String> mistake(String name) {
        return ShortName.mistake(name, NAME_LENGTH_MAX);
    }
}
