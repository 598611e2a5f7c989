/** Executes the worker's own code before a run depends on it. */
@NullMarked
package klt.worker.warmup;

import org.jspecify.annotations.NullMarked;
