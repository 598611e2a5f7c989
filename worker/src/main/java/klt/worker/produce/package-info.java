/** The hot path: sends the messages of a run on schedule and measures their outcomes. */
@NullMarked
package klt.worker.produce;

import org.jspecify.annotations.NullMarked;
