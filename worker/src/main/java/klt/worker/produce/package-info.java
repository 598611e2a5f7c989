/** The hot path: sends the messages of a run on schedule and measures what becomes of them. */
@NullMarked
package klt.worker.produce;

import org.jspecify.annotations.NullMarked;
