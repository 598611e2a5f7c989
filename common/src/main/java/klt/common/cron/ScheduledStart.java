package klt.common.cron;

import java.time.Instant;

/**
 * A start that a schedule has made.
 *
 * @param at when it was due
 * @param run id
 */
public record ScheduledStart(Instant at, String run) {}
