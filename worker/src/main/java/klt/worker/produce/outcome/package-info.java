/** Counts a run's messages and measures the time between send and ack. On the hot path. */
@NullMarked
package klt.worker.produce.outcome;

import org.jspecify.annotations.NullMarked;
