/** The state of schedules, and the times of their starts. */
@NullMarked
package klt.controller.core.cron;

import org.jspecify.annotations.NullMarked;
