/** The sweeps: which run of a sweep starts when. */
@NullMarked
package klt.controller.core.sweep;

import org.jspecify.annotations.NullMarked;
