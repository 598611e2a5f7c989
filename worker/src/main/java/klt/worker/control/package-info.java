/** Follows the control topic and drives the runs of this worker towards the desired state. */
@NullMarked
package klt.worker.control;

import org.jspecify.annotations.NullMarked;
