/** A run's history: its events, and the disruptions of its load. */
@NullMarked
package klt.controller.core.history;

import org.jspecify.annotations.NullMarked;
