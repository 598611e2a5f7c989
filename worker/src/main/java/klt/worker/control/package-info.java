/** Follows the control topic and drives the runs on this worker towards the desired state. */
@NullMarked
package klt.worker.control;

import org.jspecify.annotations.NullMarked;
