/** Judges a run: its objectives, the validity of the measurement, and message integrity. */
@NullMarked
package klt.controller.core.verdict;

import org.jspecify.annotations.NullMarked;
