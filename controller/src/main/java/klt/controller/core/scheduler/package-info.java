/** The scheduler: which schedule starts a run when. */
@NullMarked
package klt.controller.core.scheduler;

import org.jspecify.annotations.NullMarked;
