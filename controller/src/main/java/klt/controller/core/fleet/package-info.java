/** The state of the workers, derived from their heartbeats. */
@NullMarked
package klt.controller.core.fleet;

import org.jspecify.annotations.NullMarked;
