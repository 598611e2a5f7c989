/** Executes the worker's code before a run depends on its speed. */
@NullMarked
package klt.worker.warmup;

import org.jspecify.annotations.NullMarked;
