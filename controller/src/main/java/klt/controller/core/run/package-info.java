/** The state of one run, and the inputs and outputs of the core: events, commands and replies. */
@NullMarked
package klt.controller.core.run;

import org.jspecify.annotations.NullMarked;
