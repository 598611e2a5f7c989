/** Tells the controller, once a second, what the worker does; keeps the worker's view of the broker's clock. */
@NullMarked
package klt.worker.report;

import org.jspecify.annotations.NullMarked;
