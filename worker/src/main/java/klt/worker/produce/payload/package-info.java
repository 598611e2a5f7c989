/** The values of a run's messages: those that need preparation, and the choice between all of them. */
@NullMarked
package klt.worker.produce.payload;

import org.jspecify.annotations.NullMarked;
