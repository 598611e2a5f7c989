/** Counts and times the messages of a run between their send and their ack. On the hot path. */
@NullMarked
package klt.worker.produce.outcome;

import org.jspecify.annotations.NullMarked;
