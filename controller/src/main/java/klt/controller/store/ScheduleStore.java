package klt.controller.store;

import java.util.Comparator;
import java.util.List;
import klt.controller.core.cron.CronSchedule;

/** The schedules on the state topic. */
public final class ScheduleStore extends DocumentStore<CronSchedule> {

    public ScheduleStore() {
        super("schedule", CronSchedule.class, schedule -> schedule.settings().name());
    }

    /** Returns all schedules, ordered by name. */
    public List<CronSchedule> all() {
        return sorted(Comparator.comparing(schedule -> schedule.settings().name()));
    }
}
