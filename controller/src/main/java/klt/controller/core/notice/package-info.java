/** Notifications about the ends of runs and sweeps. Pure. */
@NullMarked
package klt.controller.core.notice;

import org.jspecify.annotations.NullMarked;
