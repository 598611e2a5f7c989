/** The life of one run: a class for each of its states, and the state machine that passes events to them. */
@NullMarked
package klt.controller.core.lifecycle;

import org.jspecify.annotations.NullMarked;
