/** The worker's decisions: pure code that uses only the JDK and {@code common}, with no clocks, threads, loggers, random numbers or I/O. */
@NullMarked
package klt.worker.core;

import org.jspecify.annotations.NullMarked;
