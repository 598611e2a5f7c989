package klt.controller.core.cron;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import klt.common.cron.MissedStart;
import klt.common.cron.Overlap;
import klt.common.cron.ScheduledStart;
import klt.common.spec.RunSpec;

/**
 * A schedule's stored state.
 *
 * @param considered starts due at this time or earlier were either made or missed, and are never made again
 * @param missed number of missed starts
 */
public record CronSchedule(
        Settings settings,
        Instant considered,
        Optional<ScheduledStart> lastStart,
        long missed,
        Optional<MissedStart> lastMissed) {

    public CronSchedule {
        // a document on the state topic may lack them
        Objects.requireNonNull(settings);
        Objects.requireNonNull(considered);
    }

    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern ID_TIME_FORM = Pattern.compile("[0-9]{8}-[0-9]{4}");

    /**
     * The part of a schedule set by clients.
     *
     * @param spec the runs' spec, with the schedule's tag
     */
    public record Settings(String name, CronTimes times, Overlap overlap, boolean enabled, RunSpec spec) {}

    /** Creates a schedule whose first start is due after a given time. */
    public CronSchedule(Settings settings, Instant now) {
        this(settings, now, Optional.empty(), 0, Optional.empty());
    }

    /** Returns this schedule with new settings, which apply to starts due after a given time. */
    public CronSchedule with(Settings changed, Instant now) {
        return new CronSchedule(changed, later(now), lastStart, missed, lastMissed);
    }

    /** Returns when the next start is due, or empty if the schedule is disabled. */
    public Optional<Instant> next() {
        return settings.enabled() ? settings.times().next(considered) : Optional.empty();
    }

    /** Returns the id of the run to be started at a due time; two controllers that make the same start therefore create only one run. */
    public String run(Instant due) {
        return prefix() + ID_TIME.format(due);
    }

    private String prefix() {
        return "c-" + settings.name() + "-";
    }

    /** Returns whether an id belongs to one of this schedule's runs. */
    public boolean hasRun(String id) {
        return id.startsWith(prefix())
                && ID_TIME_FORM.matcher(id.substring(prefix().length())).matches();
    }

    public CronSchedule started(Instant due) {
        return new CronSchedule(
                settings, later(due), Optional.of(new ScheduledStart(due, run(due))), missed, lastMissed);
    }

    public CronSchedule missed(Instant due, MissedStart.Reason reason, Optional<String> detail) {
        return new CronSchedule(
                settings, later(due), lastStart, missed + 1, Optional.of(new MissedStart(due, reason, detail)));
    }

    /** Returns this schedule updated with its newest run, if that start is not recorded yet. */
    public CronSchedule knowing(Set<String> runs) {
        return runs.stream()
                .filter(this::hasRun)
                .max(Comparator.naturalOrder())
                .map(this::due)
                .filter(considered::isBefore)
                .map(this::started)
                .orElse(this);
    }

    private Instant due(String run) {
        return LocalDateTime.parse(run.substring(prefix().length()), ID_TIME).toInstant(ZoneOffset.UTC);
    }

    private Instant later(Instant time) {
        return time.isAfter(considered) ? time : considered;
    }
}
