/** Judges a run: its objectives, the validity of the measurement, and the integrity of the messages. */
@NullMarked
package klt.controller.core.verdict;

import org.jspecify.annotations.NullMarked;
