/** Decides when each run of a sweep starts. */
@NullMarked
package klt.controller.core.sweep;

import org.jspecify.annotations.NullMarked;
