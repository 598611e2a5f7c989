/** Reports the worker's state to the controller once a second; keeps the worker's view of the broker's clock. */
@NullMarked
package klt.worker.report;

import org.jspecify.annotations.NullMarked;
