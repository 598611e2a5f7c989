/** Reports the worker's state to the controller once a second, and estimates the broker's clock from the acks. */
@NullMarked
package klt.worker.report;

import org.jspecify.annotations.NullMarked;
