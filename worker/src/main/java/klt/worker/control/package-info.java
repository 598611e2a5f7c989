/** Follows the control topic and drives the runs of this worker to what it asks for. */
@NullMarked
package klt.worker.control;

import org.jspecify.annotations.NullMarked;
