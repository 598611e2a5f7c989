/** The state of one run, and what goes into and comes out of the core: events, commands and replies. */
@NullMarked
package klt.controller.core.run;

import org.jspecify.annotations.NullMarked;
