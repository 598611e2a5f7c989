/** Counts the messages of a run and measures the times between their send and their ack. On the hot path. */
@NullMarked
package klt.worker.produce.outcome;

import org.jspecify.annotations.NullMarked;
