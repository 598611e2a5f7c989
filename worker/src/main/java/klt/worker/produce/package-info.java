/** The hot path: sends a run's messages on schedule and measures their outcomes. */
@NullMarked
package klt.worker.produce;

import org.jspecify.annotations.NullMarked;
