/** The life of one run: its states, and the events and commands of the controller. */
@NullMarked
package klt.controller.core.run;

import org.jspecify.annotations.NullMarked;
