/** The worker's decisions: pure functions of the JDK and {@code common} only; no clock, thread, logger, random or I/O. */
@NullMarked
package klt.worker.core;

import org.jspecify.annotations.NullMarked;
