/** The scheduler, which decides when schedules start runs. */
@NullMarked
package klt.controller.core.scheduler;

import org.jspecify.annotations.NullMarked;
