/** This worker's estimate of the broker's clock. */
@NullMarked
package klt.worker.clock;

import org.jspecify.annotations.NullMarked;
