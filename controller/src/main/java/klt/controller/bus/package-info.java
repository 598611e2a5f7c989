/** Reads and writes the control, status and state topics, and runs the event loop. */
@NullMarked
package klt.controller.bus;

import org.jspecify.annotations.NullMarked;
