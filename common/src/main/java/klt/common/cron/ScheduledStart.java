package klt.common.cron;

import java.time.Instant;

/**
 * A start made by a schedule.
 *
 * @param at when it was due
 * @param run the run's id
 */
public record ScheduledStart(Instant at, String run) {}
