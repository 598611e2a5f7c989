/** The state of schedules, and their start times. */
@NullMarked
package klt.controller.core.cron;

import org.jspecify.annotations.NullMarked;
