/** What becomes of the messages of a run between their send and their ack, counted and timed. On the hot path. */
@NullMarked
package klt.worker.produce.outcome;

import org.jspecify.annotations.NullMarked;
