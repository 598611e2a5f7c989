package klt.common.cron;

import java.time.Instant;
import java.util.Optional;
import klt.common.text.ShortName;
import tools.jackson.databind.JsonNode;

/**
 * A schedule, as the API returns it.
 *
 * @param cron expression with five fields
 * @param zone IANA name of the time zone of the expression
 * @param spec of its runs
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

    /** Name of the tag of the runs that a schedule has started; its value is the name of the schedule. */
    public static final String TAG = "schedule";

    private static final int NAME_LENGTH_MAX = 50;

    /** The error in a name, if any. */
    public static Optional<String> mistake(String name) {
        return ShortName.mistake(name, NAME_LENGTH_MAX);
    }
}
