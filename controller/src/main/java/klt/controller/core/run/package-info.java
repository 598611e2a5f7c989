/** A run's state, and the core's inputs and outputs: events, commands and replies. */
@NullMarked
package klt.controller.core.run;

import org.jspecify.annotations.NullMarked;
