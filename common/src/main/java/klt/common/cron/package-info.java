/** The documents of schedules. */
@NullMarked
package klt.common.cron;

import org.jspecify.annotations.NullMarked;
