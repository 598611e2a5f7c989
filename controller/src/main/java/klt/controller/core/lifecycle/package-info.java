/** A run's lifecycle: a class for each state, and the state machine that passes events to them. */
@NullMarked
package klt.controller.core.lifecycle;

import org.jspecify.annotations.NullMarked;
