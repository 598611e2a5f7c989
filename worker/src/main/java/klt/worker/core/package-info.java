/** The worker's decisions: pure code that uses only the JDK and {@code common}; no clock, thread, logger, random number or I/O. */
@NullMarked
package klt.worker.core;

import org.jspecify.annotations.NullMarked;
